"""What a page offers is what the door lets through: no more, no less."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cases import access
from cases.access import NotFound
from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.roles import Role
from cases.models import Decision, IncomingCase, LivingCase, OutgoingCase, Unit
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.traces import SCAN, undone
from workflows import offers
from workflows.admission import Held, NotNow, NotYours
from workflows.offers import Offer
from workflows.perform import perform
from workflows.request import facts_of

LIVES: list[Callable[[Office], int]] = [
    lives.to_draft,
    lives.to_approval,
    lives.to_signature,
    lives.to_signed,
    lives.to_registered,
    lives.to_dispatching,
    lives.to_dispatched,
    lives.to_received,
    lives.to_work,
]


def seen(office: Office, who: str, case: int) -> LivingCase:
    """A case as a member of the cast is given it."""
    return access.case_for(office.user(who), case, on=office.clock.date())


def offered(office: Office, who: str, case: int) -> list[str]:
    """The names of the moves that a member of the cast is offered, those on paper with a mark."""
    found = offers.offers(seen(office, who, case), office.user(who), office.clock)
    return [f"{one.rule.name}*" if one.paper else one.rule.name for one in found]


def let_through(office: Office, who: str, move: Any, case: int) -> bool:
    """Whether the door looks at the facts of a move at all: it refuses persons and states before."""
    with undone():
        try:
            perform(move, case=case, by=office.user(who), at=office.at, **facts_for(office, move, case))
        except (NotYours, NotNow, Held):
            return False
        except Refusal:
            pass  # the facts are refused, not the person or the state
    return True


def facts_for(office: Office, move: Any, case: int) -> dict[str, Any]:
    """Facts of the right types; whether they are lawful is no matter here."""
    given: dict[Any, Any] = {int: 1, str: "x", bool: True, date: office.clock.date()}

    found: dict[str, Any] = {}
    for name, told in facts_of(move).model_fields.items():
        if not told.is_required():
            continue
        kind: Any = told.annotation
        by_name = {
            "letter": office.letter(),
            "route": office.route("lawyer"),
            "approver": 1 if kind is int else office.route("lawyer")[0],
            "ways": (),
            "charges": (),
            "bodies": ("x",),
            "delivery": "delivered",
            "reason": "duplicate" if move.rule.name == "refuse_registration" else "x",
            "answer": SCAN if move.rule.name.startswith("record_") and "consent" in move.rule.name else "x",
            "officials": (office.id("lawyer"),),
            "kind": "yes",
            "digest": SCAN,
        }
        found[name] = by_name[name] if name in by_name else given.get(kind, "x")
    return found


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_person_is_offered_exactly_what_the_door_lets_him_do(office: Office, life: Callable[[Office], int]) -> None:
    case = life(office)
    for who in office.officials:
        try:
            law = type(seen(office, who, case))
        except NotFound:
            continue
        own = [name for name in offered(office, who, case) if not name.endswith("*")]
        lawful = [name for name in moves_of(law) if let_through(office, who, getattr(law, name), case)]
        assert own == lawful, who


def test_the_buttons_stand_in_the_order_of_the_law(office: Office) -> None:
    case = lives.to_signature(office)
    assert offered(office, "deputy", case) == [
        "allow_form_change", "decline_form_change", "refuse_sign", "sign", "cancel",
    ]  # fmt: skip


def test_the_chancery_may_enter_from_paper_what_others_decide(office: Office) -> None:
    case = lives.to_approval(office)
    assert offered(office, "clerk", case) == ["agree*", "agree_with_remarks*", "refuse_visa*"]
    assert "sign*" in offered(office, "registrar", lives.to_signature(office))
    assert not [name for name in offered(office, "deputy", case) if name.endswith("*")]


def test_who_has_no_acts_is_offered_none(office: Office) -> None:
    assert offered(office, "auditor", lives.to_draft(office)) == []


def test_a_held_decision_leaves_no_button_but_the_other_approvers(db: None) -> None:
    office = cast.found(hold_seconds=60)
    case = lives.to_approval(office, "lawyer", "banker")
    lives.act(office, "lawyer", OutgoingCase.agree, case, digest=lives.digest(case), round=1)
    assert Decision.objects.filter(status="held").count() == 1
    assert "agree" in offered(office, "banker", case)
    assert offered(office, "lawyer", case) == []
    assert offered(office, "drafter", case) == []


class TestCheck:
    def test_it_refuses_the_person_as_the_door_does(self, office: Office) -> None:
        case = seen(office, "drafter", lives.to_signature(office))
        with pytest.raises(NotYours):
            offers.check(case, Offer(offers.named(OutgoingCase, "sign")), office.user("drafter"), office.at)

    def test_it_refuses_the_state_as_the_door_does(self, office: Office) -> None:
        case = seen(office, "deputy", lives.to_signed(office))
        with pytest.raises(NotNow):
            offers.check(case, Offer(offers.named(OutgoingCase, "sign")), office.user("deputy"), office.at)

    def test_paper_is_for_the_chancery_and_for_moves_that_are_made_on_paper(self, office: Office) -> None:
        case = seen(office, "clerk", lives.to_signature(office))
        paper = Offer(offers.named(OutgoingCase, "sign"), paper=True)
        offers.check(case, paper, office.user("clerk"), office.at)
        with pytest.raises(NotYours):
            offers.check(case, paper, office.user("deputy"), office.at)
        with pytest.raises(NotYours):
            offers.check(case, Offer(offers.named(OutgoingCase, "recall"), paper=True), office.user("clerk"), office.at)


class TestNamed:
    @pytest.mark.parametrize("move", ["complete_round", "draft_letter", "letter", "save", "__init__", "no_such"])
    def test_a_page_knows_no_other_move(self, move: str) -> None:
        with pytest.raises(NotFound):
            offers.named(OutgoingCase, move)

    def test_it_finds_the_rule_of_its_machine(self) -> None:
        assert offers.named(OutgoingCase, "register").sources == ("signed",)
        assert offers.named(IncomingCase, "register").sources == ("received",)


def opened(office: Office, who: str, at: datetime) -> dict[Rule, list[Unit]]:
    """The moves by which somebody may open a case at a moment, each with the units in which he may."""
    user = office.user(who)
    rules = offers.openings(access.appointments_of(user, access.today(user, at)))
    return {rule: offers.opening(user, at, rule.name)[1] for rule in rules}


class TestOpenings:
    def test_a_drafter_writes_in_his_units_and_a_clerk_takes_in_for_all(self, office: Office) -> None:
        [(rule, units)] = opened(office, "drafter", office.clock).items()
        assert (rule.name, units) == ("draft_letter", [office.department])
        [(rule, units)] = opened(office, "clerk", office.clock).items()
        assert (rule.name, units) == ("accept", [office.chancery, office.department])

    def test_another_body_is_none_of_them(self, office: Office) -> None:
        cast.found("other")
        units = [unit for found in opened(office, "clerk", office.clock).values() for unit in found]
        assert {unit.body_id for unit in units} == {office.body.pk}

    def test_an_appointment_that_has_ended_opens_nothing(self, office: Office) -> None:
        late = office.clock + timedelta(days=1)
        office.officials["drafter"].appointments.update(until=office.clock.date())
        assert opened(office, "drafter", office.clock)
        assert opened(office, "drafter", late) == {}

    def test_an_opening_is_named_or_refused(self, office: Office) -> None:
        with pytest.raises(NotYours):
            offers.opening(office.user("deputy"), office.clock, "draft_letter")
        with pytest.raises(NotFound):
            offers.opening(office.user("drafter"), office.clock, "submit")
        assert offers.opening(office.user("drafter"), office.clock, "draft_letter")[0].by == {Role.DRAFTER}


def test_who_was_shown_a_case_of_another_body_is_no_colleague(office: Office) -> None:
    other = cast.found("other")
    case = seen(office, "drafter", lives.to_draft(office))
    assert offers.colleague(office.user("drafter"), case) == office.officials["drafter"]
    with pytest.raises(NotYours):
        offers.colleague(other.user("head"), case)
