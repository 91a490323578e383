"""A sheet on the screen: its pages as pictures, for who may have the sheet itself."""

from typing import Any

import pytest
from django.utils import timezone

from cases.letters import blobs, drawing, press, rendering
from cases.letters.drawing import Printed
from cases.models import Case, Letter
from tests.cast import Office
from tests.stories import lives
from workflows import worker

from .desks import Desks


def with_pictures(context: dict[str, Any], *, pictures: bool = False) -> Printed:
    """What the press makes, made here: a test has a transaction around it."""
    pdf = rendering.render(context)
    return Printed(pdf, tuple(drawing.pictures(pdf)) if pictures else ())


@pytest.fixture
def sheet(office: Office, monkeypatch: pytest.MonkeyPatch) -> Letter:
    """The draft of a letter, drawn with its pictures."""
    monkeypatch.setattr(press, "render", with_pictures)
    case = lives.to_draft(office)
    worker.work_off(timezone.now)
    return Letter.objects.get(case=case)


def at(sheet: Letter, rest: str = "") -> str:
    """An address of the sheet's pages."""
    return f"/cases/{sheet.case_id}/sheets/{sheet.pk}/pages/{rest}"


def test_the_worker_keeps_a_picture_of_every_page_by_its_digest(sheet: Letter) -> None:
    assert [blobs.fetch(digest) for digest in sheet.pictures] == list(drawing.pictures(blobs.fetch(sheet.digest)))


def test_the_case_leads_to_the_pages_and_they_to_their_pictures_and_the_pdf(sheet: Letter, desks: Desks) -> None:
    assert at(sheet) in desks("drafter").open(f"/cases/{sheet.case_id}/").links.values()
    page = desks("drafter").client.get(at(sheet)).content.decode()
    assert page.count("<img") == len(sheet.pictures)
    assert f'src="{at(sheet, "1/")}"' in page
    assert f'href="/cases/{sheet.case_id}/sheets/{sheet.pk}/"' in page


def test_a_picture_is_shown_and_kept_by_no_cache(sheet: Letter, desks: Desks) -> None:
    answer = desks("drafter").client.get(at(sheet, "1/"))
    assert answer.content == blobs.fetch(sheet.pictures[0])
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/png", "inline")
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("rest", ["0/", "9/"])
def test_a_page_that_the_sheet_has_not_is_not_there(rest: str, sheet: Letter, desks: Desks) -> None:
    assert desks("drafter").client.get(at(sheet, rest)).status_code == 404


def test_a_restricted_letter_shows_no_page(sheet: Letter, desks: Desks) -> None:
    Case.objects.filter(pk=sheet.case_id).update(restriction="dsp")
    for rest in ("", "1/"):
        assert desks("drafter").client.get(at(sheet, rest)).status_code == 404


def test_who_may_not_see_the_case_sees_no_page(sheet: Letter, desks: Desks) -> None:
    for rest in ("", "1/"):
        assert desks("expert").client.get(at(sheet, rest)).status_code == 404


def test_a_sheet_without_pictures_says_so(sheet: Letter, desks: Desks) -> None:
    Letter.objects.filter(pk=sheet.pk).update(pictures=[])
    assert "take its PDF" in desks("drafter").client.get(at(sheet)).content.decode()
    assert at(sheet) not in desks("drafter").open(f"/cases/{sheet.case_id}/").links.values()
