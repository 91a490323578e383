"""Every deadline between two countries is told by both calendars (3.4 of the norms), on sheets and on the page."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.letters import rendering
from cases.models import CalendarDay, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.letters.conftest import text_of
from tests.stories.lives import act, order, to_dispatched, to_entered, to_resolution, to_work
from tests.traces import sheet

MAY = date(2026, 5, 11)  # a Monday: free in Russia for the ninth, a Saturday; worked in Belarus


def ordered(office: Office, **other: Any) -> int:
    """A letter from Russia that the head of a Belarusian body has ordered to be answered."""
    case = to_resolution(office)
    act(office, "head", IncomingCase.issue_resolution, case, **order(office, **other))
    return case


def theirs(facts: dict[str, Any]) -> tuple[str, str]:
    """The day and what it is."""
    assert facts["theirs"]["country"] == "России"
    return facts["theirs"]["due"], facts["theirs"]["kind"]


def test_a_date_that_the_resolution_names_is_told_with_what_it_is_there(office: Office) -> None:
    case = ordered(office, due=MAY)
    facts = sheet(case, "issue_resolution", "D06")
    day, kind = theirs(facts["term"])
    assert day == "11.05.2026"
    assert kind == "День Победы (выходной)"
    assert f"по календарю России — 11.05.2026, {kind}" in text_of(rendering.render(facts))


def test_a_working_day_of_both_is_told_without_a_word_more(office: Office) -> None:
    facts = sheet(ordered(office, due=date(2026, 5, 12)), "issue_resolution", "D06")
    assert theirs(facts["term"]) == ("12.05.2026", "")
    assert "по календарю России — 12.05.2026" in text_of(rendering.render(facts))


def test_what_the_letter_asks_for_is_told_on_its_card(office: Office) -> None:
    case = to_entered(office, asked_by=MAY)
    assert theirs(sheet(case, "register", "D01"))[0] == "11.05.2026"


def test_a_policy_that_counts_by_their_calendar_tells_ours(office: Office) -> None:
    office.body.deadline_policies.create(unit="working", number=5, roll="none", country="RU")
    office.clock = datetime(2026, 3, 5, 9, tzinfo=UTC)
    case = ordered(office, due=None)
    facts = sheet(case, "issue_resolution", "D06")
    assert facts["due"] == "13.03.2026"
    assert facts["term"]["theirs"] == {"country": "Беларуси", "due": "12.03.2026", "kind": ""}


def test_an_office_that_keeps_a_day_of_theirs_is_heard(office: Office) -> None:
    day = date(2026, 5, 12)
    CalendarDay.objects.create(body=office.body, country="RU", day=day, working=False, basis="Указ")
    assert theirs(sheet(ordered(office, due=day), "issue_resolution", "D06")["term"])[1].endswith("(Указ)")


def test_an_extension_tells_the_day_that_is_asked_for(office: Office) -> None:
    case = to_work(office, resolution={"due": date(2026, 5, 4)})
    act(office, "drafter", IncomingCase.ask_extension, case, until=MAY, reason="Ждём сведений.")
    facts = sheet(case, "ask_extension", "D08")
    assert theirs(facts)[0] == "11.05.2026"
    assert "По календарю России срок — 11.05.2026" in text_of(rendering.render(facts))


def test_a_reply_that_we_wait_for_is_told_by_the_calendar_of_who_owes_it(office: Office) -> None:
    case = to_dispatched(office)
    act(office, "drafter", OutgoingCase.await_reply, case, until=MAY)
    facts = sheet(case, "await_reply", "D07")
    assert theirs(facts)[0] == "11.05.2026"
    assert "11.05.2026 (по календарю России — 11.05.2026, " in text_of(rendering.render(facts))


@pytest.mark.parametrize("country", ["BY", "DE"])
def test_a_sender_of_ours_or_of_a_calendar_that_is_not_kept_has_none(office: Office, country: str) -> None:
    office.correspondent.country = country
    office.correspondent.save()
    assert sheet(ordered(office, due=MAY), "issue_resolution", "D06")["term"]["theirs"] is None
