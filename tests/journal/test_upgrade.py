"""An upgrade under living cases: the tables of an earlier version come to those of today, and everybody goes on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from cases.journal import guards
from cases.journal.verify import verify
from cases.lifecycle.facts import Charge
from cases.models import Case, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.stories import lives
from workflows.inbox import inbox

from .tampering import run

FIRST = {"workflows": "0001", "cases": "0001"}  # in the order in which they are taken back

# Where a case stands before the upgrade, and an act of its people after it.
GOING_ON: list[tuple[Callable[[Office], int], str, Any, dict[str, Any]]] = [
    (lives.to_draft, "drafter", OutgoingCase.submit, {}),
    (lives.to_signed, "registrar", OutgoingCase.register, {"file_index": "06-09"}),
    (lives.to_dispatching, "dispatcher", OutgoingCase.record_sent, {"ordinal": 1, "proof": "RR1BY"}),
    (lives.to_received, "registrar", IncomingCase.register, {}),
]


def applied() -> set[tuple[str, str]]:
    """The migrations of ours that the database has seen."""
    return {one for one in MigrationRecorder(connection).applied_migrations() if one[0] in FIRST}


def asked(office: Office) -> dict[str, list[int]]:
    """Which cases wait for whom."""
    day = office.clock.date()
    return {who: sorted(one.case.pk for one in inbox(office.user(who), on=day)) for who in office.officials}


def to_executor(office: Office) -> int:
    """A letter without points, with which the drafter is charged."""
    case = lives.to_received(office, unit=office.department.pk, points=())
    lives.act(office, "registrar", IncomingCase.register, case)
    lives.act(office, "clerk", IncomingCase.to_preliminary, case)
    lives.act(office, "assistant", IncomingCase.submit_to_head, case)
    charges = (Charge(office.id("drafter"), responsible=True),)
    lives.act(office, "head", IncomingCase.issue_resolution, case, text="Прошу ответить.", charges=charges)
    return case


def columns() -> set[str]:
    """The columns that cases have now."""
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, "cases_case")}


def proved(lost: set[str]) -> bool:
    """Every history stands; columns younger than the first version lost their values on the way back to it."""
    findings = list(verify(Case.objects.all()))
    assert {finding.code for finding in findings} <= {"ROW"}
    assert {name for one in findings for name in one.text.partition(": ")[2].split(", ")} <= lost
    return True


@pytest.fixture
def living(lived: Office) -> Iterator[list[int]]:
    """Cases in the middle of their lives; whatever happens, the tables of today come back."""
    cases = [life(lived) for life, *_ in GOING_ON]
    request = to_executor(lived)
    answer = lives.to_draft(lived, reply_to=(request,))
    yield [*cases, lives.to_approval(lived), lives.to_signature(lived), request, answer]
    call_command("migrate", verbosity=0)


def test_living_cases_come_through_an_upgrade(lived: Office, living: list[int]) -> None:
    newest, before, young = applied(), asked(lived), columns()
    entries = list(Case.objects.order_by("pk").values_list("pk", "state", "version", "head_hash"))
    for app, name in FIRST.items():
        call_command("migrate", app, name, verbosity=0)
    request, answer = living[-2:]
    young -= columns()
    run(f"UPDATE cases_case SET reply_to_id = {request} WHERE id = {answer}")  # as the first version kept it
    assert applied() == {(app, f"{name}_initial") for app, name in FIRST.items()} < newest
    call_command("migrate", verbosity=0)
    assert applied() == newest
    assert guards.missing(connection) == []
    assert list(Case.objects.order_by("pk").values_list("pk", "state", "version", "head_hash")) == entries
    assert proved(lost=young)
    assert asked(lived) == before
    assert list(Case.objects.get(pk=answer).answering.values_list("request", flat=True)) == [request]
    assert set(living) >= {case for cases in before.values() for case in cases}
    for case, (_, who, move, facts) in zip(living, GOING_ON, strict=False):
        lives.act(lived, who, move, case, **facts)
    approval, signature = living[-4:-2]
    lives.agree(lived, "lawyer", approval)
    lives.act(lived, "deputy", OutgoingCase.sign, signature, digest=lives.digest(signature))
    assert proved(lost=young)
