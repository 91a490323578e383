"""`start_round`, `resubmit`, `recall`, `complete_round`: rounds of approval open, close and begin anew."""

from typing import Any

import pytest

from cases.lifecycle.facts import Place
from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase, Visa
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, agree, digest, to_approval, to_draft, to_signature
from tests.traces import Said, breaks, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow
from workflows.perform import perform

from .test_outgoing_approval_doors import to_rework, to_submitted

LAW = OutgoingCase


def visas(case: int) -> list[tuple[str, int, int, str]]:
    """Who is asked in which round and turn, and what became of it."""
    found = Visa.objects.filter(case=case).select_related("official").order_by("pk")
    return [(one.official.surname.lower(), one.round, one.turn, one.outcome) for one in found]


class TestOpening:
    def test_a_place_for_each_approver_bound_to_the_version(self, office: Office) -> None:
        case = to_submitted(office)
        route = (Place(office.id("lawyer")), Place(office.id("banker")), Place(office.id("expert"), turn=2))
        act(office, "clerk", LAW.start_round, case, route=route)
        effects = {"round": 1, "draft": digest(case)}
        assert said(case, "start_round") == Said("norm_check", "approval", ["clerk"], effects, ["D13"])
        assert visas(case) == [
            ("lawyer", 1, 1, "pending"),
            ("banker", 1, 1, "pending"),
            ("expert", 1, 2, "pending"),
        ]
        [round] = sheet(case, "start_round", "D13")["rounds"]
        assert [place["turn"] for place in round["places"]] == [1, 1, 2]

    def test_only_the_chancery_opens_the_first_round(self, office: Office) -> None:
        route = office.route("lawyer")
        refused_to("drafter head deputy registrar", office, LAW.start_round, to_submitted(office), route=route)

    def test_a_route_names_somebody_and_everybody_once(self, office: Office) -> None:
        case = to_submitted(office)
        for route in ((), office.route("lawyer", "lawyer"), (*office.route("lawyer"), Place(office.id("lawyer"), 2))):
            refused(office, BadFact, "route", "clerk", LAW.start_round, case, route=route)

    def test_an_approver_is_of_this_body(self, office: Office) -> None:
        case, theirs = to_submitted(office), cast.found("mid")
        for stranger in (theirs.id("lawyer"), 0, 10**9):
            route = (*office.route("lawyer"), Place(stranger))
            refused(office, BadFact, "route", "clerk", LAW.start_round, case, route=route)

    @pytest.mark.parametrize("who", ["drafter", "deputy"])
    def test_who_wrote_it_or_will_sign_it_is_not_asked(self, office: Office, who: str) -> None:
        route = office.route("lawyer", who)
        breaks("S1", office, "clerk", LAW.start_round, to_submitted(office), route=route)

    @pytest.mark.parametrize(
        ("turn", "field"), [("first", "route.0.turn"), (1.5, "route.0.turn"), (-1, "turn"), (2**15, "turn")]
    )
    def test_a_turn_is_a_small_number(self, office: Office, turn: Any, field: str) -> None:
        route = [{"official": office.id("lawyer"), "turn": turn}]
        refused(office, BadFact, field, "clerk", LAW.start_round, to_submitted(office), route=route)


class TestTurns:
    def test_the_second_turn_is_asked_when_the_first_has_answered(self, office: Office) -> None:
        case = to_draft(office)
        act(office, "drafter", LAW.submit, case)
        route = (*office.route("lawyer", "banker"), Place(office.id("expert"), 2))
        act(office, "clerk", LAW.start_round, case, route=route)
        seen = {"digest": digest(case), "round": 1}
        agree(office, "lawyer", case)
        refused_to("expert", office, LAW.agree, case, **seen)
        agree(office, "banker", case)
        agree(office, "expert", case)
        assert stands(case).state == "awaiting_signature"

    def test_a_turn_that_was_emptied_is_passed_over(self, office: Office) -> None:
        case = to_draft(office)
        act(office, "drafter", LAW.submit, case)
        route = (Place(office.id("lawyer")), Place(office.id("expert"), 2))
        act(office, "clerk", LAW.start_round, case, route=route)
        act(office, "deputy", LAW.waive_visa, case, approver=office.id("lawyer"), reason="В отпуске")
        agree(office, "expert", case)
        assert stands(case).state == "awaiting_signature"


