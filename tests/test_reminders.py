"""Reminders: whom, on which days, once each, in his language, and with no word of the letter."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from cases.journal.verify import verify
from cases.lifecycle.facts import Charge
from cases.lifecycle.roles import Role
from cases.models import Appointment, CalendarDay, Case, IncomingCase, OutgoingCase, User
from tests.cast import Office
from tests.kills import aftermath
from tests.stories.lives import act, order, to_dispatched, to_resolution, to_work
from workflows import reminders
from workflows.models import Job, Reminder
from workflows.worker import work_off

DUE = date(2026, 3, 20)  # a Friday; the days before it are all worked in Belarus


@pytest.fixture
def addressed(office: Office, settings: Any) -> Office:
    """An installation that sends mail, and people with addresses."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.CHANCERY_BASE_URL = "https://chancery.example"
    settings.DEFAULT_FROM_EMAIL = "chancery@chancery.example"
    for name in office.officials:
        User.objects.filter(username=f"{name}@{office.body.code}").update(email=f"{name}@body.example", language="en")
    return office


def morning(day: date, hour: int = 9) -> datetime:
    """Nine o'clock in Minsk."""
    return datetime(day.year, day.month, day.day, hour - 3, tzinfo=UTC)


def charged(office: Office, *, due: date = DUE, own: date | None = None) -> int:
    """A letter on control that the drafter executes with the expert."""
    case = to_resolution(office)
    drafter, expert = office.id("drafter"), office.id("expert")
    charges = (Charge(drafter, responsible=True), Charge(expert, due=own))
    act(office, "head", IncomingCase.issue_resolution, case, **order(office, due=due, charges=charges, control=True))
    act(office, "drafter", IncomingCase.accept_task, case)
    Job.objects.all().delete()
    return case


def told(day: date) -> list[tuple[str, int | None]]:
    """Who is reminded on the morning of a day, and of which step; None is a digest."""
    reminders.leave(morning(day))
    found = Reminder.objects.filter(made_at=morning(day)).select_related("user").order_by("pk")
    return [(one.user.username.partition("@")[0], one.ahead) for one in found]


def sent(day: date) -> list[str]:
    """What the worker mails on a morning: the readers."""
    mail.outbox.clear()
    work_off(lambda: morning(day, 10))
    return sorted(one.to[0].partition("@")[0] for one in mail.outbox)


class TestDays:
    def test_five_three_one_and_no_days_ahead(self, office: Office) -> None:
        charged(office)
        steps = {day: told(date(2026, 3, day)) for day in range(9, 21)}
        both = [{("drafter", step), ("expert", step)} for step in (5, 3, 1, 0)]
        assert [set(people) for people in steps.values() if people] == both
        assert [day for day, people in steps.items() if people] == [13, 17, 19, 20]

    def test_a_day_off_is_not_counted_and_nobody_is_reminded_on_it(self, office: Office) -> None:
        told_of = {"country": "BY", "working": False, "basis": "Приказ"}
        CalendarDay.objects.create(body=office.body, day=date(2026, 3, 19), **told_of)
        charged(office)
        assert told(date(2026, 3, 19)) == []
        assert {step for _, step in told(date(2026, 3, 18))} == {1}

    def test_a_deadline_on_a_day_off_counts_as_on_the_working_day_before(self, office: Office) -> None:
        charged(office, due=date(2026, 3, 22))
        assert {step for _, step in told(DUE)} == {0}

    def test_a_co_executor_has_his_own_day(self, office: Office) -> None:
        charged(office, own=date(2026, 3, 18))
        assert told(date(2026, 3, 17)) == [("drafter", 3), ("expert", 1)]

    def test_not_before_the_morning_of_the_body(self, office: Office) -> None:
        charged(office)
        assert reminders.leave(morning(date(2026, 3, 19), 7)) == 0
        assert reminders.leave(morning(date(2026, 3, 19), 8)) == 2

    def test_a_clock_that_stands_reminds_nobody(self, office: Office) -> None:
        case = charged(office)
        act(office, "controller", IncomingCase.pause_clock, case, reason="Запрос в МИД")
        assert told(date(2026, 3, 19)) == []
        assert told(date(2026, 3, 23)) == []


