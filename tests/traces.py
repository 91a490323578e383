"""The traces of acts: all that is written, what an entry and its sheets say, how an act is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from cases.access import NotFound, case_for_system
from cases.journal import body
from cases.lifecycle.act import Origin
from cases.lifecycle.circulation import NoOpenPlace
from cases.lifecycle.drafting import OtherText, Unanswered
from cases.lifecycle.duties import DutiesConflict
from cases.lifecycle.facts import Addressee
from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact, Refusal
from cases.lifecycle.roles import Role
from cases.lifecycle.terms import TermOver
from cases.models import Appointment, Dispatch, LivingCase
from cases.registers import NoRegister, NumberTaken
from tests.cast import NOON, Office
from tests.stories.lives import act
from workflows.admission import NotNow, NotYours, Stale

SCAN = "5" * 64
PAPER = Origin.PAPER
# Every refusal that a move knows, as a page or the API tells it.
ANSWERS: dict[type[Refusal], tuple[str, int]] = {
    BadFact: ("bad_fact", 422),
    DutiesConflict: ("duties", 403),
    NoOpenPlace: ("no_open_place", 409),
    NotYours: ("not_yours", 403),
    NotFound: ("not_found", 404),
    NotComplete: ("not_complete", 409),
    NotNow: ("not_now", 409),
    NoRegister: ("no_register", 409),
    NumberTaken: ("number_taken", 409),
    OtherText: ("other_text", 409),
    Stale: ("stale", 409),
    TermOver: ("term_over", 409),
    Unanswered: ("unanswered", 409),
}


@dataclass(frozen=True)
class Said:
    """What the entry of a move says."""

    source: str
    target: str
    roles: list[str]
    effects: dict[str, Any]
    sheets: list[str]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of Chancery and its engine, so that an act that was refused is shown to have written nothing."""
    rooms = ("cases", "workflows", "viewflow")
    found = {}
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in apps.get_models() if model._meta.app_label in rooms}:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def refused(
    office: Office, error: type[Refusal], field: str, who: str, move: Any, case: int, /, **facts: Any
) -> Refusal:
    """Make an act that is refused with this class, its code and status, and field; nothing is written by it."""
    before = everything()
    with pytest.raises(Refusal) as caught:
        act(office, who, move, case, **facts)
    refusal = caught.value
    assert (type(refusal), refusal.field, refusal.code, refusal.status) == (error, field, *ANSWERS[error])
    assert everything() == before
    return refusal


def refused_to(names: str, office: Office, move: Any, case: int, /, **facts: Any) -> None:
    """An act that none of these members of the cast may make."""
    for name in names.split():
        refused(office, NotYours, "", name, move, case, **facts)


def breaks(duty: str, office: Office, who: str, move: Any, case: int, /, **facts: Any) -> None:
    """An act that one and the same person may not make; the refusal names the duty."""
    refusal = refused(office, DutiesConflict, "", who, move, case, **facts)
    assert isinstance(refusal, DutiesConflict)
    assert refusal.duty == duty


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back, so that a letter can go another way from where it stands."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def entry(case: int, move: str) -> dict[str, Any]:
    """The body of the last entry of a move, as the history keeps it."""
    found = stands(case).entries.filter(move=move).order_by("seq").last()
    assert found is not None
    return body.read(bytes(found.body))


def said(case: int, move: str) -> Said:
    """What the last entry of a move says; its sheets are the ones that lie in the case."""
    content = entry(case, move)
    drawn = stands(case).letters.filter(entry__seq=content["seq"])
    assert content["sheets"] == {sheet.sheet: sheet.context_digest for sheet in drawn}
    return Said(content["from"], content["to"], content["roles"], content["effects"], sorted(content["sheets"]))


def opened(case: int, move: str) -> dict[str, Any]:
    """What opens the commitments of the last entry of a move, by name: its free text, and not the rows it wrote."""
    content = entry(case, move)
    seals = stands(case).entries.get(seq=content["seq"]).disclosures.all()
    opening = {one.name: body.Seal(bytes(one.salt), one.value) for one in seals}
    assert {name: seal.commitment for name, seal in opening.items()} == content["sealed"]
    return {name: seal.value for name, seal in opening.items() if name != "rows"}


def sheet(case: int, move: str, kind: str) -> dict[str, Any]:
    """The frozen facts of a sheet that the last entry of a move drew up."""
    drawn = stands(case).letters.get(entry__seq=entry(case, move)["seq"], sheet=kind)
    facts: dict[str, Any] = drawn.context
    return facts


def stands(case: int) -> LivingCase:
    """The case as it stands in the database."""
    return case_for_system(case)


def copy(case: int, ordinal: int) -> Dispatch:
    """One addressee's copy as it stands in the database."""
    return Dispatch.objects.get(case=case, ordinal=ordinal)


def appoint(office: Office, name: str, role: Role) -> None:
    """Give a member of the cast one more role in the whole body."""
    Appointment.objects.create(
        official=office.officials[name], unit=office.chancery, role=role, since=NOON.date().replace(day=1)
    )


def two_addressees(office: Office) -> dict[str, Any]:
    """The facts of a letter to two correspondents."""
    lines = {office.correspondent: ("Правительство", "Образцовой области"), office.other: ("Правительство края",)}
    addressees = tuple(Addressee(one.pk, told) for one, told in lines.items())
    return {"letter": office.letter(addressees=addressees)}
