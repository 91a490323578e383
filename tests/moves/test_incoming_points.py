"""`enter_point`, `answer_point`, `leave_unanswered`: what a letter asks, and what its executors say to it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.lifecycle.refusal import BadFact
from cases.models import IncomingCase, Point
from tests.cast import Office
from tests.stories.lives import act, to_answer, to_assigned, to_entered, to_executed, to_received, to_work
from tests.traces import Said, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

LAW = IncomingCase
ANSWER: dict[str, Any] = {"ordinal": 1, "kind": "later", "answer": "Сообщим после выставки."}


def point(case: int, ordinal: int = 1) -> Point:
    """A point as it stands in the database."""
    return Point.objects.get(case=case, ordinal=ordinal)


class TestEntering:
    @pytest.mark.parametrize("who", ["clerk", "registrar"])
    @pytest.mark.parametrize("life", [to_received, to_entered, to_assigned])
    def test_the_next_point_is_added_before_the_work_begins(self, office: Office, life: Any, who: str) -> None:
        case = life(office)
        act(office, who, LAW.enter_point, case, ordinal=2, text=" место ", useless_after=date(2026, 5, 1))
        assert [(one.ordinal, one.text) for one in Point.objects.filter(case=case)] == [(1, "участие"), (2, "место")]
        assert point(case, 2).useless_after == date(2026, 5, 1)
        assert entry(case, "enter_point")["facts"] == {"ordinal": 2, "useless_after": "2026-05-01"}
        assert opened(case, "enter_point")["text"] == " место "

    def test_a_point_is_corrected_where_it_stands(self, office: Office) -> None:
        case = to_entered(office)
        act(office, "registrar", LAW.enter_point, case, ordinal=1, text="участие в выставке")
        assert [one.text for one in Point.objects.filter(case=case)] == ["участие в выставке"]

    @pytest.mark.parametrize("ordinal", [0, 3, -1])
    def test_points_leave_no_gap(self, office: Office, ordinal: int) -> None:
        refused(office, BadFact, "ordinal", "clerk", LAW.enter_point, to_entered(office), ordinal=ordinal, text="место")

    @pytest.mark.parametrize("ordinal", [1, 2])
    def test_a_point_has_words(self, office: Office, ordinal: int) -> None:
        refused(office, BadFact, "text", "clerk", LAW.enter_point, to_entered(office), ordinal=ordinal, text=" \n")

    def test_executors_answer_points_and_do_not_rewrite_them(self, office: Office) -> None:
        refused_to("drafter head assistant", office, LAW.enter_point, to_assigned(office), ordinal=1, text="иное")
        refused(office, NotNow, "", "registrar", LAW.enter_point, to_work(office), ordinal=1, text="иное")


class TestAnswering:
    @pytest.mark.parametrize(("who", "role"), [("drafter", "executor"), ("expert", "coexecutor")])
    def test_an_executor_writes_the_answer_down(self, office: Office, who: str, role: str) -> None:
        case = to_work(office)
        told = {"organisation": " Технопарк ", "contact": "А.А.Примеров, 1-23", "useless_after": date(2026, 6, 1)}
        act(office, who, LAW.answer_point, case, **ANSWER, **told)
        assert said(case, "answer_point") == Said("in_work", "in_work", [role], {}, [])
        kept = point(case)
        assert (kept.kind, kept.answer, kept.left_because) == ("later", "Сообщим после выставки.", "")
        assert (kept.organisation, kept.contact) == ("Технопарк", "А.А.Примеров, 1-23")
        assert kept.useless_after == date(2026, 6, 1)
        assert entry(case, "answer_point")["facts"] == {"kind": "later", "ordinal": 1, "useless_after": "2026-06-01"}

    def test_it_keeps_the_day_after_which_no_answer_is_of_use(self, office: Office) -> None:
        case = to_assigned(office)
        act(office, "clerk", LAW.enter_point, case, ordinal=1, text="участие", useless_after=date(2026, 5, 1))
        act(office, "drafter", LAW.accept_task, case)
        act(office, "drafter", LAW.answer_point, case, **ANSWER)
        assert point(case).useless_after == date(2026, 5, 1)

    def test_a_later_answer_takes_the_place_of_the_former(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", LAW.answer_point, case, **ANSWER, organisation="Технопарк")
        act(office, "expert", LAW.answer_point, case, ordinal=1, kind="no", answer="Не сможем.")
        assert (point(case).kind, point(case).answer, point(case).organisation) == ("no", "Не сможем.", "")

    def test_it_may_be_given_while_the_reply_is_written(self, office: Office) -> None:
        case = to_work(office)
        to_answer(office, case)
        act(office, "drafter", LAW.answer_point, case, **ANSWER)
        assert said(case, "answer_point").source == "reply_in_progress"

    def test_the_control_card_lists_what_was_asked_and_answered(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", LAW.answer_point, case, **ANSWER, organisation="Технопарк")
        act(office, "drafter", LAW.report_without_letter, case, report="Решено устно")
        act(office, "controller", LAW.off_control, case, proof="Доклад")
        [line] = sheet(case, "off_control", "D07")["points"]
        assert line["text"] == "участие"
        assert (line["kind"], line["answer"]) == ("later", "Сообщим после выставки.")
        assert (line["organisation"], line["contact"], line["useless_after"]) == ("Технопарк", "", "")

    @pytest.mark.parametrize(
        ("fact", "value"), [("ordinal", 2), ("ordinal", 0), ("kind", "maybe"), ("kind", ""), ("answer", " ")]
    )
    def test_it_names_a_point_and_says_something(self, office: Office, fact: str, value: object) -> None:
        refused(office, BadFact, fact, "drafter", LAW.answer_point, to_work(office), **ANSWER | {fact: value})

    def test_a_name_has_to_fit(self, office: Office) -> None:
        told = ANSWER | {"organisation": "О" * 301}
        refused(office, BadFact, "organisation", "drafter", LAW.answer_point, to_work(office), **told)

    def test_only_who_is_charged_answers(self, office: Office) -> None:
        refused_to("head clerk controller assistant", office, LAW.answer_point, to_work(office), **ANSWER)

    def test_it_is_too_late_when_the_request_is_executed(self, office: Office) -> None:
        refused(office, NotNow, "", "drafter", LAW.answer_point, to_executed(office), **ANSWER)


class TestLeaving:
    def test_a_point_is_left_for_a_reason(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", LAW.answer_point, case, **ANSWER, organisation="Технопарк", contact="1-23")
        act(office, "expert", LAW.leave_unanswered, case, ordinal=1, reason=" Не наш вопрос ")
        assert said(case, "leave_unanswered") == Said("in_work", "in_work", ["coexecutor"], {}, [])
        kept = point(case)
        assert (kept.kind, kept.answer, kept.organisation, kept.contact) == ("", "", "", "")
        assert kept.left_because == "Не наш вопрос"

    def test_an_answer_given_after_all_takes_the_reason_away(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", LAW.leave_unanswered, case, ordinal=1, reason="Не наш вопрос")
        act(office, "drafter", LAW.answer_point, case, **ANSWER)
        assert (point(case).kind, point(case).left_because) == ("later", "")

    def test_the_reason_stands_on_the_control_card(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", LAW.leave_unanswered, case, ordinal=1, reason="Не наш вопрос")
        act(office, "controller", LAW.remind, case)
        [line] = sheet(case, "remind", "D07")["points"]
        assert (line["kind"], line["answer"]) == ("", "Не наш вопрос")

    @pytest.mark.parametrize(("fact", "value"), [("ordinal", 2), ("reason", "\t")])
    def test_it_names_a_point_and_a_reason(self, office: Office, fact: str, value: object) -> None:
        told = {"ordinal": 1, "reason": "Не наш вопрос"} | {fact: value}
        refused(office, BadFact, fact, "drafter", LAW.leave_unanswered, to_work(office), **told)

    def test_nobody_else_leaves_it(self, office: Office) -> None:
        refused_to("head clerk registrar", office, LAW.leave_unanswered, to_work(office), ordinal=1, reason="Нет")


def test_a_point_that_is_answered_and_left_at_once_is_kept_by_no_database(office: Office) -> None:
    case = to_work(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.filter(case=case).update(kind="yes", left_because="Не наш вопрос")
    assert stands(case).points.get().kind == ""