class TestDigest:
    def test_executor_head_and_controller_once_a_day_each(self, office: Office) -> None:
        charged(office)
        charged(office, due=date(2026, 3, 19))
        told(DUE)
        people = [("controller", None), ("drafter", None), ("head", None)]
        assert sorted(told(date(2026, 3, 23))) == people
        assert sorted(told(date(2026, 3, 24))) == people

    def test_the_nearest_head_is_told_and_no_other(self, office: Office) -> None:
        Appointment.objects.create(
            official=office.officials["expert"], unit=office.department, role=Role.HEAD, since=date(2019, 1, 1)
        )
        charged(office)
        assert sorted(told(date(2026, 3, 23))) == [("controller", None), ("drafter", None), ("expert", None)]

    def test_each_case_that_it_names_says_so_in_its_own_history(self, addressed: Office) -> None:
        first, second = charged(addressed), charged(addressed, due=date(2026, 3, 19))
        told(DUE)
        Job.objects.all().delete()
        day = date(2026, 3, 23)
        reminders.leave(morning(day))
        sent(day)
        users = {addressed.user(name).pk for name in ("controller", "drafter", "head")}
        for case, due in ((first, "2026-03-20"), (second, "2026-03-19")):
            effects = [one["effects"] for one in aftermath.told(case, "reminded")]
            assert {one["user"] for one in effects} == users
            assert len(effects) == len(users)
            assert {(one["ahead"], one["due"], one["mailed"]) for one in effects} == {(None, due, True)}
        sent(day)
        assert len(aftermath.told(second, "reminded")) == len(users)
        assert list(verify(Case.objects.all())) == []

    def test_in_the_app_it_shows_every_case_that_is_late(self, office: Office) -> None:
        cases = [charged(office), charged(office, due=date(2026, 3, 19))]
        day = date(2026, 3, 23)
        told(day)
        shown = reminders.shown_to(office.user("drafter"), morning(day))
        assert [(one.case.pk, one.late) for one in shown] == [(cases[1], True), (cases[0], True)]

    def test_a_reply_that_does_not_come_is_late_too(self, office: Office) -> None:
        case = to_dispatched(office)
        act(office, "drafter", OutgoingCase.await_reply, case, until=DUE)
        Job.objects.all().delete()
        assert told(DUE) == []
        assert sorted(told(date(2026, 3, 23))) == [("controller", None), ("drafter", None), ("head", None)]

    def test_nothing_late_tells_nobody(self, office: Office) -> None:
        charged(office)
        assert told(date(2026, 3, 10)) == []


class TestMissedMornings:
    """No worker has run for days, or no mail has left: what was due is told once, as it stands now."""

    def test_the_last_step_that_was_reached_is_told_once(self, office: Office) -> None:
        charged(office)
        assert set(told(date(2026, 3, 16))) == {("drafter", 5), ("expert", 5)}
        assert told(date(2026, 3, 16)) == told(date(2026, 3, 16))
        assert set(told(date(2026, 3, 18))) == {("drafter", 3), ("expert", 3)}
        assert Reminder.objects.count() == 4

    def test_who_was_charged_after_a_step_has_not_missed_it(self, office: Office) -> None:
        office.clock = datetime(2026, 3, 15, 9, tzinfo=UTC)
        charged(office)
        assert told(date(2026, 3, 16)) == []
        assert {step for _, step in told(date(2026, 3, 18))} == {3}

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 3, 16), "is due on 20.03.2026, in 4 working days."),
            (date(2026, 3, 18), "is due on 20.03.2026, in 2 working days."),
            (DUE, "Today, 20.03.2026, is the last day for letter"),
        ],
    )
    def test_it_is_worded_as_of_the_day_on_which_it_is_sent(self, addressed: Office, day: date, words: str) -> None:
        charged(addressed)
        for made in (date(2026, 3, 13), date(2026, 3, 14), day):
            reminders.leave(morning(made))
        assert sent(day) == ["drafter", "expert"]
        assert all(words in message.body for message in mail.outbox)

    def test_of_five_that_wait_for_a_worker_the_nearest_is_sent(self, addressed: Office) -> None:
        case = charged(addressed)
        for day in range(9, 21):
            reminders.leave(morning(date(2026, 3, day)))
        assert Job.objects.filter(done_at=None).count() == 8
        assert sent(DUE) == ["drafter", "expert"]
        assert not Job.objects.filter(done_at=None).exists()
        assert [one["effects"]["ahead"] for one in aftermath.told(case, "reminded")] == [0, 0]

    def test_one_left_on_the_step_is_sent_later_with_the_days_that_remain(self, addressed: Office) -> None:
        charged(addressed)
        reminders.leave(morning(date(2026, 3, 17)))
        assert sent(date(2026, 3, 18)) == ["drafter", "expert"]
        assert "in 2 working days." in mail.outbox[0].body

    def test_a_deadline_on_a_day_off_has_no_working_day_left(self, addressed: Office) -> None:
        charged(addressed, due=date(2026, 3, 22))
        reminders.leave(morning(DUE))
        sent(DUE)
        assert "is due on 22.03.2026; no working day is left until then." in mail.outbox[0].body

    def test_after_the_deadline_there_is_the_digest_of_today_and_nothing_older(self, addressed: Office) -> None:
        charged(addressed)
        for day in (17, 20, 23, 24):
            reminders.leave(morning(date(2026, 3, day)))
        assert sent(date(2026, 3, 25)) == ["expert"]
        reminders.leave(morning(date(2026, 3, 25)))
        assert sent(date(2026, 3, 25)) == ["controller", "drafter", "head"]
        assert {message.subject for message in mail.outbox} == {"1 deadline is over"}

    def test_a_co_executor_who_is_in_no_digest_hears_once_that_his_day_was(self, addressed: Office) -> None:
        charged(addressed, own=date(2026, 3, 18))
        reminders.leave(morning(date(2026, 3, 19)))
        assert sent(date(2026, 3, 19)) == ["drafter", "expert"]
        assert "was due on 18.03.2026." in mail.outbox[1].body
        shown = reminders.shown_to(addressed.user("expert"), morning(date(2026, 3, 19)))
        assert [(one.due.day, one.late) for one in shown] == [(18, True)]
        for day in (20, 23, 24):
            reminders.leave(morning(date(2026, 3, day)))
            assert "expert" not in sent(date(2026, 3, day))

    def test_in_the_app_only_the_nearest_step_of_a_deadline_is_shown(self, office: Office) -> None:
        case = charged(office)
        for day in (13, 17, 19):
            reminders.leave(morning(date(2026, 3, day)))
        shown = reminders.shown_to(office.user("drafter"), morning(date(2026, 3, 19)))
        assert [(one.case.pk, one.due) for one in shown] == [(case, DUE)]


