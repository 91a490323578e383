"""Held decisions: lawful when made, in effect after the body's holding time, undone until then by their author."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases import access
from cases.journal.body import micros, moment
from cases.lifecycle.act import Act, Actor, Origin, Warrant
from cases.lifecycle.move import Rule, rule_of
from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import Decision, Entry, LivingCase, Official

from . import outbox
from .admission import NotYours, admit, seated, seen_by
from .record import carry_out, note
from .request import Request, ask

if TYPE_CHECKING:
    from cases.models import User


class InEffect(Refusal):
    """The decision has taken effect, was undone already or has lapsed."""

    code = "in_effect"


def held(case: LivingCase) -> list[Decision]:
    """The decisions that the case waits for."""
    return list(case.decisions.filter(status=Decision.Status.HELD))


def held_by(user: "User", at: datetime) -> list[Decision]:
    """The decisions of a user, or entered by him, that may still be undone; the next one due first."""
    mine = Q(user=user) | Q(author__user=user)
    return list(
        Decision.objects.filter(mine, status=Decision.Status.HELD, effective_at__gt=at).select_related("case__body")
    )


def may_undo(decision: Decision, by: "User", official: Official | None) -> bool:
    """Whether a user may undo a decision: its author, and who entered it for him."""
    return official is not None and (by.pk == decision.user_id or official.pk == decision.author_id)


def hold(case: LivingCase, request: Request, act: Act, by: "User") -> Entry:
    """Keep a decision until its time. It is tried in memory first: what is unlawful is refused at once."""
    tried = access.case_for_system(case.pk)
    getattr(tried, request.rule.name)(act, **request.facts)
    effective_at = act.recorded_at + timedelta(seconds=case.body.hold_seconds)
    decision = Decision.objects.create(
        case=case,
        move=request.rule.name,
        facts=request.stored,
        act={
            "occurred_at": micros(act.occurred_at),
            "origin": str(act.origin),
            "scan": act.scan,
            "actor": act.actor.official,
            "instead_of": act.instead_of.official if act.instead_of else None,
        },
        user=by,
        author_id=act.author.official or 0,  # an author without office was not admitted
        beside=request.rule.beside,
        decided_at=act.recorded_at,
        effective_at=effective_at,
    )
    outbox.leave_settling(case, decision)
    effects = {"decision": decision.pk, "decided": decision.move, "effective_at": micros(effective_at)}
    return note(case, "decide", act, effects=effects, request=request)


def settle(case: LivingCase, at: datetime) -> tuple[LivingCase, list[Decision]]:
    """Put every decision whose time has come into effect, in order; returns the case and what it still waits for."""
    waiting = held(case)
    for decision in waiting:
        if decision.effective_at <= at:
            case = put_into_effect(case, decision, at)
    return case, [decision for decision in waiting if decision.effective_at > at]


def put_into_effect(case: LivingCase, decision: Decision, at: datetime) -> LivingCase:
    """Make the move that was decided. If it is not lawful any more, it lapses, and the history says why."""
    act = act_of(case, decision, at)
    request = ask(getattr(type(case), decision.move), decision.facts)
    decision.status = Decision.Status.EFFECTIVE
    try:
        with transaction.atomic():
            decision.save(update_fields=["status"])
            admit(case, request.rule, act, None, [])
            carry_out(case, request, act)
    except Refusal as refusal:
        case = access.case_for_system(case.pk)
        decision.status = Decision.Status.LAPSED
        decision.save(update_fields=["status"])
        effects: dict[str, Any] = {"decision": decision.pk, "decided": decision.move, "refusal": refusal.code}
        note(case, "lapse", act, effects=effects)
    return case


def act_of(case: LivingCase, decision: Decision, at: datetime) -> Act:
    """The act of a held decision: it took place when it was made, it is recorded when it takes effect."""
    told = decision.act
    people = Official.objects.select_related("post").in_bulk([told["actor"], decision.author_id])
    when, rule = moment(told["occurred_at"]), rule_of(getattr(type(case), decision.move))
    author, principal, warrant = as_decided(case, rule, people[decision.author_id], when, told.get("instead_of"))
    return Act(
        actor=seen_by(case, people.get(told["actor"]), when),
        author=author,
        instead_of=principal,
        warrant=warrant,
        occurred_at=when,
        recorded_at=at,
        origin=Origin(told["origin"]),
        scan=told["scan"],
    )


def as_decided(
    case: LivingCase, rule: Rule, author: Official, when: datetime, principal: int | None
) -> tuple[Actor, Actor | None, Warrant | None]:
    """In which place it was decided; one whose substitution was taken back since decides nothing any more."""
    if principal is None:
        return seen_by(case, author, when), None, None
    try:
        return seated(case, rule, author, when, principal)
    except BadFact:
        return replace(seen_by(case, author, when), roles=frozenset()), None, None


def undo(decision_id: int, *, case: int, by: "User", at: datetime) -> Entry:
    """Undo a held decision: its author may, and who entered it for him. Raises InEffect, NotYours or NotFound."""
    with transaction.atomic():
        access.lock(case)
        found = access.case_for(by, case, on=access.today(by, at))
        decision = Decision.objects.filter(pk=decision_id, case=case).first()
        if decision is None:
            raise access.NotFound(_("no such decision"))
        official = access.official_of(by)
        if official is None or not may_undo(decision, by, official):
            raise NotYours(_("only its author undoes a decision"))
        if decision.status != Decision.Status.HELD or decision.effective_at <= at:
            raise InEffect(_("the decision is in effect or was undone already"))
        decision.status = Decision.Status.UNDONE
        decision.save(update_fields=["status"])
        actor = seen_by(found, official, at)
        return note(
            found, "undo", Act(actor, actor, at, at), effects={"decision": decision.pk, "decided": decision.move}
        )
