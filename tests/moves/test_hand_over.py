"""`hand_over`: the head gives the places of one who leaves to another, so that no letter is left with nobody."""

from collections.abc import Callable

import pytest

from cases.journal.verify import verify
from cases.lifecycle.refusal import BadFact
from cases.models import Assignment, Case, IncomingCase, OutgoingCase, Visa
from tests import cast
from tests.cast import Office
from tests.stories.lives import (
    act,
    agree,
    digest,
    to_approval,
    to_assigned,
    to_draft,
    to_registered,
    to_signature,
    to_work,
)
from tests.traces import Said, breaks, entry, opened, refused, refused_to, said, stands
from workflows.inbox import inbox

OUT, IN = OutgoingCase.hand_over, IncomingCase.hand_over
REASON = "Уволен"


def hand_over(office: Office, case: int, leaving: str, to: str) -> None:
    """The head hands over from one member of the cast to another."""
    move = OUT if stands(case).direction == "out" else IN
    act(office, "head", move, case, leaving=office.id(leaving), to=office.id(to), reason=REASON)


def asked(office: Office, who: str) -> list[int]:
    """The cases that wait for somebody."""
    return [one.case.pk for one in inbox(office.user(who), on=office.clock.date())]


def leave(office: Office, who: str) -> None:
    """Somebody leaves the body: he logs in no more, and his posts are over."""
    user = office.user(who)
    user.is_active = False
    user.save()
    office.officials[who].appointments.update(until=office.clock.date(), since=office.clock.date())


class TestOutgoing:
    def test_the_work_on_a_letter_passes_with_what_is_still_to_be_done(self, office: Office) -> None:
        case = to_draft(office)
        leave(office, "drafter")
        hand_over(office, case, "drafter", "expert")
        places = {"executor": office.id("expert"), "signer": office.id("deputy")}
        assert said(case, "hand_over") == Said("draft", "draft", ["head"], places, [])
        assert (entry(case, "hand_over")["facts"]["leaving"], opened(case, "hand_over")["reason"]) == (
            office.id("drafter"),
            REASON,
        )
        assert (asked(office, "drafter"), asked(office, "expert")) == ([], [case])
        act(office, "expert", OutgoingCase.submit, case)
        assert stands(case).state == "norm_check"

    def test_a_letter_whose_writer_and_signer_both_leave_is_signed_by_those_who_come(self, office: Office) -> None:
        case = to_signature(office)
        text = digest(case)
        leave(office, "drafter")
        leave(office, "deputy")
        hand_over(office, case, "drafter", "expert")
        hand_over(office, case, "deputy", "head")
        assert asked(office, "head") == [case]
        act(office, "head", OutgoingCase.sign, case, digest=text)
        assert (stands(case).state, stands(case).signer_id) == ("signed", office.id("head"))
        assert list(verify(Case.objects.filter(pk=case))) == []

    def test_a_visa_that_was_not_given_is_asked_of_the_other_in_the_same_turn(self, office: Office) -> None:
        case = to_approval(office)
        agree(office, "lawyer", case)
        hand_over(office, case, "banker", "expert")
        assert {(one.official.surname, one.turn, one.outcome) for one in Visa.objects.filter(case=case)} == {
            ("Lawyer", 1, "agreed"),
            ("Banker", 1, "removed"),
            ("Expert", 1, "pending"),
        }
        assert (asked(office, "banker"), asked(office, "expert")) == ([], [case])
        agree(office, "expert", case)
        assert stands(case).state == "awaiting_signature"

    def test_a_visa_that_was_given_stays_whose_it_is(self, office: Office) -> None:
        case = to_approval(office)
        agree(office, "lawyer", case)
        refused(office, BadFact, "leaving", "head", OUT, case, **told(office, "lawyer", "expert"))

    def test_a_signature_stays_whose_it_is_and_the_work_after_it_passes(self, office: Office) -> None:
        case = to_registered(office)
        refused(office, BadFact, "leaving", "head", OUT, case, **told(office, "deputy", "head"))
        hand_over(office, case, "drafter", "expert")
        assert (stands(case).executor_id, stands(case).signer_id) == (office.id("expert"), office.id("deputy"))

    @pytest.mark.parametrize("to", ["deputy", "lawyer", "banker"])
    def test_who_signs_or_is_asked_does_not_write(self, office: Office, to: str) -> None:
        breaks("S1", office, "head", OUT, to_approval(office), **told(office, "drafter", to))

    @pytest.mark.parametrize("to", ["drafter", "lawyer"])
    def test_who_wrote_or_agreed_does_not_sign(self, office: Office, to: str) -> None:
        breaks("S1", office, "head", OUT, to_signature(office), **told(office, "deputy", to))

    def test_who_wrote_the_version_does_not_sign_it_after_he_gave_his_work_away(self, office: Office) -> None:
        case = to_signature(office)
        hand_over(office, case, "drafter", "expert")
        breaks("S1", office, "head", OUT, case, **told(office, "deputy", "drafter"))


