"""Every attack of the catalogue on the database itself is refused in the hardened set-up."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cases import checks
from cases.journal import guards, hardening
from cases.journal.verify import verify
from cases.models import Case, Entry, OutgoingCase
from tests.cast import Office
from tests.journal.tampering import SQLITE
from tests.stories import lives
from workflows import sequencer

ROLE = "chancery_test_runtime"
only_sqlite = pytest.mark.skipif(not SQLITE, reason="on PostgreSQL a role does this")
only_postgresql = pytest.mark.skipif(SQLITE, reason="SQLite has no roles")

# The attacks that both databases must refuse, over the product's own connection (evidence 2.2).
ATTACKS = {
    "update": "UPDATE cases_entry SET body = 'x'",
    "delete": "DELETE FROM cases_entry",
    "delete a leaf": "DELETE FROM cases_leaf",
    "update a checkpoint": "UPDATE cases_checkpoint SET note = 'x'",
    "drop a guard": "DROP TRIGGER guard_entry_update" + ("" if SQLITE else " ON cases_entry"),
    "drop the table": "DROP TABLE cases_disclosure" if SQLITE else "DROP TABLE cases_entry CASCADE",
    "rename the table": "ALTER TABLE cases_entry RENAME TO cases_old",
    "a column more": "ALTER TABLE cases_entry ADD COLUMN comment text",
    "a trigger of one's own": (
        "CREATE TRIGGER mine AFTER INSERT ON cases_entry BEGIN DELETE FROM cases_disclosure; END"
        if SQLITE
        else "CREATE TRIGGER mine AFTER INSERT ON cases_entry EXECUTE FUNCTION guard_truncate()"
    ),
}
OF_SQLITE = {
    "a writable schema": "PRAGMA writable_schema = on",
    "no check constraints": "PRAGMA ignore_check_constraints = on",
    "the schema itself": "DELETE FROM sqlite_master WHERE name = 'guard_entry_update'",
    "replace": "REPLACE INTO cases_entry SELECT * FROM cases_entry",
    "insert or replace": "INSERT OR REPLACE INTO cases_entry SELECT * FROM cases_entry",
    "update or replace": "UPDATE OR REPLACE cases_entry SET seq = 1",
}
OF_POSTGRESQL = {
    "truncate": "TRUNCATE cases_entry CASCADE",
    "disable the guards": "ALTER TABLE cases_entry DISABLE TRIGGER USER",
    "play a replica": "SET session_replication_role = replica",
    "own the table": f"ALTER TABLE cases_entry OWNER TO {ROLE}",
    "a rule": "CREATE RULE mine AS ON INSERT TO cases_entry DO INSTEAD NOTHING",
    "lock everybody out": "LOCK TABLE cases_entry IN ACCESS EXCLUSIVE MODE",
    "another guard": "CREATE OR REPLACE FUNCTION guard_entry_update() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NEW; END $$",
    "another hash": "CREATE FUNCTION sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT $1 $$",
    "upsert": "INSERT INTO cases_entry SELECT * FROM cases_entry ON CONFLICT (id) DO UPDATE SET move = 'x'",
    "another's rights": "SET ROLE postgres",
    "delete a case": "DELETE FROM cases_case",
    "forget a migration": "DELETE FROM django_migrations",
}


def attempt(statement: str) -> None:
    """One statement in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def kept() -> list[Any]:
    """What the attacks are after."""
    told = Entry.objects.order_by("pk").values_list("pk", "seq", "hash", "body")
    return [(pk, seq, digest, bytes(octets)) for pk, seq, digest, octets in told] + guards.missing(connection)


@pytest.fixture
def logged(office: Office) -> Office:
    """A history that is in the log."""
    lives.to_approval(office)
    sequencer.sequence(office.at)
    return office


@only_sqlite
@pytest.mark.parametrize("attack", [*ATTACKS, *OF_SQLITE])
def test_sqlite_refuses_it(logged: Office, attack: str) -> None:
    before = kept()
    with pytest.raises(DatabaseError):
        attempt((ATTACKS | OF_SQLITE)[attack])
    assert kept() == before


@only_sqlite
def test_a_client_that_is_not_chancery_adds_no_entry(lived: Office) -> None:
    lives.to_draft(lived)
    columns = "case_id, seq, body, hash, move, source, target, occurred_at, recorded_at, origin"
    foreign = sqlite3.connect(connection.settings_dict["NAME"])
    with foreign, pytest.raises(sqlite3.OperationalError, match="no such function: entry_hash"):
        foreign.execute(f"INSERT INTO cases_entry ({columns}) SELECT {columns} FROM cases_entry")
    foreign.close()


