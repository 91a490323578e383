"""A reply answers one request or several, leaves no point of them open, and what becomes of it becomes of each."""

from typing import Any

import pytest

from cases.lifecycle.drafting import Unanswered
from cases.lifecycle.refusal import BadFact
from cases.models import Case, IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act, answer_points, digest, sent, to_assigned, to_draft, to_received, to_work
from tests.traces import refused, sheet, stands, undone
from workflows.models import Job
from workflows.worker import work_off

LAW = OutgoingCase


def two_requests(office: Office) -> tuple[int, int]:
    """Two letters in work by the same executor."""
    return to_work(office, their_number="12-исх/77"), to_work(office, their_number="13-исх/1", points=("a", "b"))


def to_both(office: Office) -> tuple[int, int, int]:
    """Two requests and the letter that answers them, begun."""
    first, second = two_requests(office)
    answer = to_draft(office, reply_to=(second, first))
    for request in (first, second):
        act(office, "drafter", IncomingCase.start_reply, request)
    return first, second, answer


class TestReferences:
    def test_the_letter_names_every_letter_that_it_answers_in_the_order_told(self, office: Office) -> None:
        _, _, answer = to_both(office)
        day = office.clock.strftime("%d.%m.%Y")
        assert sheet(answer, "draft_letter", "D12")["references"] == [
            {"number": "13-исх/1", "dated": day},
            {"number": "12-исх/77", "dated": day},
        ]
        case = stands(answer)
        assert isinstance(case, OutgoingCase)
        assert [one.their_number for one in case.requests] == ["13-исх/1", "12-исх/77"]

    def test_only_letters_with_which_one_is_charged_are_answered(self, office: Office) -> None:
        ours, strangers = to_work(office), cast.found("mid")
        for why in (0, to_received(office), to_work(strangers), ours + 10_000):
            with pytest.raises(BadFact) as refusal:
                to_draft(office, reply_to=(ours, why))
            assert refusal.value.field == "reply_to"
        assert not OutgoingCase.objects.exists()

    def test_a_letter_is_named_once(self, office: Office) -> None:
        request = to_work(office)
        with pytest.raises(BadFact, match="once"):
            to_draft(office, reply_to=(request, request))


class TestOpenPoints:
    def test_a_reply_that_leaves_a_point_open_is_not_submitted(self, office: Office) -> None:
        first, second, answer = to_both(office)
        answer_points(office, first)
        act(office, "drafter", IncomingCase.answer_point, second, ordinal=1, kind="no", answer="Нет.")
        refusal = refused(office, Unanswered, "points", "drafter", LAW.submit, answer)
        assert "13-исх/1 (2)" in str(refusal)
        assert "12-исх/77" not in str(refusal)
        act(office, "drafter", IncomingCase.leave_unanswered, second, ordinal=2, reason="Ответит другой орган")
        act(office, "drafter", LAW.submit, answer)
        assert stands(answer).state == "norm_check"

    @pytest.mark.parametrize("move", ["resubmit", "sign"])
    def test_nor_is_it_submitted_again_or_signed(self, office: Office, move: str) -> None:
        request = to_work(office)
        answer = lives.to_answer(office, request)
        act(office, "drafter", LAW.submit, answer)
        act(office, "clerk", LAW.start_round, answer, route=office.route("lawyer"))
        facts: dict[str, Any] = {"digest": digest(answer)}
        if move == "resubmit":
            act(office, "drafter", LAW.recall, answer, reason="Новые данные")
            facts = {"letter": office.letter("Иной текст."), "route": office.route("lawyer")}
        else:
            lives.agree(office, "lawyer", answer)
        assert IncomingCase.objects.get(pk=request).points.update(kind="", answer="") == 1
        who = "deputy" if move == "sign" else "drafter"
        refused(office, Unanswered, "points", who, getattr(LAW, move), answer, **facts)
        answer_points(office, request)
        act(office, who, getattr(LAW, move), answer, **facts)

    def test_a_request_that_is_given_up_or_closed_holds_no_reply_up(self, office: Office) -> None:
        annulled, closed = to_assigned(office), to_work(office, control=False)
        answer = to_draft(office, reply_to=(annulled, closed))
        act(office, "registrar", IncomingCase.ask_annulment, annulled, reason="Не нам")
        act(office, "chief", IncomingCase.annul, annulled, reason="Не нам")
        refusal = refused(office, Unanswered, "points", "drafter", LAW.submit, answer)
        assert str(refusal).count("(1)") == 1
        act(office, "drafter", IncomingCase.report_without_letter, closed, report="Решено устно")
        act(office, "drafter", LAW.submit, answer)

    def test_one_that_is_executed_on_control_may_come_back_and_does(self, office: Office) -> None:
        request = to_work(office)
        answer = to_draft(office, reply_to=(request,))
        act(office, "drafter", IncomingCase.report_without_letter, request, report="Решено устно")
        refused(office, Unanswered, "points", "drafter", LAW.submit, answer)
        act(office, "controller", IncomingCase.return_unfulfilled, request, reason="Не отвечено")
        answer_points(office, request)
        act(office, "drafter", LAW.submit, answer)

    def test_a_letter_that_answers_nothing_has_no_points_to_settle(self, office: Office) -> None:
        to_work(office)
        act(office, "drafter", LAW.submit, answer := to_draft(office))
        assert stands(answer).state == "norm_check"


class TestEchoes:
    def test_a_reply_that_leaves_executes_every_request(self, office: Office) -> None:
        first, second, answer = to_both(office)
        answer_points(office, first)
        answer_points(office, second)
        sent(office, answer)
        linked = Job.objects.filter(kind=Job.Kind.LINKED)
        assert {job.payload["case"] for job in linked} == {first, second}
        assert len({job.key for job in linked}) == 2
        work_off(lambda: office.at)
        assert (stands(first).state, stands(second).state) == ("executed", "executed")

    def test_a_cancelled_reply_gives_every_request_back(self, office: Office) -> None:
        first, second, answer = to_both(office)
        act(office, "drafter", LAW.cancel, answer, reason="Ответим порознь")
        work_off(lambda: office.at)
        assert (stands(first).state, stands(second).state) == ("in_work", "in_work")

    def test_a_request_that_another_letter_answers_as_well_stays_where_it_is(self, office: Office) -> None:
        first, second, answer = to_both(office)
        to_draft(office, reply_to=(first,))
        act(office, "drafter", LAW.cancel, answer, reason="Ответим порознь")
        work_off(lambda: office.at)
        assert (stands(first).state, stands(second).state) == ("reply_in_progress", "in_work")

    def test_the_inventory_of_each_lists_the_other(self, office: Office) -> None:
        first, second, answer = to_both(office)
        answer_points(office, first)
        answer_points(office, second)
        sent(office, answer)
        work_off(lambda: office.at)
        with undone():
            act(office, "clerk", LAW.file, answer, file_index="06-09")
            documents = sheet(answer, "file", "D18")["documents"]
            assert [one["number"] for one in documents[:2]] == ["Вх-2", "Вх-1"]
        act(office, "controller", IncomingCase.off_control, second, proof="ответ")
        act(office, "clerk", IncomingCase.file, second, file_index="06-09")
        [letter, *_] = sheet(second, "file", "D18")["documents"]
        assert (letter["direction"], letter["number"]) == ("out", Case.objects.get(pk=answer).number)
