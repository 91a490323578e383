"""The facts that acts carry: typed, frozen, and canonical for digests.

A `str` among the facts is free text and goes into the history as a commitment; enums, numbers, dates
and the types `Code` and `Digest` stand there in plain.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, NewType

from .outcomes import Channel

Code = NewType("Code", str)
Digest = NewType("Digest", str)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the letter goes to: a correspondent, and the lines that stand on this letter."""

    correspondent: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes with the letter; sheets and copies as the attachment mark counts them."""

    title: str
    sheets: int
    copies: int
    digest: str


@dataclass(frozen=True, slots=True)
class LetterText:
    """All that a visa is given for: text, addressees, attachments; `points` is what the letter asks."""

    heading: str
    paragraphs: tuple[str, ...]
    addressees: tuple[Addressee, ...]
    attachments: tuple[Attachment, ...] = ()
    points: tuple[str, ...] = ()

    @property
    def digest(self) -> Digest:
        """SHA-256 of the canonical bytes, in hex."""
        return Digest(hashlib.sha256(canonical(dataclasses.asdict(self))).hexdigest())

    @classmethod
    def read(cls, content: dict[str, Any]) -> "LetterText":
        """Rebuild the text from the content of a stored version."""
        return cls(
            heading=content["heading"],
            paragraphs=tuple(content["paragraphs"]),
            addressees=tuple(Addressee(a["correspondent"], tuple(a["lines"])) for a in content["addressees"]),
            attachments=tuple(Attachment(**a) for a in content["attachments"]),
            points=tuple(content["points"]),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """An approver's place in the route; equal turns are asked in parallel."""

    official: int
    turn: int = 1


@dataclass(frozen=True, slots=True)
class Way:
    """By which channel a correspondent's copy goes."""

    correspondent: int
    channel: Channel = Channel.POST


@dataclass(frozen=True, slots=True)
class Charge:
    """An executor of a resolution; exactly one is responsible. A co-executor may have an earlier day of his own."""

    official: int
    responsible: bool = False
    due: date | None = None


def canonical(value: Any) -> bytes:
    """The one byte form of a value: RFC 8785 for what we allow (no floats, no keys beyond the BMP)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
