"""`delegate_visa`, `add_approver`, `replace_approver`: the route changes in mid-round."""

from typing import Any

import pytest

from cases.lifecycle.circulation import NoOpenPlace
from cases.lifecycle.facts import Place
from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase, Visa
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, agree, digest, to_approval
from tests.traces import Said, breaks, opened, refused, refused_to, said, stands
from workflows.inbox import inbox

from .test_outgoing_approval_doors import visa_of

LAW = OutgoingCase


def outcomes(case: int) -> dict[str, str]:
    """What became of each place of the round, by the surname of who is asked."""
    places = Visa.objects.filter(case=case).select_related("official")
    return {place.official.surname.lower(): place.outcome for place in places}


def asked(office: Office, *names: str) -> set[str]:
    """Which of these people find the letter waiting for them."""
    return {name for name in names if inbox(office.user(name), on=office.clock.date())}


class TestDelegating:
    def test_the_other_is_asked_in_the_same_turn(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "lawyer", LAW.delegate_visa, case, to=office.id("expert"), round=1)
        mine = visa_of(office, case, "lawyer")
        assert said(case, "delegate_visa") == Said("approval", "approval", ["approver"], {"visa": mine}, [])
        assert outcomes(case) == {"lawyer": "delegated", "banker": "pending", "expert": "pending"}
        assert Visa.objects.get(official=office.id("expert")).delegated_from_id == mine
        assert asked(office, "lawyer", "banker", "expert") == {"banker", "expert"}

    def test_his_answer_counts_for_both(self, office: Office) -> None:
        case = to_approval(office, "lawyer")
        act(office, "lawyer", LAW.delegate_visa, case, to=office.id("expert"), round=1)
        refused_to("lawyer", office, LAW.agree, case, digest=digest(case), round=1)
        agree(office, "expert", case)
        assert stands(case).state == "awaiting_signature"

    def test_it_may_go_from_hand_to_hand_but_not_back_into_the_round(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "lawyer", LAW.delegate_visa, case, to=office.id("expert"), round=1)
        refused(office, BadFact, "approver", "expert", LAW.delegate_visa, case, to=office.id("banker"), round=1)
        act(office, "expert", LAW.delegate_visa, case, to=office.id("lawyer"), round=1)
        assert asked(office, "lawyer", "banker", "expert") == {"lawyer", "banker"}

    @pytest.mark.parametrize("who", ["drafter", "deputy"])
    def test_never_to_who_wrote_it_or_will_sign_it(self, office: Office, who: str) -> None:
        case = to_approval(office)
        breaks("S1", office, "lawyer", LAW.delegate_visa, case, to=office.id(who), round=1)

    def test_never_to_another_body(self, office: Office) -> None:
        stranger = cast.found("mid").id("lawyer")
        refused(office, BadFact, "approver", "lawyer", LAW.delegate_visa, to_approval(office), to=stranger, round=1)

    @pytest.mark.parametrize("round", [0, 2])
    def test_only_in_the_round_that_is_open(self, office: Office, round: int) -> None:
        facts = {"to": office.id("expert"), "round": round}
        refused(office, BadFact, "round", "lawyer", LAW.delegate_visa, to_approval(office), **facts)


class TestAdding:
    def test_the_round_waits_for_him_too(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "drafter", LAW.add_approver, case, approver=Place(office.id("expert")))
        assert said(case, "add_approver") == Said("approval", "approval", ["executor"], {}, [])
        agree(office, "lawyer", case)
        agree(office, "banker", case)
        assert stands(case).state == "approval"
        agree(office, "expert", case)
        assert stands(case).state == "awaiting_signature"

    def test_an_earlier_turn_comes_first(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "drafter", LAW.add_approver, case, approver=Place(office.id("expert"), turn=0))
        assert asked(office, "lawyer", "banker", "expert") == {"expert"}

    def test_nobody_is_asked_twice(self, office: Office) -> None:
        case = to_approval(office)
        for who in ("lawyer", "banker"):
            refused(office, BadFact, "approver", "drafter", LAW.add_approver, case, approver=Place(office.id(who)))

    def test_nor_who_wrote_it_or_will_sign_it(self, office: Office) -> None:
        case = to_approval(office)
        for who in ("drafter", "deputy"):
            breaks("S1", office, "drafter", LAW.add_approver, case, approver=Place(office.id(who)))


class TestReplacing:
    def told(self, office: Office, case: int, **other: Any) -> dict[str, Any]:
        """The expert instead of the lawyer."""
        facts = {"visa": visa_of(office, case, "lawyer"), "to": office.id("expert"), "reason": "В отпуске"}
        return facts | other

    def test_the_other_is_asked_instead(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "drafter", LAW.replace_approver, case, **self.told(office, case))
        assert outcomes(case) == {"lawyer": "removed", "banker": "pending", "expert": "pending"}
        assert asked(office, "lawyer", "banker", "expert") == {"banker", "expert"}
        assert opened(case, "replace_approver")["reason"] == "В отпуске"

    def test_not_after_he_has_answered(self, office: Office) -> None:
        case = to_approval(office)
        told = self.told(office, case)
        agree(office, "lawyer", case)
        refused(office, NoOpenPlace, "", "drafter", LAW.replace_approver, case, **told)

    def test_not_without_a_reason_nor_by_who_is_in_the_round(self, office: Office) -> None:
        case = to_approval(office)
        replace = LAW.replace_approver
        refused(office, BadFact, "reason", "drafter", replace, case, **self.told(office, case, reason=" "))
        banker = self.told(office, case, to=office.id("banker"))
        refused(office, BadFact, "approver", "drafter", replace, case, **banker)
        breaks("S1", office, "drafter", replace, case, **self.told(office, case, to=office.id("deputy")))

    def test_not_in_another_letter(self, office: Office) -> None:
        case, other = to_approval(office), to_approval(office)
        told = self.told(office, case)
        refused(office, NoOpenPlace, "", "drafter", LAW.replace_approver, other, **told)

    def test_who_was_replaced_may_be_asked_again(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "drafter", LAW.replace_approver, case, **self.told(office, case))
        act(office, "drafter", LAW.add_approver, case, approver=Place(office.id("lawyer")))
        assert asked(office, "lawyer", "expert") == {"lawyer", "expert"}


def test_only_its_executor_changes_the_route(office: Office) -> None:
    case = to_approval(office)
    visa, expert, others = visa_of(office, case, "lawyer"), office.id("expert"), "clerk deputy head lawyer chief"
    refused_to(others, office, LAW.add_approver, case, approver=Place(expert))
    refused_to(others, office, LAW.replace_approver, case, visa=visa, to=expert, reason="Ошибка")
    refused_to("drafter clerk deputy", office, LAW.delegate_visa, case, to=expert, round=1)
