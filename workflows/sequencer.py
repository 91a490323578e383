"""The sequencer gives every committed entry its place in the log and signs the log's head.

Entries that wait are rows of their own, put there by the guard of entries: an entry that commits late is not
overlooked, whatever its id. Ids of one case grow with its chain, because each act locks its case first.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

from cases.evidence import census, keys, law, log
from cases.evidence.census import Census
from cases.evidence.merkle import Frontier, leaf_hash
from cases.evidence.note import Signer
from cases.models import Checkpoint, Entry, Leaf, Record, Subtree, Unlogged

INTERVAL = timedelta(seconds=60)
BATCH = 10_000
TRIES = 5
TURN = 0x6C6F67  # "log": the advisory lock of the one sequencer
told = logging.getLogger(__name__)


def keep_up(at: datetime) -> Checkpoint | None:
    """What a worker does again and again: sequence what waits for a minute, and take a census once a day."""
    last = log.latest()
    if last is not None and at - last.signed_at < INTERVAL:
        return None
    try:
        signer = keys.load()
    except keys.NoLogKey as lack:
        told.warning("the log is not signed: %s", lack)
        return None
    daily = last is None or census_is_due(at)
    if not (daily or Unlogged.objects.exists()):
        return None
    return take_census(at, signer=signer)[0] if daily else sequence(at, signer=signer)


def census_is_due(at: datetime) -> bool:
    """Whether the last census is 24 h old, or there is none."""
    last = Record.objects.filter(kind="census").order_by("-pk").values_list("made_at", flat=True).first()
    return last is None or at - last >= log.DAY


def sequence(at: datetime, *, signer: Signer | None = None) -> Checkpoint:
    """Log what waits and sign the head; returns the checkpoint that covers it all. Raises NoLogKey."""
    return advance(at, signer or keys.load(), lambda _: None)


def take_census(at: datetime, *, signer: Signer | None = None) -> tuple[Checkpoint, Census]:
    """The same with a census as the last leaf, and what was counted. Raises NoLogKey."""
    found: list[Census] = []

    def count(edge: Frontier) -> None:
        found.append(census.take())
        place(edge, records=[keep("census", census.body(found[-1], at, policy=law.digest()), at)])

    return advance(at, signer or keys.load(), count), found[-1]


def log_export(octets: bytes, at: datetime) -> Checkpoint:
    """The same with the record of an export as the last leaf. Raises NoLogKey."""
    return advance(at, keys.load(), lambda edge: place(edge, records=[keep("export", octets, at)]))


def advance(at: datetime, signer: Signer, last_leaf: Callable[[Frontier], None]) -> Checkpoint:
    """Log what waits, in batches, then a last leaf, and sign the head in the same transaction.

    A head that has not changed is not signed again within 24 h. What a census counts and what is logged with it
    must be of one moment: on PostgreSQL the transaction reads one snapshot, and begins anew where another
    sequencer was faster.
    """
    while Unlogged.objects.count() > BATCH:
        with transaction.atomic():
            take_turn()
            log_waiting(log.edge())
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                one_snapshot()
                take_turn()
                edge = log.edge()
                log_waiting(edge)
                last_leaf(edge)
                return sign(edge, signer, at)
        except (IntegrityError, OperationalError):
            if not left or connection.in_atomic_block:
                raise
    raise AssertionError  # the last try returned or raised


def sign(edge: Frontier, signer: Signer, at: datetime) -> Checkpoint:
    """The checkpoint of the log as it stands."""
    last = log.latest()
    if last is not None and last.size == edge.size and at - last.signed_at < log.DAY:
        return last
    root = edge.root()
    note = signer.sign(edge.size, root, at)
    return Checkpoint.objects.create(size=edge.size, root=root.hex(), note=note, signed_at=at)


def one_snapshot() -> None:
    """Have every statement of the transaction read the same; SQLite has one writer and needs no word."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def covering(entry: Entry, at: datetime) -> Checkpoint:
    """The first checkpoint that covers an entry, made now when there is none yet. Raises NoLogKey."""
    position = Leaf.objects.filter(entry=entry).values_list("position", flat=True).first()
    standing = None if position is None else log.covering(position)
    return standing or sequence(at)


def take_turn() -> None:
    """Wait until no other sequencer is at work; SQLite took its lock at BEGIN."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def log_waiting(edge: Frontier) -> None:
    """Give the entries that wait their places, those of one case in the order of its chain."""
    waiting = list(Unlogged.objects.order_by("entry_id").values_list("entry_id", "entry__hash")[:BATCH])
    if waiting:
        place(edge, entries=waiting)
        Unlogged.objects.filter(entry_id__in=[entry for entry, _ in waiting]).delete()


def place(edge: Frontier, *, entries: Iterable[tuple[int, str]] = (), records: Iterable[Record] = ()) -> None:
    """Append leaves, and keep the subtrees that they complete."""
    leaves, subtrees = [], []
    things: list[tuple[str, dict[str, Any]]] = [(digest, {"entry_id": entry}) for entry, digest in entries]
    things += [(record.hash, {"record": record}) for record in records]
    for digest, thing in things:
        leaves.append(Leaf(position=edge.size, hash=digest, **thing))
        for height, index, node in edge.add(bytes.fromhex(digest)):
            subtrees.append(Subtree(height=height, index=index, hash=node.hex()))
    Leaf.objects.bulk_create(leaves, batch_size=1000)
    Subtree.objects.bulk_create(subtrees)


def keep(kind: str, octets: bytes, at: datetime) -> Record:
    """A record of the log."""
    return Record.objects.create(kind=kind, body=octets, hash=leaf_hash(octets).hex(), made_at=at)
