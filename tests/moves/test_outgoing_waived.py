"""`waive_visa` (S10): the signer, and nobody else, does without a visa that is missing, and tells why."""

from datetime import timedelta
from typing import Any

import pytest

from cases.lifecycle.circulation import NoOpenPlace
from cases.lifecycle.facts import Place
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import Appointment, OutgoingCase, Visa
from tests.cast import NOON, Office
from tests.stories.lives import act, agree, digest, to_approval, to_draft, to_signature
from tests.stories.test_substitution import away
from tests.traces import Said, breaks, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

from .test_outgoing_route import asked, outcomes

WAIVE = OutgoingCase.waive_visa
WHY = "Юрист в отпуске, ответ нужен сегодня"


def told(office: Office, who: str = "lawyer", **other: Any) -> dict[str, Any]:
    """Whose visa the signer does without, and why."""
    return {"approver": office.id(who), "reason": WHY} | other


class TestWaiving:
    def test_the_round_waits_for_it_no_more_and_the_history_says_why(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "deputy", WAIVE, case, **told(office))
        assert outcomes(case) == {"lawyer": "waived", "banker": "pending"}
        assert asked(office, "lawyer", "banker") == {"banker"}
        visa = Visa.objects.get(case=case, outcome="waived")
        assert (visa.remarks, visa.given_by_id) == (WHY, office.id("deputy"))
        assert said(case, "waive_visa") == Said(
            "approval", "approval", ["signer"], {"visa": visa.pk, "round": 1}, ["D13"]
        )
        assert entry(case, "waive_visa")["facts"] == {"approver": office.id("lawyer")}
        assert opened(case, "waive_visa")["reason"] == WHY

    def test_the_letter_comes_to_the_signature_and_is_signed(self, office: Office) -> None:
        case = to_approval(office)
        agree(office, "banker", case)
        act(office, "deputy", WAIVE, case, **told(office))
        assert stands(case).entries.latest("seq").move == "complete_round"
        act(office, "deputy", OutgoingCase.sign, case, digest=digest(case))
        assert stands(case).state == "signed"

    def test_all_may_be_missing(self, office: Office) -> None:
        case = to_approval(office)
        for who in ("lawyer", "banker"):
            act(office, "deputy", WAIVE, case, **told(office, who))
        act(office, "deputy", OutgoingCase.sign, case, digest=digest(case))
        assert stands(case).state == "signed"

    def test_a_place_of_a_later_turn_may_be_missing_too(self, office: Office) -> None:
        case = to_draft(office)
        act(office, "drafter", OutgoingCase.submit, case)
        route = (Place(office.id("lawyer")), Place(office.id("expert"), 2))
        act(office, "clerk", OutgoingCase.start_round, case, route=route)
        act(office, "deputy", WAIVE, case, **told(office, "expert"))
        agree(office, "lawyer", case)
        assert stands(case).state == "awaiting_signature"

    def test_a_form_only_change_stands_with_it(self, office: Office) -> None:
        office.body.form_changes_keep_visas = True
        office.body.save()
        case = to_approval(office)
        agree(office, "banker", case)
        act(office, "deputy", WAIVE, case, **told(office))
        letter = office.letter("Просим, сообщить.")
        act(office, "drafter", OutgoingCase.propose_form_change, case, letter=letter)
        act(office, "deputy", OutgoingCase.allow_form_change, case, digest=letter.digest)
        act(office, "deputy", OutgoingCase.sign, case, digest=letter.digest)
        assert stands(case).state == "signed"

    def test_it_is_for_this_round_only(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "deputy", WAIVE, case, **told(office))
        act(office, "drafter", OutgoingCase.recall, case, reason="Иная сумма")
        facts = {"letter": office.letter("Иной текст."), "route": office.route("lawyer")}
        act(office, "drafter", OutgoingCase.resubmit, case, **facts)
        assert [visa.outcome for visa in stands(case).visas.filter(round=2)] == ["pending"]
        assert stands(case).state == "approval"

    def test_the_sheets_show_who_does_without_it_and_why(self, office: Office) -> None:
        case = to_approval(office)
        agree(office, "banker", case)
        act(office, "deputy", WAIVE, case, **told(office))
        for move, kind in (("waive_visa", "D13"), ("complete_round", "D13"), ("complete_round", "D22")):
            printed = sheet(case, move, kind)
            places = printed["places"] if kind == "D22" else printed["rounds"][0]["places"]
            [waived, agreed] = places
            assert (waived["name"], waived["outcome"], waived["instead_of"]) == ("А.А.Lawyer", "waived", "")
            assert (waived["waived_by"], waived["why"], waived["remarks"]) == ("А.А.Deputy", WHY, False)
            assert (agreed["outcome"], agreed["waived_by"], agreed["why"]) == ("agreed", "", "")


