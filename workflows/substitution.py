"""Making, accepting and ending substitutions. A row is kept for ever, and counts once its substitute has agreed."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import access
from cases.lifecycle.refusal import BadFact, Refusal
from cases.lifecycle.roles import WITHOUT_ACTS, Role
from cases.models import Appointment, Official, Substitution

from .admission import NotYours

if TYPE_CHECKING:
    from cases.models import User

MAKERS = (Role.HEAD, Role.CHANCERY_HEAD, Role.ADMIN)


class Over(Refusal):
    """The substitution is over, was ended or is accepted already."""

    code = "over"


def make(by: "User", *, at: datetime, **facts: Any) -> Substitution:
    """Name a substitute, as planned. Raises NotYours or BadFact."""
    made = plan(by, at=at, **facts)
    made.save()
    return made


def plan(by: "User", *, at: datetime, **facts: Any) -> Substitution:
    """A substitution that may be made, not kept yet.

    It is made by who is away, or by the head, the head of the chancery or an administrator above him. Facts are the
    columns of the row. Raises NotYours or BadFact.
    """
    made = Substitution(**facts, made_by=by, made_at=at)
    if made.principal not in principals(by, at):
        raise NotYours(_("you name substitutes for yourself and for those below you"))
    if made.until < access.today(by, at):
        raise BadFact(_("a substitution lies ahead"), field="until")
    if made.substitute.body_id != made.principal.body_id:
        raise BadFact(_("no such official in this body"), field="substitute")
    user = made.substitute.user
    if user is None or not user.is_active or is_silent(made.substitute, made.since, made.until):
        raise BadFact(_("may act for nobody on those days"), field="substitute")
    try:
        made.full_clean()
    except ValidationError as wrong:
        field, [first, *_rest] = next(iter(wrong.message_dict.items()))
        raise BadFact(first, field="" if field == "__all__" else field) from wrong
    return made


def is_silent(official: Official, since: date, until: date) -> bool:
    """Whether an official is an administrator or auditor on one of some days: he acts for nobody (S7, S8)."""
    held = Appointment.objects.filter(official=official, role__in=WITHOUT_ACTS, since__lte=until)
    return held.filter(Q(until__isnull=True) | Q(until__gte=since)).exists()


def accept(pk: int, *, by: "User", at: datetime) -> Substitution:
    """The substitute agrees; from now on it counts on its days. Raises NotFound, NotYours or Over."""
    with transaction.atomic():
        found = locked(pk, by, at)
        if found.substitute.user_id != by.pk:
            raise NotYours(_("only who is to act for another agrees to it"))
        if found.accepted_at is not None or found.ended_at is not None or found.until < access.today(by, at):
            raise Over(_("it is accepted already, or over"))
        found.accepted_at = at
        found.save(update_fields=["accepted_at"])
        return found


def end(pk: int, *, by: "User", at: datetime) -> Substitution:
    """End a substitution before its day, or decline it: its people and who may make it. Raises NotFound or Over."""
    with transaction.atomic():
        found = locked(pk, by, at)
        if found.ended_at is not None:
            raise Over(_("it is over"))
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        return found


def locked(pk: int, by: "User", at: datetime) -> Substitution:
    """A substitution that concerns a user, locked until the end of the transaction. Raises NotFound."""
    found = concerning(by, at).filter(pk=pk).select_for_update(of=("self",)).first()
    if found is None:
        raise access.NotFound(_("no such substitution"))
    return found


def concerning(user: "User", at: datetime) -> QuerySet[Substitution]:
    """The substitutions that a user is part of or may make; the newest first."""
    below = Q(principal__in=principals(user, at).values("pk"))
    mine = Substitution.objects.filter(Q(substitute__user=user) | below)
    return mine.select_related("principal", "substitute", "unit").order_by("-since", "-pk")


def to_accept(user: "User", today: date) -> list[Substitution]:
    """What a user is asked to agree to, and what is not over yet."""
    asked = Substitution.objects.filter(substitute__user=user, accepted_at=None, ended_at=None, until__gte=today)
    return list(asked.select_related("principal")[:20])


def principals(user: "User", at: datetime) -> QuerySet[Official]:
    """For whom a user may name a substitute."""
    if not user.is_active:
        return Official.objects.none()
    above = Appointment.objects.filter(access.in_force(access.today(user, at)), official__user=user, role__in=MAKERS)
    return Official.objects.filter(Q(user=user) | Q(unit__in=access.units_below(above).values("pk")))
