"""Every incoming move of a person, tried at the door."""

from datetime import date
from typing import Any

import pytest

from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import Role
from cases.models import IncomingCase
from tests.cast import Office
from tests.stories.lives import (
    act,
    order,
    to_assigned,
    to_draft,
    to_entered,
    to_executed,
    to_extended,
    to_extending,
    to_paused,
    to_received,
    to_resolution,
    to_review,
    to_work,
)

from .doors import CARD, GRANT, INDEX, REASON, Lawful, Life, by_life, ended, let_see, plain, try_every_flaw

LAW = IncomingCase
ENQUIRY: dict[str, Any] = {"question": "Участвует ли?", "due": date(2026, 3, 20)}
UNTIL = plain(done="Идёт работа", until=date(2026, 4, 1))


def to_annulment(office: Office) -> int:
    """A letter whose number the registrar wants annulled."""
    case = to_entered(office)
    act(office, "registrar", LAW.ask_annulment, case, reason="Зарегистрировано ошибочно")
    return case


def to_begun(office: Office) -> int:
    """A letter in work whose answer is begun as a letter of its own."""
    case = to_work(office)
    to_draft(office, reply_to=(case,))
    return case


def to_asked(office: Office) -> int:
    """A letter in work, about which a unit is asked."""
    case = to_work(office)
    act(office, "drafter", LAW.ask_enquiry, case, **ENQUIRY, unit=office.department.pk)
    return case


def to_file(office: Office) -> int:
    """A letter that came by e-mail."""
    return to_received(office, delivery="email")


def to_file_entered(office: Office) -> int:
    """A letter that came by e-mail and has its number."""
    return to_entered(office, delivery="email")


def to_greeting(office: Office) -> int:
    """Greetings that came in."""
    return to_received(office, kind="greeting")


def to_settled(office: Office) -> int:
    """A letter that nobody controls, and whose executor has reported."""
    case = to_work(office, control=False)
    act(office, "drafter", LAW.report_without_letter, case, report="Вопрос решён устно.")
    return case


def to_granted(office: Office) -> int:
    """A letter that the lawyer may see."""
    return let_see(office, to_entered(office))


def to_shown(office: Office) -> int:
    """A letter that the lawyer is to read."""
    case = to_entered(office)
    act(office, "clerk", LAW.send_for_familiarisation, case, officials=(office.id("lawyer"),))
    return case


def resolution(office: Office, case: int) -> dict[str, Any]:
    """A resolution in full."""
    return order(office)


LAWFUL = [
    Lawful(LAW.enter_point, to_entered, "registrar", plain(ordinal=2, text="место")),
    Lawful(LAW.return_misdirected, to_received, "clerk", REASON),
    Lawful(LAW.refuse_registration, to_file, "registrar", plain(reason="unreadable")),
    Lawful(LAW.count_only, to_greeting, "clerk", plain()),
    Lawful(LAW.join_original, to_received, "registrar", lambda o, _: {"earlier": to_entered(o)}),
    Lawful(LAW.register, to_received, "registrar", plain()),
    Lawful(LAW.record_original, to_file_entered, "registrar", plain(received_on=date(2026, 3, 2), place="06-09")),
    Lawful(LAW.acknowledge, to_entered, "clerk", plain()),
    Lawful(LAW.correct_card, to_entered, "registrar", CARD),
    Lawful(LAW.ask_annulment, to_entered, "registrar", REASON),
    Lawful(LAW.annul, to_annulment, "chief", REASON),
    Lawful(LAW.to_preliminary, to_entered, "clerk", plain()),
    Lawful(LAW.submit_to_head, to_review, "assistant", plain()),
    Lawful(LAW.route_by_competence, to_review, "assistant", resolution),
    Lawful(LAW.issue_resolution, to_resolution, "head", resolution),
    Lawful(LAW.for_information, to_resolution, "head", plain(text="К сведению", file_index="06-09")),
    Lawful(LAW.forward, to_resolution, "head", lambda o, _: {"to": o.other.pk, "reason": "Их вопрос"}),
    Lawful(LAW.accept_task, to_assigned, "drafter", plain()),
    Lawful(LAW.request_reassign, to_assigned, "drafter", REASON),
    Lawful(LAW.reassign, to_assigned, "head", resolution),
    Lawful(
        LAW.hand_over,
        to_assigned,
        "head",
        lambda o, _: {"leaving": o.id("drafter"), "to": o.id("lawyer")} | REASON(o, 0),
    ),
    Lawful(LAW.put_on_control, to_assigned, "controller", plain()),
    Lawful(LAW.remind, to_assigned, "controller", plain()),
    Lawful(LAW.interim_reply, to_work, "drafter", UNTIL),
    Lawful(LAW.start_reply, to_begun, "drafter", plain()),
    Lawful(LAW.report_without_letter, to_work, "drafter", plain(report="Решено устно")),
    Lawful(LAW.return_unfulfilled, to_executed, "controller", REASON),
    Lawful(LAW.off_control, to_executed, "controller", plain(proof="Доклад")),
    Lawful(LAW.file, to_settled, "clerk", INDEX),
    Lawful(
        LAW.send_for_familiarisation, to_entered, "clerk", lambda o, _: {"officials": (o.id("lawyer"), o.id("banker"))}
    ),
    Lawful(LAW.familiarise, to_shown, "lawyer", plain()),
    Lawful(LAW.grant_access, to_entered, "head", lambda o, _: GRANT | {"official": o.id("banker")}),
    Lawful(LAW.end_access, to_granted, "head", ended),
    Lawful(LAW.ask_extension, to_work, "drafter", plain(until=date(2026, 4, 10), reason="Ждём сведений")),
    Lawful(LAW.withdraw_extension, to_extending, "drafter", plain()),
    Lawful(LAW.grant_extension, to_extending, "head", plain()),
    Lawful(LAW.deny_extension, to_extending, "head", REASON),
    Lawful(LAW.revoke_extension, to_extended, "head", REASON),
    Lawful(LAW.pause_clock, to_work, "controller", REASON),
    Lawful(LAW.resume_clock, to_paused, "controller", REASON),
    Lawful(LAW.ask_enquiry, to_work, "drafter", lambda o, _: ENQUIRY | {"unit": o.department.pk}),
    Lawful(LAW.record_enquiry_answer, to_asked, "drafter", plain(ordinal=1, answer="Участвует")),
    Lawful(LAW.withdraw_enquiry, to_asked, "drafter", plain(ordinal=1, reason="Не нужно")),
    Lawful(LAW.answer_point, to_work, "drafter", plain(ordinal=1, kind="yes", answer="Примем участие")),
    Lawful(LAW.leave_unanswered, to_work, "drafter", plain(ordinal=1, reason="Не наш вопрос")),
]
LIVES = by_life(LAWFUL)


def test_every_move_of_a_person_is_tried_here() -> None:
    rules = list(moves_of(LAW).values())[1:]
    assert [one.move.rule.name for one in LAWFUL] == [rule.name for rule in rules if rule.by != {Role.SYSTEM}]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_move_is_refused_for_every_flaw_and_then_done_once(
    office: Office, life: Life, subtests: pytest.Subtests
) -> None:
    try_every_flaw(office, life, LIVES[life], subtests)