class TestRefusals:
    def test_nobody_but_the_signer(self, office: Office) -> None:
        case = to_approval(office)
        refused_to("drafter lawyer clerk registrar head chief", office, WAIVE, case, **told(office))

    def test_not_without_a_reason(self, office: Office) -> None:
        case = to_approval(office)
        for reason in ("", " \n"):
            refused(office, BadFact, "reason", "deputy", WAIVE, case, **told(office, reason=reason))

    def test_not_a_visa_that_was_given_or_that_nobody_asks_for(self, office: Office) -> None:
        case = to_approval(office)
        agree(office, "lawyer", case)
        for who in ("lawyer", "expert"):
            refused(office, NoOpenPlace, "approver", "deputy", WAIVE, case, **told(office, who))

    def test_not_a_refusal(self, office: Office) -> None:
        """A refused visa sends the letter back; there is nothing to wait for any more."""
        case = to_approval(office)
        act(office, "lawyer", OutgoingCase.refuse_visa, case, digest=digest(case), round=1, remarks="Против")
        refused(office, NotNow, "", "deputy", WAIVE, case, **told(office))

    def test_not_twice_and_not_after_the_round(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "deputy", WAIVE, case, **told(office))
        refused(office, NoOpenPlace, "approver", "deputy", WAIVE, case, **told(office))
        refused(office, NotNow, "", "deputy", WAIVE, to_signature(office), **told(office))

    def test_who_was_waived_answers_no_more_and_is_not_asked_again(self, office: Office) -> None:
        case = to_approval(office)
        act(office, "deputy", WAIVE, case, **told(office))
        refused_to("lawyer", office, OutgoingCase.agree, case, digest=digest(case), round=1)
        again = Place(office.id("lawyer"))
        refused(office, BadFact, "approver", "drafter", OutgoingCase.add_approver, case, approver=again)

    def test_a_signer_whose_post_has_ended_does_not(self, office: Office) -> None:
        case = to_approval(office)
        Appointment.objects.filter(official=office.id("deputy")).update(until=NOON.date() - timedelta(days=1))
        refused(office, BadFact, "signer", "deputy", WAIVE, case, **told(office))


class TestSubstitutes:
    """Who acts for the signer may do without a visa too, unless he has a part in the letter himself."""

    def test_it_is_his_act_in_the_signers_place(self, office: Office) -> None:
        away(office, "deputy", "expert", "sign")
        case = to_approval(office)
        act(office, "expert", WAIVE, case, **told(office))
        made = entry(case, "waive_visa")
        assert (made["author"], made["effects"]["instead_of"]) == (office.id("expert"), office.id("deputy"))
        [place, _] = sheet(case, "waive_visa", "D13")["rounds"][0]["places"]
        assert (place["name"], place["waived_by"]) == ("А.А.Lawyer", "А.А.Expert")

    def test_an_executor_does_not_even_for_the_signer(self, office: Office) -> None:
        away(office, "deputy", "drafter", "sign")
        breaks("S10", office, "drafter", WAIVE, to_approval(office), **told(office))

    @pytest.mark.parametrize("whose", ["lawyer", "banker"])
    def test_an_approver_does_without_neither_his_own_visa_nor_anothers(self, office: Office, whose: str) -> None:
        away(office, "deputy", "lawyer", "sign")
        case = to_approval(office)
        breaks("S5", office, "lawyer", WAIVE, case, **told(office, whose))

    def test_nor_after_he_has_agreed(self, office: Office) -> None:
        away(office, "deputy", "lawyer", "sign")
        case = to_approval(office)
        agree(office, "lawyer", case)
        breaks("S5", office, "lawyer", WAIVE, case, **told(office, "banker"))

    def test_an_assistant_of_no_post_that_signs_does_not(self, office: Office) -> None:
        case = to_approval(office)
        Appointment.objects.filter(official=office.id("deputy"), role=Role.DEPUTY).delete()
        away(office, "deputy", "expert", "sign")
        refused(office, BadFact, "signer", "expert", WAIVE, case, **told(office))
