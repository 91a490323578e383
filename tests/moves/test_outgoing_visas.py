"""`agree`, `agree_with_remarks`, `refuse_visa`: an answer is bound to its round, its text and its author's place."""

from typing import Any

import pytest

from cases.access import NotFound
from cases.lifecycle.circulation import NoOpenPlace
from cases.lifecycle.drafting import OtherText
from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase, Visa
from tests.cast import NOON, Office
from tests.stories.lives import act, agree, digest, to_approval
from tests.traces import PAPER, SCAN, Said, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotYours

LAW = OutgoingCase
ANSWERS = {
    "agree": (LAW.agree, {}, "agreed", ["D13"]),
    "agree_with_remarks": (LAW.agree_with_remarks, {"remarks": "Уточнить срок"}, "agreed_with_remarks", ["D13", "D14"]),
    "refuse_visa": (LAW.refuse_visa, {"remarks": "Нет средств"}, "refused", ["D13", "D14"]),
}
ALL = pytest.mark.parametrize("name", ANSWERS)


def answer(office: Office, name: str, case: int, who: str = "lawyer", **facts: Any) -> None:
    """An approver answers the letter as it stands."""
    move, told, *_ = ANSWERS[name]
    act(office, who, move, case, **{"digest": digest(case), "round": 1, **told, **facts})


def visa_of(case: int, surname: str) -> Visa:
    """An approver's place."""
    return Visa.objects.get(case=case, official__surname=surname.capitalize())


@ALL
def test_an_answer_is_written_into_the_place_and_into_the_history(office: Office, name: str) -> None:
    case = to_approval(office)
    answer(office, name, case)
    _, told, outcome, sheets = ANSWERS[name]
    visa = visa_of(case, "lawyer")
    assert (visa.outcome, visa.digest, visa.remarks) == (outcome, digest(case), told.get("remarks", ""))
    assert (visa.on_paper, visa.given_at) == (False, office.clock)
    target = "rework" if name == "refuse_visa" else "approval"
    assert said(case, name) == Said("approval", target, ["approver"], {"visa": visa.pk, "round": 1}, sheets)
    assert entry(case, name)["facts"] == {"digest": digest(case), "round": 1}
    assert {key: value for key, value in opened(case, name).items() if key != "author"} == told


@ALL
def test_it_is_given_for_the_text_that_was_seen(office: Office, name: str) -> None:
    case = to_approval(office)
    move, told, *_ = ANSWERS[name]
    for seen in ("", "0" * 64, digest(case)[:-1]):
        refused(office, OtherText, "", "lawyer", move, case, digest=seen, round=1, **told)


@ALL
@pytest.mark.parametrize("round", [0, 2, -1])
def test_it_is_given_in_the_round_that_is_open(office: Office, name: str, round: int) -> None:
    case = to_approval(office)
    move, told, *_ = ANSWERS[name]
    refused(office, NoOpenPlace, "", "lawyer", move, case, digest=digest(case), round=round, **told)


@ALL
def test_it_is_given_once(office: Office, name: str) -> None:
    case = to_approval(office, "lawyer", "banker", "expert")
    agree(office, "lawyer", case)
    move, told, *_ = ANSWERS[name]
    refused_to("lawyer", office, move, case, digest=digest(case), round=1, **told)


@ALL
def test_only_who_is_asked_answers(office: Office, name: str) -> None:
    case = to_approval(office)
    move, told, *_ = ANSWERS[name]
    facts = {"digest": digest(case), "round": 1, **told}
    refused_to("drafter deputy head clerk chief registrar auditor", office, move, case, **facts)
    refused(office, NotFound, "", "expert", move, case, **facts)


@pytest.mark.parametrize("name", ["agree_with_remarks", "refuse_visa"])
@pytest.mark.parametrize("remarks", ["", " ", "\t\n"])
def test_remarks_are_written_down(office: Office, name: str, remarks: str) -> None:
    case = to_approval(office)
    facts = {"digest": digest(case), "round": 1, "remarks": remarks}
    refused(office, BadFact, "remarks", "lawyer", ANSWERS[name][0], case, **facts)


