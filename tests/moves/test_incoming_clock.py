"""`pause_clock`, `resume_clock`, `redate`, and the co-executors' own days: what else moves a deadline, and what not."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.lifecycle.facts import Charge
from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.lifecycle.terms import TermOver
from cases.models import Assignment, CalendarDay, CalendarYear, IncomingCase, Pause, Resolution
from tests.cast import Office
from tests.moves.test_incoming_extension import due, pass_days
from tests.stories.lives import act, order, to_assigned, to_extended, to_paused, to_resolution, to_work
from tests.traces import Said, appoint, breaks, refused, refused_to, said, sheet, stands
from workflows.perform import perform

LAW = IncomingCase
TEN_WORKING_DAYS = {"urgency": "normal", "unit": "working", "number": 10, "roll": "next", "country": "BY"}


class TestPausing:
    def test_the_date_moves_by_the_days_on_which_the_clock_stood(self, office: Office) -> None:
        case = to_work(office)
        before, since = due(case), office.clock.date()
        act(office, "controller", LAW.pause_clock, case, reason="Запрос в МИД")
        assert said(case, "pause_clock") == Said("in_work", "in_work", ["controller"], {}, ["D07"])
        assert due(case) == before
        pass_days(office, 6)
        act(office, "head", LAW.resume_clock, case, reason="МИД ответил")
        # The day on which the clock was stopped is the day of the order: it counts for nothing anyway.
        after = before + timedelta(5)
        effects = {"former": before.isoformat(), "due": after.isoformat()}
        assert said(case, "resume_clock") == Said("in_work", "in_work", ["author"], effects, ["D07"])
        found = Pause.objects.get(case=case)
        assert (found.since, found.until, found.paused_by_id) == (
            since, since + timedelta(6), office.id("controller")
        )  # fmt: skip
        assert due(case) == after
        assert sheet(case, "resume_clock", "D07")["term"]["original"] == ""

    def test_a_clock_stopped_and_let_go_on_one_day_moves_nothing(self, office: Office) -> None:
        case = to_work(office)
        before = due(case)
        act(office, "controller", LAW.pause_clock, case, reason="Ошибка")
        act(office, "controller", LAW.resume_clock, case, reason="Ошибка")
        assert due(case) == before

    def test_nobody_stops_his_own_clock(self, office: Office) -> None:
        case = to_work(office)
        refused_to("drafter expert clerk chief", office, LAW.pause_clock, case, reason="Жду")
        appoint(office, "drafter", Role.CONTROLLER)
        breaks("S6", office, "drafter", LAW.pause_clock, case, reason="Жду")
        act(office, "controller", LAW.pause_clock, case, reason="Жду")
        breaks("S6", office, "drafter", LAW.resume_clock, case, reason="Жду")

    def test_it_takes_a_reason_a_deadline_and_a_running_clock(self, office: Office) -> None:
        case = to_work(office)
        refused(office, BadFact, "reason", "controller", LAW.pause_clock, case, reason="")
        refused(office, NotComplete, "", "controller", LAW.resume_clock, case, reason="Уже идёт")
        act(office, "controller", LAW.pause_clock, case, reason="Жду")
        refused(office, NotComplete, "", "controller", LAW.pause_clock, case, reason="Жду")
        refused(office, BadFact, "reason", "controller", LAW.resume_clock, case, reason=" ")
        dateless = to_work(office, resolution={"due": None})
        refused(office, NotComplete, "", "controller", LAW.pause_clock, dateless, reason="Жду")

    def test_a_deadline_that_is_over_is_not_paused(self, office: Office) -> None:
        case = to_work(office)
        pass_days(office, 40)
        refused(office, TermOver, "", "controller", LAW.pause_clock, case, reason="Жду")

    def test_no_order_is_given_past_a_clock_that_stands(self, office: Office) -> None:
        case = to_paused(office)
        refused(office, NotComplete, "", "head", LAW.reassign, case, **order(office))

    def test_a_pause_after_an_extension_moves_the_extended_date(self, office: Office) -> None:
        case = to_extended(office)
        extended = due(case)
        pass_days(office, 1)
        act(office, "controller", LAW.pause_clock, case, reason="Жду")
        pass_days(office, 7)
        act(office, "controller", LAW.resume_clock, case, reason="Дождались")
        assert due(case) == extended + timedelta(7)


class TestOwnDays:
    def charges(self, office: Office, own: date | None) -> dict[str, Any]:
        """An order in which the expert has a day of his own."""
        drafter, expert = office.id("drafter"), office.id("expert")
        return order(office, charges=(Charge(drafter, responsible=True), Charge(expert, due=own)))

    def test_a_child_is_never_later_than_its_parent(self, office: Office) -> None:
        case = to_resolution(office)
        parent = order(office)["due"]
        for own in (parent + timedelta(1), office.clock.date() - timedelta(1)):
            refused(office, BadFact, "charges", "head", LAW.issue_resolution, case, **self.charges(office, own))
        act(office, "head", LAW.issue_resolution, case, **self.charges(office, parent))
        assert self.own_day(office, case) == parent

    def own_day(self, office: Office, case: int) -> date | None:
        """The expert's day as it stands."""
        return Assignment.objects.get(case=case, official=office.id("expert"), ended=False).due

    def test_nor_than_the_date_of_the_policy(self, office: Office) -> None:
        office.body.deadline_policies.create(**TEN_WORKING_DAYS)
        case = to_resolution(office)
        told = self.charges(office, office.clock.date() + timedelta(20)) | {"due": None}
        refused(office, BadFact, "charges", "head", LAW.issue_resolution, case, **told)

    def test_the_responsible_executor_has_no_other_day(self, office: Office) -> None:
        charges = (Charge(office.id("drafter"), responsible=True, due=office.clock.date()),)
        told = order(office, charges=charges)
        refused(office, BadFact, "charges", "head", LAW.issue_resolution, to_resolution(office), **told)

    def test_its_sheets_name_the_day(self, office: Office) -> None:
        case = to_resolution(office)
        own = office.clock.date() + timedelta(7)
        act(office, "head", LAW.issue_resolution, case, **self.charges(office, own))
        told = [one["due"] for one in sheet(case, "issue_resolution", "D06")["charges"]]
        assert told == ["", f"{own:%d.%m.%Y}"]

    def test_a_pause_moves_it_along_but_never_behind_the_parent(self, office: Office) -> None:
        case = to_resolution(office)
        own = office.clock.date() + timedelta(7)
        act(office, "head", LAW.issue_resolution, case, **self.charges(office, own))
        pass_days(office, 1)
        act(office, "controller", LAW.pause_clock, case, reason="Жду")
        pass_days(office, 4)
        act(office, "controller", LAW.resume_clock, case, reason="Дождались")
        assert self.own_day(office, case) == own + timedelta(4)
        assert Assignment.objects.get(case=case, official=office.id("expert")).ordered == own
        found = self.own_day(office, case)
        assert found is not None
        assert found <= due(case)


