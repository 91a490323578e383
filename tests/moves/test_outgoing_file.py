"""`file`: a letter that is done with is laid into a file of its year's nomenclature."""

from collections.abc import Callable

import pytest

from cases.lifecycle.refusal import BadFact
from cases.models import FileTitle, OutgoingCase
from tests import cast
from tests.cast import NOON, Office
from tests.stories.lives import act, to_dispatched
from tests.traces import Said, entry, refused, refused_to, said, sheet, stands

from .test_outgoing_control import AFTER, to_overdue

FILE = OutgoingCase.file


def to_replied(office: Office) -> int:
    """A letter whose only addressee was excused."""
    case = to_dispatched(office)
    act(office, "controller", OutgoingCase.excuse_addressee, case, ordinal=1, reason="Ответ дан устно")
    return case


def to_no_reply(office: Office) -> int:
    """A letter that nobody answered."""
    case = to_overdue(office)
    act(office, "controller", OutgoingCase.close_without_reply, case, reason="Нет ответа")
    return case


@pytest.mark.parametrize(
    ("life", "source"), [(to_dispatched, "dispatched"), (to_replied, "replied"), (to_no_reply, "no_reply")]
)
def test_it_is_laid_into_its_file(office: Office, life: Callable[[Office], int], source: str) -> None:
    case = life(office)
    act(office, "clerk", FILE, case, file_index="06-10")
    assert said(case, "file") == Said(source, "filed", ["clerk"], {}, ["D17", "D18"])
    assert entry(case, "file")["facts"] == {"file_index": "06-10"}
    assert (stands(case).state, stands(case).file_index) == ("filed", "06-10")
    assert sheet(case, "file", "D18")["documents"][-1]["sheet"] == "D17"


@pytest.mark.parametrize("index", ["99-99", "", "06-9", "06-09 "])
def test_a_file_that_the_nomenclature_does_not_know_is_refused(office: Office, index: str) -> None:
    refusal = refused(office, BadFact, "file_index", "clerk", FILE, to_dispatched(office), file_index=index)
    assert str(NOON.year) in str(refusal)


def test_a_file_of_another_body_is_none(office: Office) -> None:
    stranger = cast.found("mid").body
    FileTitle.objects.create(body=stranger, year=NOON.year, index="77-01", title="Чужое", retention="5 лет")
    refused(office, BadFact, "file_index", "clerk", FILE, to_dispatched(office), file_index="77-01")


def test_the_nomenclature_is_that_of_the_number_not_of_the_filing(office: Office) -> None:
    case = to_dispatched(office)
    FileTitle.objects.create(body=office.body, year=2027, index="07-01", title="Новое", retention="5 лет")
    office.clock = AFTER.replace(year=2027)
    refused(office, BadFact, "file_index", "clerk", FILE, case, file_index="07-01")
    act(office, "clerk", FILE, case, file_index="06-09")
    assert stands(case).state == "filed"


def test_only_a_clerk_files(office: Office) -> None:
    case = to_dispatched(office)
    refused_to("registrar controller drafter chief", office, FILE, case, file_index="06-09")