class TestIncoming:
    def test_the_work_on_a_request_passes_with_its_order_and_deadline(self, office: Office) -> None:
        case = to_work(office)
        before = stands(case)
        leave(office, "drafter")
        leave(office, "head")
        head = cast.enlist(office, "successor", cast.ROLES["head"])
        office.officials["head"] = head
        hand_over(office, case, "drafter", "lawyer")
        after, co_executor = stands(case), office.id("expert")
        assert (after.state, after.due, after.executor_id) == (before.state, before.due, office.id("lawyer"))
        assert said(case, "hand_over").effects == {"executors": sorted({office.id("lawyer"), co_executor})}
        assert (asked(office, "drafter"), asked(office, "lawyer")) == ([], [case])
        act(office, "lawyer", IncomingCase.report_without_letter, case, report="Решено по телефону")
        assert list(verify(Case.objects.filter(pk=case))) == []

    def test_a_co_executor_is_replaced_with_his_own_day(self, office: Office) -> None:
        case = to_assigned(office)
        hand_over(office, case, "expert", "lawyer")
        held = Assignment.objects.filter(case=case, ended=False)
        assert {(one.official_id, one.responsible) for one in held} == {
            (office.id("drafter"), True),
            (office.id("lawyer"), False),
        }
        assert stands(case).executor_id == office.id("drafter")

    def test_it_comes_back_to_who_had_it(self, office: Office) -> None:
        case = to_assigned(office)
        hand_over(office, case, "drafter", "lawyer")
        hand_over(office, case, "lawyer", "drafter")
        assert stands(case).executor_id == office.id("drafter")

    def test_who_is_charged_already_is_not_charged_twice(self, office: Office) -> None:
        refused(office, BadFact, "to", "head", IN, to_assigned(office), **told(office, "drafter", "expert"))


def told(office: Office, leaving: str, to: str) -> dict[str, object]:
    """The facts of a hand-over."""
    return {"leaving": office.id(leaving), "to": office.id(to), "reason": REASON}


@pytest.mark.parametrize(("move", "life"), [(OUT, to_draft), (IN, to_assigned)], ids=["outgoing", "incoming"])
class TestBoth:
    def test_only_the_head_hands_over(self, office: Office, move: object, life: Callable[[Office], int]) -> None:
        names = "drafter deputy clerk registrar controller" if move is OUT else "drafter clerk registrar controller"
        refused_to(names, office, move, life(office), **told(office, "drafter", "expert"))

    def test_the_reason_is_told(self, office: Office, move: object, life: Callable[[Office], int]) -> None:
        facts = told(office, "drafter", "expert") | {"reason": " "}
        refused(office, BadFact, "reason", "head", move, life(office), **facts)

    def test_never_to_another_body(self, office: Office, move: object, life: Callable[[Office], int]) -> None:
        facts = told(office, "drafter", "expert") | {"to": cast.found("mid").id("expert")}
        refused(office, BadFact, "to", "head", move, life(office), **facts)

    def test_never_from_one_who_has_no_place(self, office: Office, move: object, life: Callable[[Office], int]) -> None:
        refused(office, BadFact, "leaving", "head", move, life(office), **told(office, "banker", "expert"))