class TestCompleting:
    def test_it_completes_by_itself_with_the_last_visa(self, office: Office) -> None:
        case = to_signature(office)
        effects = {"round": 1, "draft": digest(case)}
        told = said(case, "complete_round")
        assert told == Said("approval", "awaiting_signature", ["system"], effects, ["D13", "D22"])
        last = stands(case).entries.get(move="complete_round")
        assert (last.author, last.origin) == (None, "system")
        assert last.occurred_at == stands(case).entries.filter(move="agree").latest("seq").occurred_at

    def test_nobody_completes_it_by_hand(self, office: Office) -> None:
        case = to_approval(office)
        refused_to("drafter clerk deputy head lawyer", office, LAW.complete_round, case)
        with pytest.raises(NotComplete):
            perform(LAW.complete_round, case=case, by=None, at=office.at)

    def test_the_letter_that_a_signer_will_see_is_shown_with_its_visas(self, office: Office) -> None:
        shown = sheet(to_signature(office), "complete_round", "D22")
        assert [place["outcome"] for place in shown["places"]] == ["agreed", "agreed"]


class TestRecall:
    @pytest.mark.parametrize("life", [to_approval, to_signature])
    def test_every_visa_is_void_and_the_reason_is_kept(self, office: Office, life: Any) -> None:
        case = life(office)
        before = stands(case).state
        act(office, "drafter", LAW.recall, case, reason="Изменились обстоятельства")
        assert said(case, "recall") == Said(before, "rework", ["executor"], {}, ["D14"])
        assert {outcome for *_, outcome in visas(case)} == {"void"}
        assert opened(case, "recall")["reason"] == "Изменились обстоятельства"

    def test_a_refused_visa_stays_refused(self, office: Office) -> None:
        case = to_rework(office)
        assert visas(case) == [("lawyer", 1, 1, "refused"), ("banker", 1, 1, "void")]

    def test_an_approver_finds_it_gone(self, office: Office) -> None:
        case = to_approval(office)
        seen = {"digest": digest(case), "round": 1}
        act(office, "drafter", LAW.recall, case, reason="Ошибка")
        gone = refused(office, NotNow, "", "lawyer", LAW.agree, case, **seen)
        assert "recall" in str(gone)
        assert office.officials["drafter"].surname in str(gone)

    def test_only_its_executor_recalls_it_and_says_why(self, office: Office) -> None:
        case = to_approval(office)
        refused_to("clerk head deputy lawyer", office, LAW.recall, case, reason="Ошибка")
        refused(office, BadFact, "reason", "drafter", LAW.recall, case, reason="\n")


class TestNextRound:
    def test_a_new_version_goes_to_round_two(self, office: Office) -> None:
        case = to_rework(office)
        second = office.letter("Просим ответить до 1 мая.")
        act(office, "drafter", LAW.resubmit, case, letter=second, route=office.route("lawyer", "expert"))
        effects = {"version": 2, "digest": second.digest, "round": 2, "draft": second.digest}
        assert said(case, "resubmit") == Said("rework", "approval", ["executor"], effects, ["D12", "D13"])
        assert visas(case)[2:] == [("lawyer", 2, 1, "pending"), ("expert", 2, 1, "pending")]
        assert [one["number"] for one in sheet(case, "resubmit", "D13")["rounds"]] == [1, 2]

    def test_a_visa_of_the_first_round_does_not_count_in_the_second(self, office: Office) -> None:
        case = to_approval(office)
        agree(office, "lawyer", case)
        first = digest(case)
        act(office, "banker", LAW.refuse_visa, case, digest=first, round=1, remarks="Нет средств")
        act(office, "drafter", LAW.resubmit, case, letter=office.letter(), route=office.route("lawyer", "banker"))
        assert digest(case) == first
        agree(office, "banker", case)
        assert stands(case).state == "approval"
        agree(office, "lawyer", case)
        assert stands(case).state == "awaiting_signature"

    def test_a_letter_in_bad_form_goes_nowhere(self, office: Office) -> None:
        bad = office.letter(heading="Сотрудничество")
        facts = {"letter": bad, "route": office.route("lawyer")}
        refused(office, BadFact, "heading", "drafter", LAW.resubmit, to_rework(office), **facts)

    def test_the_writer_of_the_new_version_approves_nothing(self, office: Office) -> None:
        facts = {"letter": office.letter(), "route": office.route("drafter")}
        breaks("S1", office, "drafter", LAW.resubmit, to_rework(office), **facts)

    def test_ten_rounds_are_no_fewer_than_one(self, office: Office) -> None:
        case = to_rework(office)
        for number in range(2, 11):
            text = office.letter(f"Редакция {number}.")
            act(office, "drafter", LAW.resubmit, case, letter=text, route=office.route("lawyer"))
            if number < 10:
                facts = {"digest": digest(case), "round": number, "remarks": "Снова нет"}
                act(office, "lawyer", LAW.refuse_visa, case, **facts)
        agree(office, "lawyer", case)
        assert (stands(case).state, stands(case).round) == ("awaiting_signature", 10)
        assert [one["number"] for one in sheet(case, "complete_round", "D13")["rounds"]] == list(range(1, 11))