def test_a_refusal_ends_the_round_for_everybody(office: Office) -> None:
    case = to_approval(office, "lawyer", "banker", "expert")
    agree(office, "lawyer", case)
    answer(office, "refuse_visa", case, "banker")
    outcomes = {name: visa_of(case, name).outcome for name in ("lawyer", "banker", "expert")}
    assert outcomes == {"lawyer": "void", "banker": "refused", "expert": "void"}
    assert stands(case).state == "rework"
    assert "Нет средств" in str(sheet(case, "refuse_visa", "D14"))


def test_remarks_that_agree_let_the_letter_go_on(office: Office) -> None:
    case = to_approval(office, "lawyer")
    answer(office, "agree_with_remarks", case)
    assert stands(case).state == "awaiting_signature"
    assert "Уточнить срок" in str(sheet(case, "agree_with_remarks", "D14"))


def test_two_approvers_never_make_each_other_stale(office: Office) -> None:
    case = to_approval(office)
    seen = {"digest": digest(case), "round": 1, "version": stands(case).version}
    for who in ("lawyer", "banker"):
        act(office, who, LAW.agree, case, **seen)
    assert stands(case).state == "awaiting_signature"


class TestOnPaper:
    def told(self, office: Office, case: int, **other: Any) -> dict[str, Any]:
        """A visa on paper, as the clerk enters it two days later."""
        facts = {"digest": digest(case), "round": 1, "origin": PAPER, "scan": SCAN}
        return facts | {"on_behalf_of": office.id("lawyer"), "occurred_at": office.clock} | other

    def test_a_clerk_enters_it_and_it_is_shown_as_such(self, office: Office) -> None:
        case = to_approval(office)
        given = office.clock
        facts = self.told(office, case)
        office.clock = office.clock.replace(day=4)
        act(office, "clerk", LAW.agree, case, **facts)
        visa, told = visa_of(case, "lawyer"), entry(case, "agree")
        assert (visa.outcome, visa.on_paper, visa.given_at) == ("agreed", True, given)
        assert (told["origin"], told["scan"]) == ("paper", SCAN)
        assert (told["author"], told["actor"]) == (office.id("lawyer"), office.id("clerk"))
        assert told["occurred_at"] < told["recorded_at"]
        [places] = [round["places"] for round in sheet(case, "agree", "D13")["rounds"]]
        assert [place["on_paper"] for place in places] == [True, False]

    def test_it_needs_its_scan_and_its_author(self, office: Office) -> None:
        case = to_approval(office)
        for scan in (None, ""):
            refused(office, BadFact, "scan", "clerk", LAW.agree, case, **self.told(office, case, scan=scan))
        for author in (None, 0):
            told = self.told(office, case, on_behalf_of=author)
            refused(office, BadFact, "on_behalf_of", "clerk", LAW.agree, case, **told)

    @pytest.mark.parametrize("author", ["banker", "expert", "clerk", "deputy"])
    def test_it_is_no_visa_of_somebody_who_is_not_asked(self, office: Office, author: str) -> None:
        case = to_approval(office, "lawyer")
        told = self.told(office, case, on_behalf_of=office.id(author))
        refused(office, NotYours, "", "clerk", LAW.agree, case, **told)

    def test_it_is_entered_by_the_chancery_only(self, office: Office) -> None:
        case = to_approval(office)
        refused_to("drafter deputy head banker", office, LAW.agree, case, **self.told(office, case))

    def test_it_was_not_given_tomorrow(self, office: Office) -> None:
        case = to_approval(office)
        told = self.told(office, case, occurred_at=NOON.replace(day=3))
        refused(office, BadFact, "occurred_at", "clerk", LAW.agree, case, **told)
