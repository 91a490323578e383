"""Sheets of every move, frozen from sample facts on the two cases of the office."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cases.letters import context
from cases.lifecycle.act import Act, Actor
from cases.lifecycle.facts import Charge, Way
from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.outcomes import Delivery, RefusalReason
from cases.lifecycle.sheets import Sheet
from cases.models import IncomingCase, OutgoingCase
from workflows.request import ask, facts_of

from .office import REMARK, Lived, seed_letter

# Facts that may be left out, and that a sheet shows when they are there.
OPTIONAL = ("note", "proposal", "due")

type Key = tuple[str, str, str]


def declared() -> Iterator[tuple[type[Any], Rule, Sheet]]:
    """Every sheet of every move of both laws."""
    for law in (OutgoingCase, IncomingCase):
        for rule in moves_of(law).values():
            for sheet in rule.sheets:
                yield law, rule, sheet


def key(law: type[Any], rule: Rule, sheet: Sheet) -> Key:
    """By what a sample is known: OutgoingCase, sign, D15."""
    return law.__name__, rule.name, sheet.value


def frozen(lived: Lived, law: type[Any], rule: Rule, sheet: Sheet) -> dict[str, Any]:
    """One sheet as an act of the deputy would freeze it on a freshly loaded case."""
    case = lived.case(law)
    if rule.name == "annul":
        case.annulment_asked_by_id = lived.office.id("registrar")
    request = ask(getattr(law, rule.name), sample(lived, law, rule))
    return context.freeze(case, sheet, act=deed(lived), move=rule, facts=request.facts, seq=case.head_seq + 1)


def deed(lived: Lived) -> Act:
    """An act of the deputy at noon."""
    deputy = lived.office.officials["deputy"]
    actor = Actor(roles=frozenset(), official=deputy.pk, name=str(deputy), post=deputy.post.name)
    return Act(actor, actor, lived.office.clock, lived.office.clock)


def sample(lived: Lived, law: type[Any], rule: Rule) -> dict[str, Any]:
    """Facts of the right types for any move of a law; a new kind of fact must be added here."""
    office = lived.office
    known: dict[str, Any] = {
        "reason": RefusalReason.UNREADABLE if rule.name == "refuse_registration" else "По существу вопроса.",
        "remarks": REMARK,
        "text": "Прошу подготовить ответ.",
        "proposal": "Подготовить ответ.",
        "note": "Согласовано письмом № 5.",
        "done": "Проведены консультации.",
        "proof": "Исх. № 06-09/398",
        "title": "О выставке",
        "report": "Исполнено.",
        "file_index": "06-09",
        "number": "Вх-44318",
        "due": date(2026, 3, 20),
        "until": date(2026, 4, 1),
        "dated": date(2026, 3, 5),
        "their_number": "1",
        "their_date": date(2026, 3, 1),
        "correspondent": office.correspondent.pk,
        "to": office.other.pk,
        "by_letter": lived.outgoing,
        "unit": office.department.pk,
        "question": "Участвует ли технопарк?",
        "received_on": date(2026, 3, 5),
        "place": "дело 06-09",
        "joined": 1,
        "signer": office.id("deputy"),
        "ordinal": 1,
        "round": 2,
        "visa": 1,
        "approver": office.id("lawyer"),
        "delivery": Delivery.REFUSED if law is OutgoingCase else "post",
        "answer": "b" * 64,
        "digest": "c" * 64,
        "bodies": ("Министерство иностранных дел",),
        "letter": seed_letter(office),
        "route": office.route("lawyer"),
        "ways": (Way(office.correspondent.pk),),
        "charges": (Charge(office.id("drafter"), responsible=True), Charge(office.id("expert"))),
    }
    model = facts_of(getattr(law, rule.name))
    return {name: known[name] for name, one in model.model_fields.items() if one.is_required() or name in OPTIONAL}
