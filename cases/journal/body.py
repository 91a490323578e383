"""The byte format of an entry, fixed on day one.

An entry's body is canonical JSON: sorted keys, no white space, UTF-8, strings, integers, booleans, null,
arrays and objects only. `prev` stands inside the body and nowhere else, so
hash = SHA-256(0x00 || body) is at once the link of the case's chain and the RFC 6962 leaf hash.
Ids, enums, numbers, dates and digests stand in plain; free text and names are commitments
SHA-256(salt || canonical value) under `sealed`, whose values may be destroyed lawfully.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, get_type_hints

from cases.lifecycle.facts import Code, Digest, canonical
from cases.lifecycle.move import Move

FORMAT = 1
START = "0" * 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLAIN = (bool, int, date, datetime, Enum)


def entry_hash(body: bytes) -> str:
    """The link of the chain and the leaf of the log, in hex."""
    return hashlib.sha256(b"\x00" + body).hexdigest()


def micros(moment: datetime) -> int:
    """A moment as whole microseconds since 1970 in UTC."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(micros: int) -> datetime:
    """The moment of a number of microseconds."""
    return EPOCH + timedelta(microseconds=micros)


def written(value: Any) -> Any:
    """A fact as JSON: dates as ISO 8601, enums by value, dataclasses as objects."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {key: written(part) for key, part in dataclasses.asdict(value).items()}
    if isinstance(value, dict):
        return {key: written(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(part) for part in value]
    return value


@dataclass(frozen=True, slots=True)
class Seal:
    """A commitment and what opens it."""

    salt: bytes
    value: Any

    @property
    def commitment(self) -> str:
        """SHA-256(salt || canonical value), in hex."""
        return hashlib.sha256(self.salt + canonical(self.value)).hexdigest()


def is_plain(hint: Any) -> bool:
    """Whether facts of this type may stand in the history in plain: everything but text, and what holds text."""
    if hint in (Code, Digest, type(None), Ellipsis):
        return True
    if options := getattr(hint, "__args__", None):
        return all(is_plain(option) for option in options)
    if dataclasses.is_dataclass(hint):
        return all(is_plain(option) for option in get_type_hints(hint).values())
    return isinstance(hint, type) and issubclass(hint, PLAIN)


def sort_facts(
    move: Move[Any], facts: dict[str, Any], salt: Callable[[], bytes]
) -> tuple[dict[str, Any], dict[str, Seal]]:
    """Split the facts of an act into those that stand in plain and those that are sealed."""
    hints = get_type_hints(move)
    plain: dict[str, Any] = {}
    sealed: dict[str, Seal] = {}
    for name, value in facts.items():
        if is_plain(hints[name]):
            plain[name] = written(value)
        else:
            sealed[name] = Seal(salt(), written(value))
    return plain, sealed


# What an entry of format 1 holds, each of its type; None where the type allows it.
SHAPE: dict[str, Any] = (
    dict.fromkeys(("body", "case", "machine", "prev", "move", "from", "to", "origin"), str)
    | dict.fromkeys(("v", "seq", "occurred_at", "recorded_at"), int)
    | dict.fromkeys(("user", "actor", "author"), (int, type(None)))
    | dict.fromkeys(("scan", "request"), (str, type(None)))
    | dict.fromkeys(("facts", "sealed", "effects", "sheets"), dict)
    | {"roles": list}
)


def read(body: Any) -> dict[str, Any]:
    """The entry of a body; ValueError when it is not the canonical bytes of one.

    A row that was tampered with may hold anything: SQLite keeps text, or a number, in a column of bytes.
    """
    if not isinstance(body, (bytes, memoryview)):
        raise ValueError("the body is not bytes")
    found = json.loads(bytes(body))
    if not isinstance(found, dict) or canonical(found) != bytes(body):
        raise ValueError("the bytes are not canonical")
    wrong = sorted(name for name in SHAPE.keys() | found.keys() if not isinstance(found.get(name), SHAPE.get(name, ())))
    if wrong or found["v"] != FORMAT:
        raise ValueError(f"this is no entry of format {FORMAT}: {', '.join(wrong) or 'v'}")
    return found
