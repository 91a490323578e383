"""A migration that remakes a guarded table takes the guards down and puts them up again."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from cases.checks import guards_are_up
from cases.journal import guards
from cases.journal.hardening import unlock_schema
from cases.journal.verify import verify
from cases.models import Case, OutgoingCase
from tests.cast import Office
from tests.stories import lives

from .tampering import SQLITE, refused, rows, run
from .tomorrow import NEWEST

TAMPERING = [
    ("UPDATE cases_case SET state = 'filed'", "a case changes only with an entry"),
    ("DELETE FROM cases_case", "cases are never deleted"),
    ("UPDATE cases_entry SET move = 'agree'", "entries are never changed"),
    ("DELETE FROM cases_entry", "entries are never deleted"),
    ("INSERT INTO cases_entry SELECT * FROM cases_entry WHERE seq = 1", "an entry continues the chain of its case"),
    ("UPDATE cases_entry SET seq = seq + 100", "entries are never changed"),
    (
        ("REPLACE INTO cases_entry SELECT * FROM cases_entry", "an entry continues the chain of its case")
        if SQLITE
        else ("TRUNCATE cases_entry CASCADE", "this table is never emptied")
    ),
]


@pytest.fixture
def upgraded(lived: Office) -> Iterator[int]:
    """A running case under the next version of the tables; the tables of today come back afterwards."""
    case = lives.to_registered(lived)
    with override_settings(MIGRATION_MODULES={"cases": "tests.journal.tomorrow"}):
        call_command("migrate", "cases", "9999", verbosity=0)
        yield case
        guards.put_up(connection)
        call_command("migrate", "cases", NEWEST, verbosity=0)


def columns(table: str) -> set[str]:
    """The columns that a table has now."""
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def test_both_tables_were_remade_and_every_guard_stands_again(upgraded: int) -> None:
    assert "remade" in columns("cases_case") & columns("cases_entry")
    assert guards.missing(connection) == []


def test_tampering_is_refused_as_before(upgraded: int) -> None:
    before = rows()
    for statement, because in TAMPERING:
        with refused(because):
            run(statement)
    assert rows() == before
    assert list(verify(Case.objects.all())) == []


def test_a_running_case_goes_on(upgraded: int, lived: Office) -> None:
    lives.act(lived, "dispatcher", OutgoingCase.queue, upgraded, ways=lives.by_post(upgraded))
    assert Case.objects.get(pk=upgraded).state == "dispatching"
    assert list(verify(Case.objects.all())) == []


def test_the_check_at_start_names_each_guard_that_is_down(lived: Office) -> None:
    assert guards_are_up(databases=["default"]) == []
    guards.take_down(connection)
    found = guards_are_up(databases=["default"])
    assert {one.id for one in found} == {"cases.E002"}
    assert [one.msg for one in found] == [f"The guard {name} is not up." for name in guards.missing(connection)]
    assert "guard_case_update" in guards.missing(connection)
    assert guards_are_up(databases=None) == []


def test_a_guard_that_was_disabled_counts_as_missing(lived: Office) -> None:
    unlock_schema(connection)  # as a tool of somebody's own would open the file
    if SQLITE:
        run("DROP TRIGGER guard_entry_delete")
    else:
        run("ALTER TABLE cases_entry DISABLE TRIGGER guard_entry_delete")
    assert guards.missing(connection) == ["guard_entry_delete"]
    guards.put_up(connection)
    assert guards.missing(connection) == []


def test_a_guard_that_was_emptied_of_its_meaning_counts_as_missing(lived: Office) -> None:
    unlock_schema(connection)
    if SQLITE:
        run(
            "DROP TRIGGER guard_entry_delete",
            "CREATE TRIGGER guard_entry_delete BEFORE DELETE ON cases_entry BEGIN SELECT 1; END",
        )
    else:
        run(
            "CREATE OR REPLACE FUNCTION guard_entry_delete() RETURNS trigger LANGUAGE plpgsql "
            "AS $$BEGIN RETURN OLD; END$$"
        )
    assert guards.missing(connection) == ["guard_entry_delete"]
    guards.put_up(connection)
    assert guards.missing(connection) == []
