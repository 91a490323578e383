"""Every outgoing move of a person before the signature, tried at the door."""

from typing import Any

import pytest

from cases.lifecycle.facts import Place
from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import Role
from cases.models import OutgoingCase, Visa
from tests.cast import Office
from tests.stories.lives import act, digest, to_approval, to_draft
from tests.traces import SCAN

from .doors import REASON, Lawful, Life, by_life, plain, try_every_flaw

LAW = OutgoingCase


def to_submitted(office: Office) -> int:
    """A draft handed in for the form check."""
    case = to_draft(office)
    act(office, "drafter", LAW.submit, case)
    return case


def to_rework(office: Office) -> int:
    """A letter that the lawyer has sent back to its executor."""
    case = to_approval(office)
    act(office, "lawyer", LAW.refuse_visa, case, digest=digest(case), round=1, remarks="Не согласен")
    return case


def to_consent(office: Office) -> int:
    """A letter that another body is asked to consent to."""
    case = to_approval(office)
    act(office, "drafter", LAW.send_out, case, bodies=("Минфин",))
    return case


def visa_of(office: Office, case: int, who: str) -> int:
    """The place of an approver in the last round of a letter."""
    return Visa.objects.filter(case=case, official=office.id(who)).latest("pk").pk


def seen(_: Office, case: int) -> dict[str, Any]:
    """The text and the round that an approver sees."""
    return {"digest": digest(case), "round": 1}


LAWFUL = [
    Lawful(LAW.revise, to_draft, "drafter", lambda o, _: {"letter": o.letter("Иной текст.")}),
    Lawful(LAW.submit, to_draft, "drafter", plain()),
    Lawful(LAW.take_back, to_submitted, "drafter", plain()),
    Lawful(LAW.return_form, to_submitted, "clerk", plain(remarks="Нет исполнителя")),
    Lawful(LAW.start_round, to_submitted, "clerk", lambda o, _: {"route": o.route("lawyer")}),
    Lawful(LAW.agree, to_approval, "lawyer", seen),
    Lawful(LAW.agree_with_remarks, to_approval, "lawyer", lambda o, c: seen(o, c) | {"remarks": "Уточнить"}),
    Lawful(LAW.refuse_visa, to_approval, "lawyer", lambda o, c: seen(o, c) | {"remarks": "Не согласен"}),
    Lawful(LAW.delegate_visa, to_approval, "lawyer", lambda o, _: {"to": o.id("registrar"), "round": 1}),
    Lawful(LAW.add_approver, to_approval, "drafter", lambda o, _: {"approver": Place(o.id("registrar"))}),
    Lawful(
        LAW.replace_approver,
        to_approval,
        "drafter",
        lambda o, c: {"visa": visa_of(o, c, "lawyer"), "to": o.id("registrar"), "reason": "В отпуске"},
    ),
    Lawful(
        LAW.waive_visa,
        to_approval,
        "deputy",
        lambda o, _: {"approver": o.id("lawyer"), "reason": "В отпуске"},
    ),
    Lawful(LAW.send_out, to_approval, "drafter", plain(bodies=("Минфин",))),
    Lawful(LAW.record_consent, to_consent, "drafter", plain(answer=SCAN, note="Согласовано")),
    Lawful(LAW.record_objection, to_consent, "drafter", plain(answer=SCAN, remarks="Возражаем")),
    Lawful(LAW.recall, to_approval, "drafter", REASON),
    Lawful(LAW.resubmit, to_rework, "drafter", lambda o, _: {"letter": o.letter("Иной."), "route": o.route("lawyer")}),
]
LIVES = by_life(LAWFUL)


def test_every_move_of_a_person_before_the_signature_is_tried_here() -> None:
    rules = moves_of(LAW)
    before = list(rules)[1 : list(rules).index("propose_form_change")]
    assert [one.move.rule.name for one in LAWFUL] == [name for name in before if rules[name].by != {Role.SYSTEM}]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_move_is_refused_for_every_flaw_and_then_done_once(
    office: Office, life: Life, subtests: pytest.Subtests
) -> None:
    try_every_flaw(office, life, LIVES[life], subtests)
