"""`send_out`, `record_consent`, `record_objection`: another body is asked, and its answer is kept with its scan."""

from typing import Any

import pytest

from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase, Visa
from tests.cast import Office
from tests.stories.lives import act, agree, digest, to_approval, to_signature
from tests.traces import SCAN, Said, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

from .test_outgoing_approval_doors import to_consent

LAW = OutgoingCase


@pytest.mark.parametrize("life", [to_approval, to_signature])
def test_other_bodies_are_asked_by_a_covering_letter(office: Office, life: Any) -> None:
    case = life(office)
    before = stands(case).state
    act(office, "drafter", LAW.send_out, case, bodies=("Минфин", "Минюст"))
    assert said(case, "send_out") == Said(before, "external_approval", ["executor"], {}, ["D10"])
    assert opened(case, "send_out")["bodies"] == ["Минфин", "Минюст"]
    assert sheet(case, "send_out", "D10")["addressees"] == [["Минфин"], ["Минюст"]]


@pytest.mark.parametrize("bodies", [(), ("",), (" ", "\n")])
def test_somebody_is_asked(office: Office, bodies: tuple[str, ...]) -> None:
    refused(office, BadFact, "bodies", "drafter", LAW.send_out, to_approval(office), bodies=bodies)


def test_no_visa_is_given_meanwhile_and_those_given_stand(office: Office) -> None:
    case = to_approval(office)
    agree(office, "lawyer", case)
    act(office, "drafter", LAW.send_out, case, bodies=("Минфин",))
    refused(office, NotNow, "", "banker", LAW.agree, case, digest=digest(case), round=1)
    act(office, "drafter", LAW.record_consent, case, answer=SCAN, note="Минфин: согласовано, № 5/1")
    agree(office, "banker", case)
    assert stands(case).state == "awaiting_signature"


class TestConsent:
    def test_it_is_kept_with_the_answer_of_the_body(self, office: Office) -> None:
        case = to_consent(office)
        act(office, "drafter", LAW.record_consent, case, answer=SCAN, note="Минфин: согласовано")
        assert said(case, "record_consent") == Said(
            "external_approval", "approval", ["executor"], {"draft": digest(case)}, ["D13"]
        )
        assert entry(case, "record_consent")["facts"] == {"answer": SCAN}
        [consent] = sheet(case, "record_consent", "D13")["consents"]
        assert (consent["note"], consent["answer"]) == ("Минфин: согласовано", SCAN)

    def test_a_round_that_was_complete_is_complete_again(self, office: Office) -> None:
        case = to_signature(office)
        act(office, "drafter", LAW.send_out, case, bodies=("Минфин",))
        act(office, "drafter", LAW.record_consent, case, answer=SCAN, note="Согласовано")
        assert stands(case).state == "awaiting_signature"
        moves = list(stands(case).entries.order_by("seq").values_list("move", flat=True))
        assert moves[-3:] == ["send_out", "record_consent", "complete_round"]
        act(office, "deputy", LAW.sign, case, digest=digest(case))

    @pytest.mark.parametrize(("fact", "value"), [("answer", ""), ("note", " ")])
    def test_it_needs_its_proof_and_its_words(self, office: Office, fact: str, value: str) -> None:
        told = {"answer": SCAN, "note": "Согласовано"} | {fact: value}
        refused(office, BadFact, fact, "drafter", LAW.record_consent, to_consent(office), **told)


class TestObjection:
    def test_the_letter_goes_back_and_the_visas_are_void(self, office: Office) -> None:
        case = to_consent(office)
        act(office, "drafter", LAW.record_objection, case, answer=SCAN, remarks="Минфин возражает")
        assert said(case, "record_objection") == Said("external_approval", "rework", ["executor"], {}, ["D14"])
        assert set(Visa.objects.values_list("outcome", flat=True)) == {"void"}
        told = sheet(case, "record_objection", "D14")
        assert (told["text"], told["answer"]) == ("Минфин возражает", SCAN)

    @pytest.mark.parametrize(("fact", "value"), [("answer", ""), ("remarks", " ")])
    def test_it_needs_its_proof_and_its_words(self, office: Office, fact: str, value: str) -> None:
        told = {"answer": SCAN, "remarks": "Возражаем"} | {fact: value}
        refused(office, BadFact, fact, "drafter", LAW.record_objection, to_consent(office), **told)


def test_only_its_executor_asks_and_hears_other_bodies(office: Office) -> None:
    case = to_consent(office)
    others = "clerk deputy head lawyer chief"
    refused_to(others, office, LAW.record_consent, case, answer=SCAN, note="Согласовано")
    refused_to(others, office, LAW.record_objection, case, answer=SCAN, remarks="Возражаем")
    refused_to(others, office, LAW.send_out, to_approval(office), bodies=("Минфин",))
