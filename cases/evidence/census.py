"""The census: how long every history is and how far every register has counted, under two roots.

Logged every day and before every export, it proves that a bundle hides no tail of a history and no number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from cases.journal.body import micros
from cases.lifecycle.facts import canonical
from cases.models import Entry, Number, Reading, RegisterYear

from .merkle import EMPTY, leaf_hash, over, tree

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Census:
    """What was counted: (uid, seq, hash) of every logged head, every year of every register, how many readings."""

    heads: list[list[Any]]
    registers: list[dict[str, Any]]
    readings: int = 0

    @property
    def heads_root(self) -> bytes:
        """The root over the heads."""
        return root([canonical(head) for head in self.heads])

    @property
    def registers_root(self) -> bytes:
        """The root over the registers."""
        return root([canonical(register) for register in self.registers])


def root(leaves: list[bytes]) -> bytes:
    """The root over some leaves."""
    return over(0, len(leaves), tree([leaf_hash(leaf) for leaf in leaves])) if leaves else EMPTY


def take() -> Census:
    """Count what is in the log now, in the transaction of the sequencer."""
    return Census(list(heads()), list(registers()), Reading.objects.count())


def heads() -> Iterator[list[Any]]:
    """The last logged entry of every case, in the order of their uids."""
    last = Entry.objects.filter(leaf__isnull=False).order_by().values("case_id").annotate(last=Max("seq"))
    longest: dict[Any, int] = dict(last.values_list("case_id", "last"))
    told = Entry.objects.filter(seq__in=set(longest.values())).order_by("case_id")
    uid: Any  # a UUID, not the id of a case: entries refer to the uid
    for uid, seq, digest in told.values_list("case_id", "seq", "hash").iterator(chunk_size=5000):
        if longest.get(uid) == seq:
            yield [uid.hex, seq, digest]


def registers() -> Iterator[dict[str, Any]]:
    """Every year of every register: its opening, its last number, and the numbers that no case has."""
    unissued: dict[tuple[int, int], list[list[Any]]] = {}
    free = Number.objects.filter(case=None).order_by("ordinal")
    for register, year, ordinal, status in free.values_list("register_id", "year", "ordinal", "status"):
        unissued.setdefault((register, year), []).append([ordinal, status])
    years = RegisterYear.objects.order_by("register_id", "year").annotate(
        body=F("register__body__code"), name=F("register__name")
    )
    for one in years:
        yield {
            "register": one.register_id,
            "year": one.year,
            "body": one.body,
            "name": one.name,
            "opening": one.opening,
            "last": one.last,
            "unissued": unissued.get((one.register_id, one.year), []),
        }


def body(census: Census, at: datetime, **other: Any) -> bytes:
    """The exact bytes of a census in the log."""
    return canonical(
        {
            "v": FORMAT,
            "kind": "census",
            "at": micros(at),
            "heads": len(census.heads),
            "heads_root": census.heads_root.hex(),
            "registers": len(census.registers),
            "registers_root": census.registers_root.hex(),
            "readings": census.readings,
        }
        | other
    )
