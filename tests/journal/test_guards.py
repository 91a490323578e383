"""Plain SQL over the product's own connection cannot change what the history holds; the database says no."""

import hashlib
import json

import pytest
from django.db import connection, transaction

from cases import registers
from cases.journal import guards
from cases.journal.verify import verify
from cases.lifecycle.facts import canonical
from cases.models import Case, Entry, Number, OutgoingCase
from tests.cast import Office
from tests.stories import lives

from .tampering import SQLITE, refused, rows, run

ENTRY = "case_id, seq, body, hash, move, source, target, occurred_at, recorded_at, origin"
COPY = f"INSERT INTO cases_entry ({ENTRY}) SELECT {ENTRY} FROM cases_entry WHERE seq = 2"
CASE = [field.column or "" for field in Case._meta.local_fields if field.column != "id"]


def new_case(**other: str) -> str:
    """A statement that copies a case under another uid, with some columns of one's own."""
    told = {"uid": "'ffffffffffffffffffffffffffffffff'"} | other
    values = ", ".join(told.get(column, column) for column in CASE)
    return f"INSERT INTO cases_case ({', '.join(CASE)}) SELECT {values} FROM cases_case LIMIT 1"


TAMPERING = {
    "a state": ("UPDATE cases_case SET state = 'filed'", "a case changes only with an entry"),
    "a head": ("UPDATE cases_case SET head_seq = head_seq + 1", "a case changes only with an entry"),
    "a head back": ("UPDATE cases_case SET head_seq = head_seq - 1", "a case changes only with an entry"),
    "a head's hash": ("UPDATE cases_case SET head_hash = ''", "a case changes only with an entry"),
    "a version": ("UPDATE cases_case SET version = version + 1", "a case changes only with an entry"),
    "a number": ("UPDATE cases_case SET number = '06-09/1'", "a case changes only with an entry"),
    "a direction": ("UPDATE cases_case SET direction = 'in'", "a case changes only with an entry"),
    "an id": ("UPDATE cases_case SET id = id + 1000", "a case changes only with an entry"),
    "a uid": ("UPDATE cases_case SET uid = 'ffffffffffffffffffffffffffffffff'", "a case changes only with an entry"),
    "a case away": ("DELETE FROM cases_case", "cases are never deleted"),
    "a case without its entry": (new_case(), "a case begins with its first entry"),
    "a case in mid-life": (new_case(head_seq="1"), "a case begins with its first entry"),
    "an entry's bytes": ("UPDATE cases_entry SET body = 'x' WHERE seq = 1", "entries are never changed"),
    "an entry's hash": ("UPDATE cases_entry SET hash = 'x' WHERE seq = 1", "entries are never changed"),
    "an entry's move": ("UPDATE cases_entry SET move = 'agree' WHERE seq = 1", "entries are never changed"),
    "an entry's moment": ("UPDATE cases_entry SET recorded_at = occurred_at", "entries are never changed"),
    "an entry's place": ("UPDATE cases_entry SET seq = seq + 100", "entries are never changed"),
    "an entry's id": ("UPDATE cases_entry SET id = id + 100", "entries are never changed"),
    "nothing at all": ("UPDATE cases_entry SET move = move", "entries are never changed"),
    "the first entry away": ("DELETE FROM cases_entry WHERE seq = 1", "entries are never deleted"),
    "all entries away": ("DELETE FROM cases_entry", "entries are never deleted"),
    "an entry twice": (COPY, "an entry continues the chain of its case"),
    "a number given twice": (
        "INSERT INTO cases_number (register_id, year, ordinal, text, status, case_id, purpose, reason) "
        "SELECT register_id, year, ordinal, text, status, case_id, purpose, reason FROM cases_number",
        "a number is never given twice" if SQLITE else "duplicate key",
    ),
    "an issued number": ("UPDATE cases_number SET text = '06-09/399'", "a number keeps its place"),
    "an issued number back": ("UPDATE cases_number SET status = 'reserved'", "a number keeps its place"),
    "a number's ordinal": ("UPDATE cases_number SET ordinal = ordinal + 1", "a number keeps its place"),
    "a number away": ("DELETE FROM cases_number", "numbers are never deleted"),
    "a counter back": ("UPDATE cases_registeryear SET last = last - 1", "a counter never goes back"),
    "a counter's year": ("UPDATE cases_registeryear SET year = year + 1", "a counter never goes back"),
    "a counter away": ("DELETE FROM cases_registeryear", "counters are never deleted"),
}

SLIPPING_PAST = {
    # SQLite's REPLACE deletes without asking the trigger of deletion.
    f"{word} {table}": (f"{word} INTO {table} SELECT * FROM {table}", because)
    for word in ("REPLACE", "INSERT OR REPLACE")
    for table, because in (
        ("cases_entry", "an entry continues the chain of its case"),
        ("cases_case", "a case begins with its first entry"),
        ("cases_number", "a number is never given twice"),
    )
}
EMPTYING = {
    f"TRUNCATE {table}": (f"TRUNCATE {table} CASCADE", "this table is never emptied")
    for table in ("cases_entry", "cases_case", "cases_number", "cases_registeryear")
}
TAMPERING |= SLIPPING_PAST if SQLITE else EMPTYING


