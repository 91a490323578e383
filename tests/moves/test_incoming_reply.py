"""`interim_reply`, `start_reply`, `report_without_letter`, and what the fate of the reply means for the request."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import IncomingCase, OutgoingCase
from tests.cast import Office
from tests.stories.lives import (
    act,
    answer_points,
    sent,
    to_answer,
    to_assigned,
    to_draft,
    to_executed,
    to_registered,
    to_work,
)
from tests.traces import Said, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow
from workflows.perform import perform
from workflows.worker import work_off

LAW = IncomingCase
UNTIL = date(2026, 4, 1)


def answered(office: Office) -> tuple[int, int]:
    """A request whose reply has left, and the reply; Chancery has done its own part."""
    request = to_work(office)
    answer = to_answer(office, request)
    sent(office, answer)
    work_off(lambda: office.at)
    return request, answer


class TestInterim:
    def test_the_sender_is_told_how_far_the_work_is(self, office: Office) -> None:
        case = to_work(office)
        before = stands(case)
        act(office, "drafter", LAW.interim_reply, case, done="Ждём ответа технопарка", until=UNTIL)
        assert said(case, "interim_reply") == Said("in_work", "in_work", ["executor"], {}, ["D09"])
        facts = sheet(case, "interim_reply", "D09")
        assert (facts["done"], facts["until"]) == ("Ждём ответа технопарка", "01.04.2026")
        # V23: an interim reply settles nothing.
        assert (stands(case).due, stands(case).control) == (before.due, before.control)

    def test_it_promises_an_answer_for_a_day_to_come(self, office: Office) -> None:
        case = to_work(office)
        yesterday = office.clock.date() - timedelta(days=1)
        refused(office, BadFact, "until", "drafter", LAW.interim_reply, case, done="Ждём", until=yesterday)
        refused(office, BadFact, "done", "drafter", LAW.interim_reply, case, done=" ", until=UNTIL)

    def test_only_the_responsible_executor_writes_it(self, office: Office) -> None:
        refused_to("expert head clerk", office, LAW.interim_reply, to_work(office), done="Ждём", until=UNTIL)


class TestStarting:
    def test_the_letter_that_answers_is_begun_first(self, office: Office) -> None:
        case = to_work(office)
        refused(office, NotComplete, "", "drafter", LAW.start_reply, case)
        to_draft(office, reply_to=(case,))
        refused_to("expert head", office, LAW.start_reply, case)
        act(office, "drafter", LAW.start_reply, case)
        assert said(case, "start_reply") == Said("in_work", "reply_in_progress", ["executor"], {}, [])

    def test_one_that_was_given_up_is_none(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", OutgoingCase.cancel, to_draft(office, reply_to=(case,)), reason="Не то")
        refused(office, NotComplete, "", "drafter", LAW.start_reply, case)

    def test_when_the_answer_has_left_already_the_request_is_executed_at_once(self, office: Office) -> None:
        case = to_work(office)
        answer_points(office, case)
        answer = to_draft(office, reply_to=(case,))
        sent(office, answer)
        work_off(lambda: office.at)
        assert stands(case).state == "in_work"
        act(office, "drafter", LAW.start_reply, case)
        assert said(case, "reply_dispatched") == Said("reply_in_progress", "executed", ["system"], {}, [])


class TestReporting:
    def test_what_was_settled_without_a_letter_is_reported(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", LAW.report_without_letter, case, report="Решено устно")
        assert said(case, "report_without_letter") == Said("in_work", "executed", ["executor"], {}, [])
        assert opened(case, "report_without_letter")["report"] == "Решено устно"

    def test_in_words_and_by_the_responsible_executor(self, office: Office) -> None:
        case = to_work(office)
        refused(office, BadFact, "report", "drafter", LAW.report_without_letter, case, report="\n")
        refused_to("expert head", office, LAW.report_without_letter, case, report="Готово")
        refused(office, NotNow, "", "drafter", LAW.report_without_letter, to_assigned(office), report="Готово")


class TestFate:
    def test_the_reply_that_leaves_executes_the_request(self, office: Office) -> None:
        request, _ = answered(office)
        assert said(request, "reply_dispatched") == Said("reply_in_progress", "executed", ["system"], {}, [])

    @pytest.mark.parametrize("how", ["cancel", "annul"])
    def test_the_one_that_is_given_up_gives_it_back(self, office: Office, how: str) -> None:
        request = to_work(office)
        answer_points(office, request)
        if how == "cancel":
            answer = to_draft(office, reply_to=(request,))
            act(office, "drafter", LAW.start_reply, request)
            act(office, "drafter", OutgoingCase.cancel, answer, reason="Не то")
        else:
            answer = to_registered(office, reply_to=(request,))
            act(office, "drafter", LAW.start_reply, request)
            act(office, "registrar", OutgoingCase.ask_annulment, answer, reason="Не то")
            act(office, "chief", OutgoingCase.annul, answer, reason="Не то")
        work_off(lambda: office.at)
        assert said(request, "reply_cancelled") == Said("reply_in_progress", "in_work", ["system"], {}, [])

    @pytest.mark.parametrize("off", [False, True], ids=["on control", "off control"])
    def test_the_one_that_is_withdrawn_puts_it_into_work_and_on_control_again(self, office: Office, off: bool) -> None:
        request, answer = answered(office)
        if off:
            act(office, "controller", LAW.off_control, request, proof="Ответ")
        source = stands(request).state
        act(office, "deputy", OutgoingCase.withdraw, answer, by_letter=to_registered(office), reason="Ошибка")
        work_off(lambda: office.at)
        assert said(request, "reply_withdrawn") == Said(source, "in_work", ["system"], {}, [])
        assert stands(request).control == "on"

    @pytest.mark.parametrize(
        ("move", "life"), [("reply_dispatched", None), ("reply_cancelled", None), ("reply_withdrawn", to_executed)]
    )
    def test_nobody_says_so_by_hand_and_chancery_only_when_it_is_so(self, office: Office, move: str, life: Any) -> None:
        if life is None:
            request = to_work(office)
            to_answer(office, request)
        else:
            request, _ = answered(office)
        refused_to("drafter head controller clerk", office, getattr(LAW, move), request)
        with pytest.raises(NotComplete):
            perform(getattr(LAW, move), case=request, by=None, at=office.at)
