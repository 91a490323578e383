"""Which rule dates an order: its own date, the date that the letter asks for, the policy of the body."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from cases.journal.verify import verify
from cases.lifecycle.refusal import BadFact
from cases.models import CalendarDay, Case, IncomingCase, Resolution
from tests.cast import Office
from tests.stories.lives import act, order, to_entered, to_resolution, to_review
from tests.traces import refused, sheet, stands
from workflows.perform import open_case

LAW = IncomingCase
# NOON is a Monday: the second of March 2026, before the holiday of the eighth, a Sunday.
MONTH = {"unit": "month", "number": 1, "roll": "prev", "country": "BY"}


def policy(office: Office, **other: Any) -> None:
    """A policy of the body."""
    office.body.deadline_policies.create(**(MONTH | other))


def ordered(office: Office, case: int, **other: Any) -> date | None:
    """The deadline of a resolution that names none."""
    act(office, "head", LAW.issue_resolution, case, **order(office, due=None, **other))
    return stands(case).due


class TestWhatWins:
    def test_without_a_policy_there_is_no_deadline(self, office: Office) -> None:
        case = to_resolution(office)
        assert ordered(office, case) is None
        assert sheet(case, "issue_resolution", "D06")["term"] is None

    def test_the_policy_of_the_body_dates_what_names_no_date(self, office: Office) -> None:
        policy(office)
        case = to_resolution(office)
        assert ordered(office, case) == date(2026, 4, 2)
        row = Resolution.objects.get(case=case)
        assert (row.due, row.base, row.rule["by"]) == (date(2026, 4, 2), date(2026, 3, 2), "policy")
        facts = sheet(case, "issue_resolution", "D06")
        assert facts["due"] == "02.04.2026"
        assert facts["term"]["rule"].startswith("1 месяц от даты резолюции; ")

    def test_a_date_asked_for_in_the_letter_wins_over_the_policy(self, office: Office) -> None:
        policy(office)
        case = to_resolution(office, asked_by=date(2026, 3, 15))
        assert ordered(office, case) == date(2026, 3, 15)
        assert sheet(case, "issue_resolution", "D06")["term"]["rule"] == "срок назван в письме: 15.03.2026"

    def test_a_date_that_was_asked_for_and_is_over_dates_nothing(self, office: Office) -> None:
        policy(office)
        case = to_resolution(office, their_date=date(2026, 2, 2), asked_by=date(2026, 3, 1))
        assert ordered(office, case) == date(2026, 4, 2)

    def test_a_date_set_in_the_resolution_wins_over_all(self, office: Office) -> None:
        policy(office)
        case = to_resolution(office, asked_by=date(2026, 3, 15))
        act(office, "head", LAW.issue_resolution, case, **order(office, due=date(2026, 3, 22)))
        assert stands(case).due == date(2026, 3, 22), "a Sunday, as it was set"

    @pytest.mark.parametrize(
        ("urgency", "number", "expected"),
        [("urgent", 3, date(2026, 3, 5)), ("operative", 10, date(2026, 3, 12)), ("normal", 30, date(2026, 4, 1))],
    )
    def test_the_urgency_chooses_the_policy(self, office: Office, urgency: str, number: int, expected: date) -> None:
        policy(office, urgency=urgency, unit="calendar", number=number)
        case = to_resolution(office)
        assert ordered(office, case, urgency=urgency) == expected
        assert sheet(case, "issue_resolution", "D06")["urgency"] == urgency

    def test_letters_from_abroad_may_have_a_policy_of_their_own(self, office: Office) -> None:
        policy(office)
        policy(office, abroad=True, unit="working", number=20)
        assert ordered(office, to_resolution(office)) == date(2026, 3, 30)
        office.correspondent.country = "BY"
        office.correspondent.save()
        assert ordered(office, to_resolution(office)) == date(2026, 4, 2)

    def test_the_day_by_the_calendar_of_the_sender_stands_beside(self, office: Office) -> None:
        policy(office, unit="working", number=5)
        case = to_resolution(office)
        # The ninth of March is free in Russia and a working day in Belarus.
        assert ordered(office, case) == date(2026, 3, 9)
        theirs = sheet(case, "issue_resolution", "D06")["term"]["theirs"]
        assert theirs == {"country": "России", "due": "10.03.2026", "kind": ""}

    def test_a_routed_letter_is_dated_as_well(self, office: Office) -> None:
        policy(office, urgency="urgent", unit="working", number=3)
        case = to_review(office)
        act(office, "assistant", LAW.route_by_competence, case, **order(office, due=None, urgency="urgent"))
        assert stands(case).due == date(2026, 3, 5)

    def test_an_order_keeps_the_policy_by_which_it_was_dated(self, office: Office) -> None:
        policy(office)
        case = to_resolution(office)
        ordered(office, case)
        office.body.deadline_policies.update(number=3)
        counted = IncomingCase.objects.get(pk=case).ledger()
        assert counted is not None
        assert counted.due == date(2026, 4, 2)


class TestBase:
    def test_from_the_date_of_the_document(self, office: Office) -> None:
        policy(office, base="document", unit="calendar", number=30)
        case = to_resolution(office, their_date=date(2026, 2, 12))
        assert ordered(office, case) == date(2026, 3, 13)

    def test_a_term_that_was_over_before_the_order_needs_a_date(self, office: Office) -> None:
        policy(office, base="document", unit="calendar", number=3)
        case = to_resolution(office, their_date=date(2026, 2, 2))
        refused(office, BadFact, "due", "head", LAW.issue_resolution, case, **order(office, due=None))
        act(office, "head", LAW.issue_resolution, case, **order(office))

    @pytest.mark.parametrize(
        ("moment", "closes", "expected"),
        [
            (datetime(2026, 3, 2, 14, 29, tzinfo=UTC), time(17, 30), date(2026, 3, 5)),
            (datetime(2026, 3, 2, 14, 31, tzinfo=UTC), time(17, 30), date(2026, 3, 6)),
            (datetime(2026, 3, 2, 20, 59, 59, tzinfo=UTC), None, date(2026, 3, 5)),
            (datetime(2026, 3, 6, 20, 59, 59, tzinfo=UTC), time(17, 30), date(2026, 3, 12)),
        ],
    )
    def test_from_registration_and_after_office_hours_from_the_next_working_day(
        self, office: Office, moment: datetime, closes: time | None, expected: date
    ) -> None:
        office.body.office_closes = closes
        office.body.save()
        policy(office, base="registration", unit="working", number=3)
        office.clock = moment - timedelta(minutes=2)
        case = to_entered(office)
        assert stands(case).registered_at == moment
        for who, move in (("clerk", LAW.to_preliminary), ("assistant", LAW.submit_to_head)):
            act(office, who, move, case)
        assert ordered(office, case) == expected

    def test_the_last_second_of_the_year(self, office: Office) -> None:
        """At 23:59:59 on 31 December by the clock of Minsk the number is of the old year, and so is the base."""
        policy(office, base="registration", unit="working", number=1)
        office.clock = datetime(2025, 12, 31, 20, 57, 59, tzinfo=UTC)
        case = to_entered(office)
        assert stands(case).number_date == date(2025, 12, 31)
        act(office, "clerk", LAW.to_preliminary, case)
        act(office, "assistant", LAW.submit_to_head, case)
        assert ordered(office, case) == date(2026, 1, 5)


def test_a_letter_does_not_ask_for_an_answer_before_its_own_day(office: Office) -> None:
    told: dict[str, Any] = {
        "unit": office.chancery.pk,
        "correspondent": office.correspondent.pk,
        "title": "О сотрудничестве",
        "their_number": "1",
        "their_date": date(2026, 2, 24),
        "asked_by": date(2026, 2, 23),
    }
    with pytest.raises(BadFact) as caught:
        open_case(LAW.accept, body=office.body, by=office.user("clerk"), at=office.at, **told)
    assert caught.value.field == "asked_by"
    assert not Case.objects.exists()


@pytest.mark.parametrize("number", [0, 1001])
def test_a_policy_has_a_term(office: Office, number: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        policy(office, number=number)


class TestRecomputing:
    @pytest.fixture
    def cases(self, office: Office) -> list[int]:
        """Two letters on whose last day the office will be closed, and one whose date was set."""
        policy(office)
        free = [to_resolution(office), to_resolution(office)]
        for case in free:
            ordered(office, case)
        fixed = to_resolution(office)
        act(office, "head", LAW.issue_resolution, fixed, **order(office, due=date(2026, 4, 2)))
        return [*free, fixed]

    def close(self, office: Office) -> None:
        """The office is closed on the second of April."""
        told = {"country": "BY", "working": False, "basis": "Приказ № 5"}
        CalendarDay.objects.create(body=office.body, day=date(2026, 4, 2), **told)

    def run(self, *options: str) -> str:
        """What the command says."""
        out = StringIO()
        call_command("recompute_deadlines", *options, stdout=out)
        return out.getvalue()

    def dates(self, cases: list[int]) -> list[date | None]:
        """The deadlines as they stand."""
        return [stands(case).due for case in cases]

    def test_what_the_table_moves_is_moved_once_with_an_entry_each(self, office: Office, cases: list[int]) -> None:
        self.close(office)
        assert "2 deadlines would move" in self.run("--dry-run")
        assert self.dates(cases) == [date(2026, 4, 2)] * 3
        assert "0 deadlines moved" in self.run("--body", "nobody")
        assert "2 deadlines moved" in self.run("--body", office.body.code)
        assert self.dates(cases) == [date(2026, 4, 1), date(2026, 4, 1), date(2026, 4, 2)]
        heads = [stands(case).head_seq for case in cases]
        assert "0 deadlines moved" in self.run()
        assert [stands(case).head_seq for case in cases] == heads
        assert list(verify(Case.objects.all())) == []

    def test_without_a_change_nothing_moves(self, cases: list[int]) -> None:
        assert "0 deadlines moved" in self.run()
