"""`ask_enquiry`, `record_enquiry_answer`, `withdraw_enquiry`: units and other bodies are asked about a letter."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import Enquiry, IncomingCase, Point
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, to_answer, to_assigned, to_executed, to_work
from tests.traces import SCAN, Said, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

LAW = IncomingCase
DUE = date(2026, 3, 20)
QUESTION: dict[str, Any] = {"question": "Участвует ли технопарк?", "due": DUE}
ANSWER: dict[str, Any] = {"ordinal": 1, "answer": "Участвует."}


def enquire(office: Office, case: int, who: str = "drafter", **facts: Any) -> Enquiry:
    """Ask the department, unless told otherwise."""
    other = {} if "correspondent" in facts else {"unit": office.department.pk}
    act(office, who, LAW.ask_enquiry, case, **QUESTION | other | facts)
    return Enquiry.objects.filter(case=case).latest("ordinal")


class TestAsking:
    @pytest.mark.parametrize(("who", "role"), [("drafter", "executor"), ("expert", "coexecutor")])
    def test_a_unit_is_asked_for_a_point_and_the_case_stays_in_work(self, office: Office, who: str, role: str) -> None:
        case = to_work(office)
        found = enquire(office, case, who, about=1)
        assert said(case, "ask_enquiry") == Said("in_work", "in_work", [role], {}, ["D10"])
        assert (found.ordinal, found.unit_id, found.correspondent_id) == (1, office.department.pk, None)
        assert (found.question, found.due, found.status) == (QUESTION["question"], DUE, "asked")
        assert (found.asked_at, found.point) == (office.clock, Point.objects.get(case=case))
        assert opened(case, "ask_enquiry")["question"] == QUESTION["question"]
        assert entry(case, "ask_enquiry")["facts"]["about"] == 1

    def test_another_body_is_asked_by_a_letter(self, office: Office) -> None:
        case = to_work(office)
        found = enquire(office, case, correspondent=office.other.pk)
        assert (found.unit_id, found.correspondent_id, found.point) == (None, office.other.pk, None)
        facts = sheet(case, "ask_enquiry", "D10")
        assert (facts["addressees"], facts["question"]) == ([["Правительство края"]], QUESTION["question"])
        assert (facts["due"], facts["point"], facts["references"]) == ("20.03.2026", None, [])

    def test_the_letter_to_a_unit_names_the_point(self, office: Office) -> None:
        case = to_work(office)
        enquire(office, case, about=1)
        facts = sheet(case, "ask_enquiry", "D10")
        assert facts["addressees"] == [["Управление"]]
        assert facts["point"] == {"number": 1, "text": "участие"}

    def test_several_are_asked_one_after_another(self, office: Office) -> None:
        case = to_work(office)
        assert [enquire(office, case).ordinal, enquire(office, case, correspondent=office.other.pk).ordinal] == [1, 2]
        to_answer(office, case)
        assert enquire(office, case).ordinal == 3
        assert said(case, "ask_enquiry").source == "reply_in_progress"

    @pytest.mark.parametrize(
        ("fact", "value"), [("about", 2), ("question", " "), ("due", date(2026, 3, 1)), ("unit", 0), ("unit", None)]
    )
    def test_it_asks_somebody_something_until_a_day_to_come(self, office: Office, fact: str, value: object) -> None:
        told = QUESTION | {"unit": office.department.pk} | {fact: value}
        refused(office, BadFact, fact, "drafter", LAW.ask_enquiry, to_work(office), **told)

    def test_either_a_unit_or_a_body_and_none_of_strangers(self, office: Office) -> None:
        case, strangers = to_work(office), cast.found("mid")
        both = {"unit": office.department.pk, "correspondent": office.other.pk}
        refused(office, BadFact, "unit", "drafter", LAW.ask_enquiry, case, **QUESTION, **both)
        unit, body = {"unit": strangers.department.pk}, {"correspondent": strangers.other.pk}
        refused(office, BadFact, "unit", "drafter", LAW.ask_enquiry, case, **QUESTION, **unit)
        refused(office, BadFact, "correspondent", "drafter", LAW.ask_enquiry, case, **QUESTION, **body)

    def test_only_executors_ask_and_only_while_there_is_work(self, office: Office) -> None:
        told = QUESTION | {"unit": office.department.pk}
        refused_to("head clerk controller", office, LAW.ask_enquiry, to_work(office), **told)
        for life in (to_assigned, to_executed):
            refused(office, NotNow, "", "drafter", LAW.ask_enquiry, life(office), **told)

    def test_no_database_keeps_an_enquiry_to_nobody_or_to_two(self, office: Office) -> None:
        found = enquire(office, to_work(office))
        for changed in ({"unit": None}, {"correspondent": office.other}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Enquiry.objects.filter(pk=found.pk).update(**changed)


class TestAnswer:
    def test_it_lands_on_its_point(self, office: Office) -> None:
        case = to_work(office)
        found = enquire(office, case, about=1)
        told = {"kind": "yes", "contact": "Б.Б.Образцов, 1-23", "answer_scan": SCAN}
        act(office, "expert", LAW.record_enquiry_answer, case, **ANSWER, **told)
        assert said(case, "record_enquiry_answer") == Said("in_work", "in_work", ["coexecutor"], {}, [])
        assert entry(case, "record_enquiry_answer")["facts"] == {"ordinal": 1, "kind": "yes", "answer_scan": SCAN}
        found = Enquiry.objects.get(pk=found.pk)
        assert (found.status, found.answer, found.scan) == ("answered", "Участвует.", SCAN)
        assert found.answered_at == office.clock
        point = Point.objects.get(case=case)
        assert (point.kind, point.answer) == ("yes", "Участвует.")
        assert (point.organisation, point.contact) == ("Управление", "Б.Б.Образцов, 1-23")

    def test_the_point_names_the_body_that_answered(self, office: Office) -> None:
        case = to_work(office)
        enquire(office, case, correspondent=office.other.pk, about=1)
        act(office, "drafter", LAW.record_enquiry_answer, case, **ANSWER, kind="no")
        assert Point.objects.get(case=case).organisation == "Край"

    def test_without_a_point_it_is_only_kept(self, office: Office) -> None:
        case = to_work(office)
        enquire(office, case)
        act(office, "drafter", LAW.record_enquiry_answer, case, **ANSWER)
        found = Enquiry.objects.get(case=case)
        assert (found.status, found.scan, Point.objects.get(case=case).answer) == ("answered", "", "")

    def test_an_answer_to_a_point_is_yes_no_or_later(self, office: Office) -> None:
        case = to_work(office)
        enquire(office, case, about=1)
        refused(office, BadFact, "kind", "drafter", LAW.record_enquiry_answer, case, **ANSWER)
        refused(office, BadFact, "kind", "drafter", LAW.record_enquiry_answer, case, **ANSWER, kind="perhaps")

    @pytest.mark.parametrize(("fact", "value"), [("ordinal", 2), ("ordinal", 0), ("answer", " ")])
    def test_it_is_the_answer_to_an_enquiry(self, office: Office, fact: str, value: object) -> None:
        case = to_work(office)
        enquire(office, case)
        refused(office, BadFact, fact, "drafter", LAW.record_enquiry_answer, case, **ANSWER | {fact: value})

    def test_it_comes_once(self, office: Office) -> None:
        case = to_work(office)
        enquire(office, case)
        act(office, "drafter", LAW.record_enquiry_answer, case, **ANSWER)
        refused(office, NotComplete, "", "drafter", LAW.record_enquiry_answer, case, **ANSWER)
        refused(office, NotComplete, "", "drafter", LAW.withdraw_enquiry, case, ordinal=1, reason="Не нужно")


class TestWithdrawal:
    def test_those_who_were_asked_are_told(self, office: Office) -> None:
        case = to_work(office)
        enquire(office, case, correspondent=office.other.pk)
        asked = office.clock
        office.clock += timedelta(days=1)
        act(office, "drafter", LAW.withdraw_enquiry, case, ordinal=1, reason=" Ответ найден ")
        assert said(case, "withdraw_enquiry") == Said("in_work", "in_work", ["executor"], {}, ["D10"])
        found = Enquiry.objects.get(case=case)
        assert (found.status, found.answer) == ("withdrawn", "Ответ найден")
        facts = sheet(case, "withdraw_enquiry", "D10")
        assert (facts["asked"], facts["addressees"]) == (f"{asked:%d.%m.%Y}", [["Правительство края"]])
        refused(office, NotComplete, "", "drafter", LAW.record_enquiry_answer, case, **ANSWER)

    @pytest.mark.parametrize(("fact", "value"), [("ordinal", 2), ("reason", "")])
    def test_it_names_an_enquiry_and_a_reason(self, office: Office, fact: str, value: object) -> None:
        case = to_work(office)
        enquire(office, case)
        told = {"ordinal": 1, "reason": "Не нужно"} | {fact: value}
        refused(office, BadFact, fact, "drafter", LAW.withdraw_enquiry, case, **told)


def test_an_open_enquiry_holds_nobody_up(office: Office) -> None:
    case = to_work(office)
    enquire(office, case)
    act(office, "drafter", LAW.report_without_letter, case, report="Решено устно")
    assert stands(case).state == "executed"
