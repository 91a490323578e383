"""`await_reply`, `remind`, `close_without_reply`: the reply on control, to the end of its term."""

from datetime import date, datetime, timedelta

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import OutgoingCase
from tests.cast import NOON, Office
from tests.stories.lives import act, to_dispatched
from tests.traces import Said, appoint, breaks, entry, opened, refused, refused_to, said, sheet, stands

AWAIT = OutgoingCase.await_reply
REMIND = OutgoingCase.remind
CLOSE = OutgoingCase.close_without_reply
UNTIL = date(2026, 4, 1)
AFTER = datetime(2026, 4, 2, 9, 0, tzinfo=NOON.tzinfo)


def to_awaited(office: Office) -> int:
    """A letter whose reply is awaited until the first of April."""
    case = to_dispatched(office)
    act(office, "drafter", AWAIT, case, until=UNTIL)
    return case


def to_overdue(office: Office) -> int:
    """A letter whose term is over and whose reminder was sent in vain."""
    case = to_awaited(office)
    office.clock = AFTER
    act(office, "controller", REMIND, case)
    return case


class TestAwaiting:
    @pytest.mark.parametrize(("who", "role"), [("drafter", "executor"), ("controller", "controller")])
    def test_the_reply_is_put_on_control(self, office: Office, who: str, role: str) -> None:
        case = to_dispatched(office)
        act(office, who, AWAIT, case, until=UNTIL)
        assert said(case, "await_reply") == Said("dispatched", "awaiting_reply", [role], {}, ["D07"])
        assert entry(case, "await_reply")["facts"] == {"until": "2026-04-01"}
        letter = stands(case)
        assert (letter.state, letter.control, letter.reply_asked_by) == ("awaiting_reply", "on", UNTIL)
        assert letter.reminded_on is None

    def test_a_reply_may_be_wanted_today_but_not_yesterday(self, office: Office) -> None:
        case = to_dispatched(office)
        today = NOON.date()
        refused(office, BadFact, "until", "drafter", AWAIT, case, until=today - timedelta(days=1))
        act(office, "drafter", AWAIT, case, until=today)
        assert stands(case).reply_asked_by == today

    def test_today_is_the_day_in_minsk(self, office: Office) -> None:
        case = to_dispatched(office)
        office.clock = NOON.replace(hour=21, minute=30)
        refused(office, BadFact, "until", "drafter", AWAIT, case, until=NOON.date())

    def test_nobody_else_puts_it_on_control(self, office: Office) -> None:
        case = to_dispatched(office)
        refused_to("dispatcher registrar deputy clerk", office, AWAIT, case, until=UNTIL)


class TestReminding:
    def test_the_day_of_the_last_reminder_is_kept(self, office: Office) -> None:
        case = to_awaited(office)
        for day in (date(2026, 3, 20), date(2026, 3, 27)):
            office.clock = office.clock.replace(month=day.month, day=day.day)
            act(office, "controller", REMIND, case)
            assert stands(case).reminded_on == day
        assert said(case, "remind") == Said("awaiting_reply", "awaiting_reply", ["controller"], {}, ["D07"])

    def test_only_a_controller_reminds(self, office: Office) -> None:
        case = to_awaited(office)
        refused_to("drafter dispatcher deputy", office, REMIND, case)


class TestClosingWithoutReply:
    def test_what_was_reminded_in_vain_goes_off_control(self, office: Office) -> None:
        case = to_overdue(office)
        act(office, "controller", CLOSE, case, reason="Адресат упразднён")
        assert said(case, "close_without_reply") == Said("awaiting_reply", "no_reply", ["controller"], {}, ["D07"])
        assert opened(case, "close_without_reply")["reason"] == "Адресат упразднён"
        assert sheet(case, "close_without_reply", "D07")["move"] == "close_without_reply"
        assert (stands(case).state, stands(case).control) == ("no_reply", "off")
        assert [copy.reply for copy in stands(case).dispatches.all()] == ["awaited"]

    def test_not_without_a_reminder(self, office: Office) -> None:
        case = to_awaited(office)
        office.clock = AFTER
        refused(office, NotComplete, "", "controller", CLOSE, case, reason="Нет ответа")

    @pytest.mark.parametrize("last_moment", [NOON.replace(month=4, day=1), NOON.replace(month=4, day=1, hour=20)])
    def test_not_before_the_term_is_over_in_minsk(self, office: Office, last_moment: datetime) -> None:
        case = to_awaited(office)
        act(office, "controller", REMIND, case)
        office.clock = last_moment + timedelta(minutes=58)
        refused(office, NotComplete, "", "controller", CLOSE, case, reason="Нет ответа")
        office.clock = NOON.replace(month=4, day=1, hour=21)
        act(office, "controller", CLOSE, case, reason="Нет ответа")
        assert stands(case).state == "no_reply"

    def test_an_executor_does_not_take_his_own_letter_off_control(self, office: Office) -> None:
        case = to_overdue(office)
        appoint(office, "drafter", Role.CONTROLLER)
        breaks("S3", office, "drafter", CLOSE, case, reason="Нет ответа")

    def test_it_takes_a_reason_and_a_controller(self, office: Office) -> None:
        case = to_overdue(office)
        refused(office, BadFact, "reason", "controller", CLOSE, case, reason=" ")
        refused_to("drafter deputy clerk registrar", office, CLOSE, case, reason="Нет ответа")
