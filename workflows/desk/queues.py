"""What lies on a person's desk: letters to be signed, agreed to, resolved, read, and those on control.

A queue asks the cases themselves, by the states that the law names; what its reader may do with each of them the
offers say. A letter whose decision is held for its author has left his queue. With his own lie the letters of those
whom he replaces today, as far as each substitution goes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case as Case_
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import access, substitutes
from cases.lifecycle.move import rule_of
from cases.lifecycle.outcomes import GIVEN, Outcome
from cases.lifecycle.scopes import Scope
from cases.lifecycle.states import FINAL, OutgoingState
from cases.models import (
    Answering,
    Appointment,
    Case,
    Decision,
    Direction,
    Entry,
    Familiarisation,
    IncomingCase,
    Official,
    OutgoingCase,
    Resolution,
    Substitution,
    User,
    Visa,
)
from workflows.inbox import where_lawful

# Acts by which somebody has looked at a version and has said so.
DECIDED = ("agree", "agree_with_remarks", "refuse_visa", "refuse_sign", "sign", "decline_form_change")


@dataclass(frozen=True)
class Sitter:
    """Who sits at the desk, with what others have lent him today."""

    user: User
    official: Official
    lent: tuple[Substitution, ...]
    on: date


@dataclass(frozen=True)
class Queue:
    """One tab of the desk: its conditions on the visible cases, the move of its first key and that of its second.

    waits: the cases that wait for an official on a day, by the scope in which he may lend them; None is lent to nobody.
    """

    name: str
    label: Any
    waits: Mapping[Scope | None, Callable[[Official, date], Q]]
    first: str = ""
    back: str = ""
    also: str = ""


def may(move: Any, direction: Direction) -> Q:
    """The cases of a direction in whose state its law knows a move."""
    return Q(direction=direction, state__in=rule_of(move).sources)


def to_sign(official: Official, _on: date) -> Q:
    """Letters that await his signature."""
    return may(OutgoingCase.sign, Direction.OUTGOING) & Q(signer=official)


def to_agree(official: Official, _on: date) -> Q:
    """Letters that await his visa, and his turn has come."""
    pending = Visa.objects.filter(case=OuterRef("case"), round=OuterRef("round"), outcome=Outcome.PENDING)
    mine = Visa.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), official=official, outcome=Outcome.PENDING)
    return may(OutgoingCase.agree, Direction.OUTGOING) & Q(
        Exists(mine.exclude(Exists(pending.filter(turn__lt=OuterRef("turn")))))
    )


def to_resolve(official: Official, on: date) -> Q:
    """Letters that await a resolution in the units where he may write one."""
    by = rule_of(IncomingCase.issue_resolution).by
    leading = Appointment.objects.filter(access.in_force(on), official=official, role__in=by)
    return may(IncomingCase.issue_resolution, Direction.INCOMING) & Q(unit__in=access.units_below(leading))


def to_read(official: Official, _on: date) -> Q:
    """Letters that he is shown and has not read."""
    shown = Familiarisation.objects.filter(case=OuterRef("pk"), official=official, read_at=None)
    return where_lawful("familiarise") & Q(Exists(shown))


def ordered(official: Official, _on: date) -> Q:
    """Letters that he has ordered to be answered on control."""
    by_him = Resolution.objects.filter(case=OuterRef("pk"), author=official)
    return Q(direction=Direction.INCOMING, control="on") & ~Q(state__in=FINAL) & Q(Exists(by_him))


def unanswered(official: Official, _on: date) -> Q:
    """Letters of his that await a reply."""
    return Q(state=OutgoingState.AWAITING_REPLY, signer=official)


QUEUES: dict[str, Queue] = {
    one.name: one
    for one in (
        Queue("sign", _("To sign"), {Scope.SIGN: to_sign}, "sign", "refuse_sign"),
        Queue("visa", _("To agree"), {Scope.APPROVE: to_agree}, "agree", "refuse_visa", "agree_with_remarks"),
        Queue("resolution", _("Resolutions"), {Scope.ROUTE: to_resolve}, "issue_resolution"),
        Queue("reading", pgettext_lazy("tab of the desk", "To read"), {None: to_read}, "familiarise"),
        Queue("control", _("On control"), {Scope.ROUTE: ordered, Scope.SIGN: unanswered}, "", "remind"),
    )
}


def own(queue: Queue, sitter: Sitter) -> Q:
    """The cases that wait for himself."""
    return reduce(or_, (condition(sitter.official, sitter.on) for condition in queue.waits.values()))


def lent(queue: Queue, sitter: Sitter) -> list[tuple[Official, Q]]:
    """The cases that wait for those whom he replaces, by whom."""
    return [
        (one.principal, condition(one.principal, sitter.on) & substitutes.of_cases(one))
        for one in sitter.lent
        for scope, condition in queue.waits.items()
        if scope in substitutes.scopes_of(one)
    ]


def waiting(queue: Queue, sitter: Sitter) -> QuerySet[Case]:
    """The cases of a queue, without those that wait only for the holding time of his own decision."""
    held = Decision.objects.filter(case=OuterRef("pk"), author=sitter.official, status=Decision.Status.HELD)
    visible = access.visible_to(sitter.user, on=sitter.on).filter(body=sitter.official.body_id)
    theirs = [condition for _principal, condition in lent(queue, sitter)]
    return visible.filter(reduce(or_, theirs, own(queue, sitter))).exclude(Exists(held))


def for_whom(queue: Queue, sitter: Sitter) -> Case_ | Value:
    """In whose place a case of the queue lies before him; empty: in his own, which comes first."""
    if not sitter.lent:
        return Value("")
    theirs = [When(condition, then=Value(str(principal))) for principal, condition in lent(queue, sitter)]
    return Case_(When(own(queue, sitter), then=Value("")), *theirs, default=Value(""))


def counts(sitter: Sitter) -> dict[str, int]:
    """How many letters lie in each queue, in one statement."""
    numbers = {name: number_of(waiting(queue, sitter)) for name, queue in QUEUES.items()}
    told: Any = Official.objects.filter(pk=sitter.official.pk).values(**numbers).get()
    return dict(told)


def number_of(cases: QuerySet[Case]) -> Subquery:
    """How many cases, as a part of another statement."""
    how_many = Func("pk", function="COUNT", output_field=IntegerField())
    return Subquery(cases.order_by().annotate(how_many=how_many).values("how_many"))


def holding(text: str) -> Q:
    """Cases whose heading, number or correspondent holds a text; SQLite folds no Cyrillic case, so ways are asked."""
    fields = ("title", "number", "their_number", "correspondent__name")
    ways = {text, text.lower(), text.upper(), text.capitalize()}
    return reduce(or_, (Q(**{f"{field}__icontains": way}) for field in fields for way in ways))


def rows(cases: QuerySet[Case], queue: Queue, sitter: Sitter, postponed: list[int]) -> QuerySet[Case]:
    """The rows of a queue: those that were postponed last, the others by their deadline.

    asked, agreed: places of the round. watched: the deadline, for a reply that of its request. looked_at: when he
    last decided on this letter, if he has. in_place_of: whom he replaces in it.
    """
    round_of = Visa.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))
    places = round_of.exclude(outcome__in=(Outcome.REMOVED, Outcome.DELEGATED)).order_by().values("case")
    mine = Entry.objects.filter(case=OuterRef("uid"), author=sitter.official.pk, move__in=DECIDED).order_by("-seq")
    asked = Answering.objects.filter(case=OuterRef("pk"), request__due__isnull=False).order_by("request__due")
    told: QuerySet[Any] = cases.annotate(
        asked=Subquery(places.annotate(n=Count("pk")).values("n")),
        agreed=Subquery(places.filter(outcome__in=GIVEN).annotate(n=Count("pk")).values("n")),
        watched=Coalesce("due", Subquery(asked.values("request__due")[:1])),
        looked_at=Subquery(mine.values("occurred_at")[:1]),
        written_at=F("draft__written_at"),
        addressed=F("draft__content__addressees"),
        in_place_of=for_whom(queue, sitter),
    )
    if postponed:
        told = told.annotate(put_off=Case_(When(pk__in=postponed, then=1), default=0))
    order: list[Any] = ["put_off"] * bool(postponed) + [F("watched").asc(nulls_last=True), "pk"]
    return told.select_related("correspondent", "executor").order_by(*order)
