"""Plain SQL cannot change what the log holds, nor make it forget an entry; the database says no."""

import pytest
from django.db import connection

from tests.cast import Office
from tests.journal.tampering import SQLITE, refused, run
from tests.stories import lives
from workflows import sequencer

LOGGED = ("leaf", "record", "subtree", "checkpoint", "reading")
TABLES = ("cases_leaf", "cases_record", "cases_subtree", "cases_checkpoint", "cases_reading", "cases_unlogged")
LEAF = "INSERT INTO cases_leaf (position, hash, entry_id)"
RECORD = "INSERT INTO cases_record (kind, body, hash, made_at)"
SIGNED = "INSERT INTO cases_checkpoint (size, root, note, signed_at)"
TAMPERING = {
    "a leaf's hash": ("UPDATE cases_leaf SET hash = 'x'", "leaves are never changed"),
    "a leaf away": ("DELETE FROM cases_leaf WHERE position = 0", "leaves are never deleted"),
    "a leaf after a gap": (f"{LEAF} SELECT 99, hash, id FROM cases_entry WHERE seq = 2", "one place after another"),
    "a leaf in a place that is taken": (
        f"{LEAF} SELECT 0, hash, id FROM cases_entry WHERE seq = 2",
        "one place after another",
    ),
    "a leaf with another hash": (
        f"{LEAF} SELECT (SELECT max(position) + 1 FROM cases_leaf), 'x', id FROM cases_entry WHERE seq = 2",
        "one place after another",
    ),
    "a record's bytes": ("UPDATE cases_record SET body = 'x'", "records are never changed"),
    "a record away": ("DELETE FROM cases_record", "records are never deleted"),
    "a record with another hash": (f"{RECORD} SELECT kind, body, 'x', made_at FROM cases_record", "is its bytes"),
    "a subtree's hash": ("UPDATE cases_subtree SET hash = 'x'", "subtrees are never changed"),
    "a subtree away": ("DELETE FROM cases_subtree", "subtrees are never deleted"),
    "a note": ("UPDATE cases_checkpoint SET note = 'x'", "checkpoints are never changed"),
    "a checkpoint away": ("DELETE FROM cases_checkpoint", "checkpoints are never deleted"),
    "a smaller head": (f"{SIGNED} SELECT size - 1, root, note, signed_at FROM cases_checkpoint", "only grows"),
    "a head that nothing is behind": (
        f"{SIGNED} SELECT size + 9, root, note, signed_at FROM cases_checkpoint",
        "only grows",
    ),
    "a reading away": ("DELETE FROM cases_reading", "readings are never deleted"),
    "a reading's moment": ("UPDATE cases_reading SET subject = 'x'", "readings are never changed"),
    "an entry that is to be forgotten": ("DELETE FROM cases_unlogged", "waits until it is logged"),
    "an entry that waits for another": ("UPDATE cases_unlogged SET entry_id = entry_id + 1", "waits until it is"),
}
REPLACING = {
    f"REPLACE {table}": (f"REPLACE INTO {table} SELECT * FROM {table}", because)
    for table, because in (
        ("cases_leaf", "one place after another"),
        ("cases_record", "is its bytes"),
        ("cases_checkpoint", "only grows"),
        ("cases_subtree", "hashed once"),
        ("cases_reading", "never changed"),
    )
}
EMPTYING = {f"TRUNCATE {table}": (f"TRUNCATE {table} CASCADE", "this table is never emptied") for table in TABLES}
TAMPERING |= REPLACING if SQLITE else EMPTYING


def rows() -> dict[str, list[tuple[str, ...]]]:
    """Every row of the log's tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = [tuple(map(str, row)) for row in cursor.fetchall()]
    return found


@pytest.fixture
def logged(office: Office) -> Office:
    """A log with every kind of row, one checkpoint and one entry that still waits."""
    case = lives.to_approval(office)
    user = office.user("auditor").pk
    sequencer.take_census(office.at)
    lives.to_draft(office)
    run(f"INSERT INTO cases_subtree (height, \"index\", hash) VALUES (8, 0, '{'0' * 64}')")
    run(
        "INSERT INTO cases_reading (user_id, case_id, kind, subject, read_at) "
        f"SELECT {user}, {case}, 'case', '', signed_at FROM cases_checkpoint"
    )
    connection.check_constraints()
    return office


@pytest.mark.parametrize("what", TAMPERING)
def test_it_is_refused_and_every_row_stays_as_it_was(logged: Office, what: str) -> None:
    statement, because = TAMPERING[what]
    before = rows()
    with refused(because):
        run(statement)
    assert rows() == before


def test_the_sequencer_itself_goes_on(logged: Office) -> None:
    before = sequencer.sequence(logged.at)
    lives.to_draft(logged)
    assert sequencer.sequence(logged.at).size == before.size + 1