@pytest.fixture
def registered(office: Office) -> int:
    """A letter with a number: rows in every guarded table."""
    case = lives.to_registered(office)
    connection.check_constraints()  # nothing waits for the commit that a test never makes
    return case


@pytest.mark.parametrize("what", TAMPERING)
def test_it_is_refused_and_every_row_stays_as_it_was(registered: int, what: str) -> None:
    statement, because = TAMPERING[what]
    before = rows()
    with refused(because):
        run(statement)
    assert rows() == before


def forged(case: Case, **other: object) -> dict[str, object]:
    """The columns of a next entry that continues the chain, but for what is forged."""
    last = Entry.objects.get(case=case, seq=case.head_seq)
    told = json.loads(bytes(last.body)) | {
        "seq": case.head_seq + 1,
        "prev": case.head_hash,
        "from": case.state,
        "to": case.state,
        "move": "forged",
    }
    octets = canonical(told | {key: value for key, value in other.items() if key in told})
    columns: dict[str, object] = {
        "case": case.uid.hex if SQLITE else case.uid,
        "seq": case.head_seq + 1,
        "octets": octets,
        "hash": hashlib.sha256(b"\x00" + octets).hexdigest(),
        "move": "forged",
        "source": case.state,
        "target": case.state,
        "at": last.recorded_at.isoformat(),
    }
    return columns | {key: value for key, value in other.items() if key in columns}


INSERT = (
    f"INSERT INTO cases_entry ({ENTRY}) VALUES "
    "(%(case)s, %(seq)s, %(octets)s, %(hash)s, %(move)s, %(source)s, %(target)s, %(at)s, %(at)s, 'live')"
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": 99},
        {"seq": 1},
        {"prev": "0" * 64},
        {"hash": "0" * 64},
        {"octets": b"{}"},
        {"target": "filed"},
        {"source": "draft"},
        {"move": "sign"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_forged_entry_does_not_continue_the_chain(registered: int, wrong: dict[str, object]) -> None:
    case = Case.objects.get(pk=registered)
    columns = forged(case, **wrong)
    if "move" in wrong or "source" in wrong or "target" in wrong:
        columns |= {key: value for key, value in forged(case).items() if key in ("octets", "hash")}
    before = rows()
    with pytest.raises(Exception, match="an entry continues the chain of its case"):
        run(INSERT, **columns)
    assert rows() == before


def test_even_a_well_made_entry_is_seen_when_the_case_does_not_follow_it(registered: int) -> None:
    """Its writer knows the format; the law and the head do not know his entry."""
    run(INSERT, **forged(Case.objects.get(pk=registered)))
    codes = {finding.code for finding in verify(Case.objects.filter(pk=registered))}
    assert {"HEAD", "LAW"} <= codes


@pytest.mark.parametrize("key", ["id", "hash"])
def test_an_upsert_changes_no_entry(registered: int, key: str) -> None:
    columns = "id, " + ENTRY
    before = rows()
    with refused("an entry continues the chain of its case|entries are never changed"):
        run(
            f"INSERT INTO cases_entry ({columns}) SELECT {columns} FROM cases_entry WHERE seq = 2 "
            f"ON CONFLICT ({key}) DO UPDATE SET move = 'agree'"
        )
    assert rows() == before


def test_several_statements_of_one_transaction_are_no_way_round(registered: int) -> None:
    before = rows()
    for tricks in (
        ("UPDATE cases_case SET title = 'x'", "UPDATE cases_case SET state = 'filed'"),
        ("UPDATE cases_entry SET seq = -seq", "UPDATE cases_entry SET seq = 1 - seq"),
        (COPY.replace("seq = 2", "seq = 1"), "DELETE FROM cases_entry WHERE seq = 1"),
    ):
        with pytest.raises(Exception, match="entr"):
            run(*tricks)
    assert rows() == before


def test_what_the_card_says_is_left_to_the_proof(registered: int) -> None:
    """The title is no sealed column: an edit passes the guards, so whoever relies on it asks the entries."""
    run("UPDATE cases_case SET title = 'x'")
    assert Case.objects.get(pk=registered).title == "x"


def test_the_product_itself_may_still_act(registered: int, office: Office) -> None:
    lives.act(office, "dispatcher", OutgoingCase.queue, registered, ways=lives.by_post(registered))
    assert Case.objects.get(pk=registered).state == "dispatching"
    assert Number.objects.get(case=registered).status == "issued"


def test_every_guard_is_up_and_a_missing_one_is_named(registered: int) -> None:
    assert guards.missing(connection) == []
    with transaction.atomic():
        guards.take_down(connection)
        assert "guard_entry_update" in guards.missing(connection)
        guards.put_up(connection)
    assert guards.missing(connection) == []


def test_a_reservation_may_become_a_number_but_no_void_one(office: Office) -> None:
    first, second = registers.reserve(
        office.register, year=2026, count=2, holder=office.officials["clerk"], purpose="для письма", until=None
    )
    run(f"UPDATE cases_number SET status = 'void', reason = 'истёк' WHERE id = {first.pk}")
    before = rows()
    with refused("a number keeps its place"):
        run(f"UPDATE cases_number SET status = 'issued' WHERE id = {first.pk}")
    assert rows() == before
    assert Number.objects.get(pk=second.pk).status == "reserved"