class TestSending:
    def test_each_is_sent_once_and_says_so_once(self, addressed: Office) -> None:
        case = charged(addressed)
        day = date(2026, 3, 19)
        for _ in range(3):
            reminders.leave(morning(day))
        assert sent(day) == ["drafter", "expert"]
        assert sent(day) == []
        assert Case.objects.get(pk=case).entries.filter(move="reminded").count() == 2
        assert Reminder.objects.filter(sent_at=None).count() == 0
        assert list(verify(Case.objects.all())) == []

    def test_it_names_number_and_day_and_no_word(self, addressed: Office) -> None:
        case = charged(addressed)
        reminders.leave(morning(date(2026, 3, 17)))
        sent(date(2026, 3, 17))
        message = mail.outbox[0]
        number = Case.objects.get(pk=case).number
        assert message.subject == f"Letter № {number}: due 20.03.2026"
        assert f"Letter № {number} is due on 20.03.2026, in 3 working days." in message.body
        assert f"https://chancery.example/cases/{case}/" in message.body
        assert "сотрудничестве" not in message.body

    def test_a_digest_names_everything_late_of_its_reader(self, addressed: Office) -> None:
        first, second = charged(addressed), charged(addressed, due=date(2026, 3, 19))
        told(DUE)
        Job.objects.all().delete()
        day = date(2026, 3, 23)
        reminders.leave(morning(day))
        assert sent(day) == ["controller", "drafter", "head"]
        for message in mail.outbox:
            assert message.subject == "2 deadlines are over"
            for case in (first, second):
                assert f"https://chancery.example/cases/{case}/" in message.body

    @pytest.mark.parametrize("settled", ["done", "moved", "paused"])
    def test_what_does_not_hold_any_more_is_not_sent(self, addressed: Office, settled: str) -> None:
        case = charged(addressed)
        reminders.leave(morning(date(2026, 3, 19)))
        moves: dict[str, Callable[[], Any]] = {
            "done": lambda: act(addressed, "drafter", IncomingCase.report_without_letter, case, report="Решено."),
            "moved": lambda: act(addressed, "head", IncomingCase.reassign, case, **order(addressed)),
            "paused": lambda: act(addressed, "controller", IncomingCase.pause_clock, case, reason="Запрос"),
        }
        moves[settled]()
        Job.objects.exclude(kind=Job.Kind.REMIND).delete()
        assert sent(date(2026, 3, 19)) == []
        assert not Job.objects.filter(done_at=None).exists()
        assert not Case.objects.get(pk=case).entries.filter(move="reminded").exists()

    def test_without_mail_it_is_shown_in_the_app_only(self, office: Office) -> None:
        case = charged(office)
        day = date(2026, 3, 19)
        reminders.leave(morning(day))
        assert sent(day) == []
        shown = reminders.shown_to(office.user("drafter"), morning(day))
        assert [(one.case.pk, one.due, one.late) for one in shown] == [(case, DUE, False)]
        assert reminders.shown_to(office.user("drafter"), morning(DUE + timedelta(1))) == []
        assert Case.objects.get(pk=case).entries.filter(move="reminded").count() == 2

    def test_the_same_reminder_has_the_same_message_id_and_another_one_another(self, addressed: Office) -> None:
        charged(addressed)
        reminders.leave(morning(date(2026, 3, 19)))
        made = list(Reminder.objects.select_related("user", "case__body"))
        first = [reminders.message_id(one) for one in made]
        assert first == [reminders.message_id(one) for one in made]
        assert len(set(first)) == 2

    def test_the_command_leaves_them(self, addressed: Office, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("send_reminders")
        assert capsys.readouterr().out == "0 reminders left\n"


def test_a_letter_in_work_without_a_deadline_is_left_alone(office: Office) -> None:
    to_work(office, resolution={"due": None})
    assert told(date(2026, 3, 19)) == []