@only_sqlite
def test_what_the_owner_of_the_file_does_is_found(lived: Office) -> None:
    lives.to_draft(lived)
    foreign = sqlite3.connect(connection.settings_dict["NAME"])
    with foreign:
        foreign.execute("DROP TRIGGER guard_entry_update")
        foreign.execute("UPDATE cases_entry SET body = 'x'")
    foreign.close()
    assert guards.missing(connection) == ["guard_entry_update"]
    assert {"CANON", "HEAD", "STATE"} <= {finding.code for finding in verify(Case.objects.all())}


@only_sqlite
def test_migrations_may_work_on_the_tables_and_lock_them_again(office: Office) -> None:
    guards.take_down(connection)
    attempt("ALTER TABLE cases_entry ADD COLUMN comment text")
    guards.put_up(connection)
    with pytest.raises(DatabaseError, match=r"not authorized|authorization denied"):
        attempt("ALTER TABLE cases_entry DROP COLUMN comment")


@pytest.fixture
def as_runtime(lived: Office) -> Iterator[Office]:
    """The office, when pages and workers run as a role of their own."""
    lives.to_approval(lived)
    sequencer.sequence(lived.at)
    attempt(f"CREATE ROLE {ROLE} LOGIN")
    hardening.give_rights(connection, ROLE)
    attempt(f"SET SESSION AUTHORIZATION {ROLE}")
    yield lived
    attempt("RESET SESSION AUTHORIZATION")
    attempt(f"DROP OWNED BY {ROLE}")
    attempt(f"DROP ROLE {ROLE}")


@only_postgresql
@pytest.mark.parametrize("attack", [*ATTACKS, *OF_POSTGRESQL])
def test_the_role_of_the_pages_may_not(as_runtime: Office, attack: str) -> None:
    before = kept()
    with pytest.raises(DatabaseError):
        attempt((ATTACKS | OF_POSTGRESQL)[attack])
    assert kept() == before


@only_postgresql
def test_the_role_of_the_pages_does_all_its_work(as_runtime: Office) -> None:
    case = lives.to_registered(as_runtime)
    lives.act(as_runtime, "registrar", OutgoingCase.ask_annulment, case, reason="Ошибка.")
    lives.act(as_runtime, "chief", OutgoingCase.annul, case, reason="Ошибка.")
    sequencer.take_census(as_runtime.at)
    assert lives.state(case) == "annulled"
    assert list(verify(Case.objects.all())) == []
    assert checks.role_is_weak(databases=["default"]) == []


@only_postgresql
def test_a_role_that_could_alter_the_history_is_found_at_start(as_runtime: Office) -> None:
    attempt("RESET SESSION AUTHORIZATION")
    [superuser] = checks.role_is_weak(databases=["default"])
    assert (superuser.id, "is a superuser" in superuser.msg) == ("cases.E003", True)
    attempt(f"GRANT UPDATE ON cases_entry TO {ROLE}")
    attempt(f"ALTER TABLE cases_leaf OWNER TO {ROLE}")
    attempt(f"SET SESSION AUTHORIZATION {ROLE}")
    told = {message.msg for message in checks.role_is_weak(databases=["default"])}
    assert {f"{ROLE} may UPDATE cases_entry.", f"{ROLE} owns cases_leaf."} <= told
    attempt("RESET SESSION AUTHORIZATION")
    attempt("ALTER TABLE cases_leaf OWNER TO CURRENT_USER")


@only_postgresql
def test_the_command_gives_the_rights(as_runtime: Office) -> None:
    attempt("RESET SESSION AUTHORIZATION")
    attempt(f"GRANT UPDATE ON cases_entry TO {ROLE}")
    call_command("harden_database", ROLE)
    attempt(f"SET SESSION AUTHORIZATION {ROLE}")
    assert list(hardening.excess(connection)) == []
    attempt("RESET SESSION AUTHORIZATION")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("harden_database", "nobody_of_this_name")


@only_sqlite
def test_the_command_says_that_sqlite_has_no_roles(db: None) -> None:
    with pytest.raises(CommandError, match="no roles"):
        call_command("harden_database", ROLE)
    assert checks.role_is_weak(databases=["default"]) == []