class TestRedating:
    @pytest.fixture
    def case(self, office: Office) -> int:
        """A letter whose term of ten working days crosses the New Year 2027, which nobody has decreed yet."""
        office.body.deadline_policies.create(**TEN_WORKING_DAYS)
        office.clock = office.clock.replace(month=12, day=24)
        return to_assigned(office, resolution={"due": None})

    def decree(self, office: Office) -> None:
        """The decree comes: Monday the 4th of January is free."""
        told = {"country": "BY", "basis": "Постановление"}
        CalendarDay.objects.create(body=office.body, day=date(2027, 1, 4), working=False, **told)
        CalendarYear.objects.create(body=office.body, year=2027, **told)

    def test_a_decree_moves_the_date_with_an_entry(self, office: Office, case: int) -> None:
        before = due(case)
        assert sheet(case, "issue_resolution", "D06")["term"]["provisional"] is True
        self.decree(office)
        perform(LAW.redate, case=case, by=None, at=office.at)
        effects = {"former": before.isoformat(), "due": (before + timedelta(1)).isoformat()}
        assert said(case, "redate") == Said("assigned", "assigned", ["system"], effects, ["D07"])
        assert due(case) == before + timedelta(1)
        assert sheet(case, "redate", "D07")["term"]["provisional"] is False
        assert Resolution.objects.get(case=case).due == before, "the order keeps the date that it was given"

    def test_again_it_changes_nothing(self, office: Office, case: int) -> None:
        self.decree(office)
        perform(LAW.redate, case=case, by=None, at=office.at)
        head = stands(case).head_seq
        with pytest.raises(NotComplete):
            perform(LAW.redate, case=case, by=None, at=office.at)
        assert stands(case).head_seq == head

    def test_nobody_does_it_by_hand(self, office: Office, case: int) -> None:
        self.decree(office)
        refused_to("head controller drafter chief", office, LAW.redate, case)
