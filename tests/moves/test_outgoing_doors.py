"""Every outgoing move of a person from the signature on, tried at the door."""

from datetime import date
from typing import Any

import pytest

from cases.lifecycle.facts import Way
from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import Role
from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import (
    act,
    digest,
    to_dispatched,
    to_dispatching,
    to_draft,
    to_received,
    to_registered,
    to_signature,
    to_signed,
)

from .doors import CARD, GRANT, INDEX, REASON, Lawful, Life, by_life, ended, let_see, plain, try_every_flaw
from .test_outgoing_annul import to_asked
from .test_outgoing_control import to_awaited, to_overdue


def to_proposed(office: Office) -> int:
    """A letter whose form the executor wants to change."""
    office.body.form_changes_keep_visas = True
    office.body.save()
    case = to_signature(office)
    act(office, "drafter", OutgoingCase.propose_form_change, case, letter=comma(office))
    return case


def to_granted(office: Office) -> int:
    """A letter that the lawyer may see."""
    return let_see(office, to_registered(office))


def to_shown(office: Office) -> int:
    """A signed letter that the lawyer is to read."""
    case = to_signed(office)
    act(office, "clerk", OutgoingCase.send_for_familiarisation, case, officials=(office.id("lawyer"),))
    return case


def comma(office: Office) -> Any:
    """The letter with a comma more."""
    return office.letter("Просим, сообщить.")


LAW = OutgoingCase
LAWFUL = [
    Lawful(LAW.propose_form_change, to_proposed, "drafter", lambda o, _: {"letter": comma(o)}),
    Lawful(LAW.allow_form_change, to_proposed, "deputy", lambda o, _: {"digest": comma(o).digest}),
    Lawful(LAW.decline_form_change, to_proposed, "deputy", REASON),
    Lawful(LAW.refuse_sign, to_signature, "deputy", REASON),
    Lawful(LAW.sign, to_signature, "deputy", lambda _, case: {"digest": digest(case)}),
    Lawful(LAW.cancel, to_draft, "drafter", REASON),
    Lawful(
        LAW.hand_over, to_draft, "head", lambda o, _: {"leaving": o.id("drafter"), "to": o.id("expert")} | REASON(o, 0)
    ),
    Lawful(LAW.register, to_signed, "registrar", INDEX),
    Lawful(LAW.return_defect, to_signed, "registrar", REASON),
    Lawful(LAW.correct_card, to_registered, "registrar", CARD),
    Lawful(LAW.ask_annulment, to_registered, "registrar", REASON),
    Lawful(LAW.annul, to_asked, "chief", REASON),
    Lawful(LAW.queue, to_registered, "dispatcher", lambda o, _: {"ways": (Way(o.correspondent.pk),)}),
    Lawful(LAW.record_sent, to_dispatching, "dispatcher", plain(ordinal=1, proof="RR1")),
    Lawful(LAW.record_delivery, to_dispatched, "dispatcher", plain(ordinal=1, delivery="delivered")),
    Lawful(LAW.await_reply, to_dispatched, "drafter", plain(until=date(2026, 4, 1))),
    Lawful(LAW.remind, to_awaited, "controller", plain()),
    Lawful(LAW.link_reply, to_awaited, "registrar", lambda o, _: {"ordinal": 1, "reply": to_received(o)}),
    Lawful(LAW.excuse_addressee, to_awaited, "controller", plain(ordinal=1, reason="Не нужно")),
    Lawful(LAW.close_without_reply, to_overdue, "controller", REASON),
    Lawful(LAW.file, to_dispatched, "clerk", INDEX),
    Lawful(LAW.withdraw, to_dispatched, "deputy", lambda o, _: {"by_letter": to_registered(o), "reason": "Ошибка"}),
    Lawful(LAW.send_for_familiarisation, to_signed, "clerk", lambda o, _: {"officials": (o.id("lawyer"),)}),
    Lawful(LAW.familiarise, to_shown, "lawyer", plain()),
    Lawful(LAW.grant_access, to_registered, "head", lambda o, _: GRANT | {"official": o.id("banker")}),
    Lawful(LAW.end_access, to_granted, "head", ended),
]


LIVES = by_life(LAWFUL)


def test_every_move_of_a_person_from_the_signature_on_is_tried_here() -> None:
    rules = moves_of(OutgoingCase)
    later = list(rules)[list(rules).index("propose_form_change") :]
    # The law of delivery is the base of the law of approval, so it comes after it.
    assert [one.move.rule.name for one in LAWFUL] == [name for name in later if rules[name].by != {Role.SYSTEM}]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_move_is_refused_for_every_flaw_and_then_done_once(
    office: Office, life: Life, subtests: pytest.Subtests
) -> None:
    try_every_flaw(office, life, LIVES[life], subtests)
