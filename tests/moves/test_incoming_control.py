"""`put_on_control`, `remind`, `return_unfulfilled`, `off_control`, `file`: a deadline is watched, a case closed."""

from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import IncomingCase
from tests.cast import Office
from tests.stories.lives import act, to_answer, to_assigned, to_executed, to_received, to_work
from tests.traces import Said, appoint, breaks, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

LAW = IncomingCase


def uncontrolled(office: Office) -> int:
    """A letter in work that nobody controls."""
    return to_work(office, control=False)


def settled(office: Office) -> int:
    """A letter that closed by itself, because nobody controls it."""
    case = uncontrolled(office)
    act(office, "drafter", LAW.report_without_letter, case, report="Решено устно")
    return case


class TestPutting:
    @pytest.mark.parametrize("life", [to_assigned, uncontrolled])
    def test_a_controller_watches_the_deadline(self, office: Office, life: Any) -> None:
        case = life(office)
        state = stands(case).state
        act(office, "controller", LAW.put_on_control, case)
        assert said(case, "put_on_control") == Said(state, state, ["controller"], {}, ["D07"])
        assert stands(case).control == "on"
        assert sheet(case, "put_on_control", "D07")["control"] == "on"

    @pytest.mark.parametrize("executor", ["drafter", "expert"])
    def test_he_is_none_of_the_executors(self, office: Office, executor: str) -> None:
        appoint(office, executor, Role.CONTROLLER)
        breaks("S6", office, executor, LAW.put_on_control, uncontrolled(office))

    def test_nobody_else_does(self, office: Office) -> None:
        refused_to("head clerk drafter", office, LAW.put_on_control, uncontrolled(office))


class TestReminding:
    @pytest.mark.parametrize("life", [to_assigned, to_work])
    def test_the_executors_are_reminded(self, office: Office, life: Any) -> None:
        case = life(office)
        state = stands(case).state
        act(office, "controller", LAW.remind, case)
        assert said(case, "remind") == Said(state, state, ["controller"], {}, ["D07"])
        assert stands(case).reminded_on == office.clock.date()
        facts = sheet(case, "remind", "D07")
        assert [one["name"] for one in facts["executors"]] == ["А.А.Drafter", "А.А.Expert"]
        assert facts["reminded"] == f"{office.clock:%d.%m.%Y}"

    def test_also_while_the_reply_is_written_but_not_when_it_is_done(self, office: Office) -> None:
        case = to_work(office)
        to_answer(office, case)
        act(office, "controller", LAW.remind, case)
        refused(office, NotNow, "", "controller", LAW.remind, to_executed(office))
        refused_to("head clerk", office, LAW.remind, case)


class TestGivingBack:
    @pytest.mark.parametrize(("who", "role"), [("controller", "controller"), ("head", "author")])
    def test_what_is_not_done_goes_back_to_its_executor(self, office: Office, who: str, role: str) -> None:
        case = to_executed(office)
        act(office, who, LAW.return_unfulfilled, case, reason="Не отвечено на второй вопрос")
        assert said(case, "return_unfulfilled") == Said("executed", "in_work", [role], {}, ["D14"])
        assert sheet(case, "return_unfulfilled", "D14")["text"] == "Не отвечено на второй вопрос"

    def test_it_names_its_reason_and_nobody_else_does(self, office: Office) -> None:
        case = to_executed(office)
        refused(office, BadFact, "reason", "controller", LAW.return_unfulfilled, case, reason="")
        refused_to("deputy clerk drafter", office, LAW.return_unfulfilled, case, reason="Не всё")


class TestOff:
    def test_the_controller_takes_it_off_by_its_proof(self, office: Office) -> None:
        case = to_executed(office)
        act(office, "controller", LAW.off_control, case, proof="Доклад от 02.03.2026")
        assert said(case, "off_control") == Said("executed", "closed", ["controller"], {}, ["D07"])
        assert stands(case).control == "off"
        assert opened(case, "off_control")["proof"] == "Доклад от 02.03.2026"
        facts = sheet(case, "off_control", "D07")
        assert (facts["text"], facts["report"]) == ("Доклад от 02.03.2026", "Вопрос решён устно.")

    @pytest.mark.parametrize("executor", ["drafter", "expert"])
    def test_an_executor_does_not(self, office: Office, executor: str) -> None:
        case = to_executed(office)
        appoint(office, executor, Role.CONTROLLER)
        breaks("S3", office, executor, LAW.off_control, case, proof="Доклад")

    def test_it_needs_a_proof_and_a_controller(self, office: Office) -> None:
        case = to_executed(office)
        refused(office, BadFact, "proof", "controller", LAW.off_control, case, proof=" ")
        refused_to("head clerk drafter", office, LAW.off_control, case, proof="Доклад")

    def test_what_nobody_controls_closes_by_itself(self, office: Office) -> None:
        case = settled(office)
        assert said(case, "close_uncontrolled") == Said("executed", "closed", ["system"], {}, [])
        assert (stands(case).state, stands(case).control) == ("closed", "none")
        refused(office, NotNow, "", "controller", LAW.off_control, case, proof="Доклад")


class TestFiling:
    def test_a_closed_case_is_laid_into_its_file(self, office: Office) -> None:
        case = settled(office)
        act(office, "clerk", LAW.file, case, file_index="06-10")
        assert said(case, "file") == Said("closed", "filed", ["clerk"], {}, ["D17", "D18"])
        assert stands(case).file_index == "06-10"
        documents = sheet(case, "file", "D18")["documents"]
        assert [one["sheet"] for one in documents] == ["D01", "D02", "D06", "D06", "D17"]

    @pytest.mark.parametrize("index", ["", "06-11"])
    def test_the_file_is_one_of_the_nomenclature(self, office: Office, index: str) -> None:
        refused(office, BadFact, "file_index", "clerk", LAW.file, settled(office), file_index=index)

    def test_only_clerks_file_and_only_what_is_closed(self, office: Office) -> None:
        refused_to("registrar head drafter", office, LAW.file, settled(office), file_index="06-09")
        for life in (to_received, to_work, to_executed):
            refused(office, NotNow, "", "clerk", LAW.file, life(office), file_index="06-09")


def test_a_case_whose_control_is_on_does_not_close_by_itself(office: Office) -> None:
    case = to_executed(office)
    assert stands(case).state == "executed"
    assert not stands(case).entries.filter(move="close_uncontrolled").exists()
    with pytest.raises(NotComplete):
        stands(case).close_uncontrolled(None)  # type: ignore[union-attr, arg-type]
