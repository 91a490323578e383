"""Appending to the history of a case. Only the door and the worker's record of bytes may import this."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.lifecycle.act import Act
from cases.lifecycle.facts import canonical
from cases.lifecycle.move import Move
from cases.models import Case, Disclosure, Entry

from . import body


def fresh_salt() -> bytes:
    """32 bytes of chance: a commitment to a short text must not be guessed."""
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Happening:
    """What an entry tells: the move or event, between which states, by whom, with which facts and sheets.

    `roles` are the roles that made the act lawful; `sheets` maps a sheet's id to the digest of its (salted) facts;
    `request` is the idempotency key.
    """

    move: str
    source: str
    target: str
    act: Act
    roles: tuple[str, ...] = ()
    plain: dict[str, Any] = field(default_factory=dict)
    sealed: dict[str, body.Seal] = field(default_factory=dict)
    effects: dict[str, Any] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    request: str | None = None


def of_move(
    move: Move[Any], facts: dict[str, Any], salt: Callable[[], bytes]
) -> tuple[dict[str, Any], dict[str, body.Seal]]:
    """The facts of a move, sorted into plain and sealed."""
    return body.sort_facts(move, facts, salt)


def append(case: Case, happening: Happening) -> Entry:
    """Write the next entry and move the case's head (in memory) onto it.

    The entry is written before the case: the guards let a case change only towards an entry that exists.
    A new case is inserted after its first entry; the foreign key is checked at commit. An act that waited for
    another one is recorded no earlier than that one, whatever its own clock said.
    """
    recorded_at = max(happening.act.recorded_at, case.head_at or happening.act.recorded_at)
    content = compose(case, happening, recorded_at)
    octets = canonical(content)
    entry = Entry(
        case_id=case.uid,
        seq=content["seq"],
        body=octets,
        hash=body.entry_hash(octets),
        move=happening.move,
        source=happening.source,
        target=happening.target,
        actor=happening.act.actor.official,
        author=happening.act.author.official,
        occurred_at=happening.act.occurred_at,
        recorded_at=recorded_at,
        origin=happening.act.origin,
        request_key=happening.request,
    )
    entry.save(force_insert=True)
    disclose(entry, happening.sealed.items())
    case.head_seq, case.head_hash, case.head_at = entry.seq, entry.hash, recorded_at
    return entry


def compose(case: Case, happening: Happening, recorded_at: datetime) -> dict[str, Any]:
    """The content of the next entry of a case."""
    act = happening.act
    return {
        "v": body.FORMAT,
        "body": case.body.code,
        "case": case.uid.hex,
        "machine": case.direction,
        "seq": case.head_seq + 1,
        "prev": case.head_hash or body.START,
        "move": happening.move,
        "from": happening.source,
        "to": happening.target,
        "user": act.actor.user,
        "actor": act.actor.official,
        "author": act.author.official,
        "roles": sorted(happening.roles),
        "occurred_at": body.micros(act.occurred_at),
        "recorded_at": body.micros(recorded_at),
        "origin": str(act.origin),
        "scan": act.scan,
        "facts": happening.plain,
        "sealed": {name: seal.commitment for name, seal in happening.sealed.items()},
        "effects": body.written(happening.effects | in_place_of(act)),
        "sheets": happening.sheets,
        "request": happening.request,
    }


def in_place_of(act: Act) -> dict[str, Any]:
    """In whose place a substitute acts, and his substitution as it stood, by moments that need no calendar."""
    if act.instead_of is None or act.warrant is None:
        return {}
    told = act.warrant
    span = {"since": body.micros(told.since), "until": body.micros(told.until)}
    return {"instead_of": act.instead_of.official, "substitution": {"id": told.id, "scopes": told.scopes, **span}}


def disclose(entry: Entry, seals: Iterable[tuple[str, body.Seal]]) -> None:
    """Keep what opens the commitments of an entry, apart from it."""
    rows = [Disclosure(entry=entry, name=name, salt=seal.salt, value=seal.value) for name, seal in seals]
    if rows:
        Disclosure.objects.bulk_create(rows)
