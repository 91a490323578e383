"""A restricted letter («Для служебного пользования») shows its card through every door, and its text through none."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from cases import access
from cases.lifecycle.facts import Attachment, Way
from cases.lifecycle.refusal import BadFact
from cases.models import Case, CaseGrant, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.moves.doors import let_see
from tests.stories import lives
from tests.traces import stands
from workflows import worker
from workflows.export import export

from .addresses import of_cases
from .desks import Desks

FILES = ("sheet", "leaves", "leaf", "attachment", "paper")
SECRET = "Тайный текст."


@pytest.fixture
def case(office: Office) -> int:
    """A registered restricted letter whose sheets are drawn."""
    found = lives.to_registered(office, letter=office.letter(SECRET), restricted=True)
    worker.work_off(timezone.now)
    return found


def hidden_from(desks: Desks, who: str, case: int) -> bool:
    """Whether the page shows the card and nothing of the text, and every file is not there."""
    page = desks(who).client.get(f"/cases/{case}/")
    assert page.status_code == 200
    assert "О сотрудничестве" in page.content.decode()
    told = of_cases([case])
    files = [desks(who).client.get(path).status_code for route in FILES for path in told[route]]
    assert files
    return "Тайный" not in page.content.decode() and set(files) == {404}


@pytest.mark.parametrize("who", ["drafter", "deputy", "clerk", "head", "auditor"])
def test_whoever_sees_it_by_post_or_place_sees_its_card(office: Office, case: int, desks: Desks, who: str) -> None:
    assert hidden_from(desks, who, case)


def test_whom_a_grant_names_reads_it(office: Office, case: int, desks: Desks) -> None:
    assert hidden_from(desks, "drafter", case)
    let_see(office, case, "drafter")
    assert not hidden_from(desks, "drafter", case)
    CaseGrant.objects.update(ended=True)
    assert hidden_from(desks, "drafter", case)


def test_a_grant_to_a_unit_shows_the_card_alone(office: Office, case: int, desks: Desks) -> None:
    facts: Any = {"unit": office.department.pk, "until": date(2026, 4, 1), "because": "По поручению"}
    lives.act(office, "head", OutgoingCase.grant_access, case, **facts)
    assert hidden_from(desks, "expert", case)


def test_the_form_of_an_act_does_not_tell_it(office: Office, desks: Desks) -> None:
    case = lives.to_draft(office, letter=office.letter(SECRET), restricted=True)
    path = f"/cases/{case}/acts/revise/"
    assert "Тайный" not in desks("drafter").client.get(path).content.decode()
    Case.objects.filter(pk=case).update(restriction="")
    assert "Тайный" in desks("drafter").client.get(path).content.decode()


def test_a_search_finds_it_by_its_card_only(office: Office, case: int, desks: Desks) -> None:
    for word, found in (("Тайный", False), ("сотрудничестве", True)):
        page = desks("clerk").client.get("/cases/", {"q": word}).content.decode()
        assert bool(re.search(f'href="/cases/{case}/"', page)) == found


def test_no_bundle_of_a_person_has_it(office: Office, case: int) -> None:
    for cases in (None, [case]):
        try:
            assert export(io.BytesIO(), cases=cases, at=office.at, by=office.user("auditor")) == []
        except access.NotFound:
            assert cases == [case]
    lives.to_draft(office)
    assert len(export(io.BytesIO(), cases=None, at=office.at, by=office.user("auditor"))) == 1


class TestTheMark:
    def test_it_stands_from_the_first_act_and_no_file_comes_with_it(self, office: Office) -> None:
        attached = office.letter(attachments=(Attachment("План", 1, 1, "1" * 64),))
        with pytest.raises(BadFact, match="no file is kept"):
            lives.to_draft(office, letter=attached, restricted=True)
        with pytest.raises(BadFact, match="no file is kept"):
            lives.to_received(office, image="1" * 64, restricted=True)
        assert stands(lives.to_received(office, restricted=True)).restriction == "dsp"

    def test_the_registrar_sets_and_lifts_it_with_the_card(self, office: Office) -> None:
        facts: dict[str, Any] = {"title": "О дружбе", "file_index": "06-09", "reason": "Снято актом № 3"}
        for law, life in ((OutgoingCase, lives.to_registered), (IncomingCase, lives.to_entered)):
            case = life(office, restricted=True)
            for told, mark in (({}, "dsp"), ({"restricted": False}, ""), ({}, ""), ({"restricted": True}, "dsp")):
                lives.act(office, "registrar", law.correct_card, case, **facts | told)
                assert stands(case).restriction == mark

    def test_it_leaves_by_no_channel(self, office: Office, case: int) -> None:
        with pytest.raises(BadFact, match="by no channel"):
            lives.act(office, "dispatcher", OutgoingCase.queue, case, ways=(Way(office.correspondent.pk),))
