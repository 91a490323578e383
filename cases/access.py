"""Who sees which case, and what he is in it. To load is to authorise: nothing else hands out a case."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext_lazy as _

from cases import substitutes
from cases.deadlines.calendar import local_day
from cases.lifecycle.act import Actor
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.roles import WITHOUT_ACTS, Role
from cases.models import (
    LAWS,
    Appointment,
    Assignment,
    Body,
    Case,
    CaseGrant,
    Familiarisation,
    LivingCase,
    Mandate,
    Official,
    Substitution,
    Unit,
    User,
    Visa,
)

# In whose place and on which day the sets of `visible_to` are written.
SOMEBODY, SOME_DAY = -1, date.min


class NotFound(Refusal):
    """There is no such case for this user: a case he may not see does not exist for him."""

    code = "not_found"
    status = 404


class NotInOffice(Refusal):
    """The user is no official of the body, or held no role in it on that day."""

    code = "not_in_office"
    status = 403


def in_force(day: date) -> Q:
    """Appointments that hold on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def visible_to(user: User, *, on: date) -> QuerySet[Case]:
    """The cases a user may see on a day, set-based: own units and those below, places in the case, grants, mandates.

    An appointment of an administrator shows no case; an auditor sees what lies below his unit.
    """
    told = {repr(SOMEBODY): user.pk, repr(adapted(SOME_DAY)): adapted(on)}
    units, singly = (
        RawSQL(sql, [told.get(repr(one), one) for one in parameters])
        for sql, parameters in written(connection.vendor, get_current_timezone_name())
    )
    return Case.objects.filter(Q(unit__in=units) | Q(pk__in=singly))


@cache
def written(_vendor: str, _zone: str) -> list[tuple[str, tuple[Any, ...]]]:
    """The SQL of what somebody sees on some day, by unit and case by case, with its parameters.

    Composed once for a process: to compose it takes Django longer than a database needs to answer it.
    """
    somebody = User(pk=SOMEBODY)
    appointments = Appointment.objects.filter(in_force(SOME_DAY), official__user=somebody).exclude(role=Role.ADMIN)
    first, *others = (one.order_by() for one in shown_singly(somebody, SOME_DAY))
    sets = (units_below(appointments).values("pk"), first.union(*others, all=True))
    return [one.query.sql_with_params() for one in sets]


def adapted(day: date) -> Any:
    """A day as this database's parameters have it."""
    return connection.ops.adapt_datefield_value(day)


def shown_singly(user: User, on: date) -> list[QuerySet[Any]]:
    """The keys of the cases that a user sees on a day whatever his units: by places, showings, grants, mandates.

    No set asks anything of a case that is being looked at, so that a database works each out once, by its index: asked
    of each row of a long register in turn, they cost a reader of few cases ten times as much as one who sees it all.
    """
    staff = Official.objects.filter(user=user).exclude(
        Exists(Appointment.objects.filter(in_force(on), official=OuterRef("pk"), role=Role.ADMIN))
    )
    return [
        Case.objects.filter(executor__user=user).values("pk"),
        Case.objects.filter(signer__user=user).values("pk"),
        Visa.objects.filter(official__user=user).exclude(outcome="removed").values("case"),
        Assignment.objects.filter(official__user=user).values("case"),
        Assignment.objects.filter(resolution__author__user=user, ended=False).values("case"),
        Familiarisation.objects.filter(official__user=user).values("case"),
        grants_on(on).filter(user=user).values("content_object"),
        grants_on(on).filter(unit__in=units_above(staff, on).values("pk")).values("content_object"),
        audited(user, on).values("pk"),
        *substitutes.visible(user, on),
    ]


def audited(user: User, on: date) -> QuerySet[Case]:
    """The cases that the mandates of a user show him on a day: of their units and periods."""
    mandates = Mandate.objects.filter(user=user, valid_from__lte=on, valid_until__gte=on)
    of_the_case = (
        mandates.filter(opened_from__lte=OuterRef("opened_at__date"), opened_until__gte=OuterRef("opened_at__date"))
        .alias(below=ExpressionWrapper(OuterRef("unit__path"), output_field=CharField()))
        .filter(below__startswith=F("unit__path"))
    )
    return Case.objects.filter(Exists(mandates), Exists(of_the_case))


def grants_on(day: date) -> QuerySet[CaseGrant]:
    """The grants of sight that are in force on a day."""
    return CaseGrant.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), ended=False, permission__codename="view_case"
    )


def admitted(user: User, *, on: date) -> Q:
    """Of which cases a user may have text and files: all but the restricted ones, and those granted to him by name."""
    return Q(restriction="") | Q(pk__in=grants_on(on).filter(user=user).values("content_object"))


def is_admitted(user: User, case: Case, *, on: date) -> bool:
    """Whether a user who sees a case may have its text and files, or its card only (V25)."""
    return not case.restriction or Case.objects.filter(admitted(user, on=on), pk=case.pk).exists()


def units_above(officials: QuerySet[Official], on: date) -> QuerySet[Unit]:
    """The units in which some officials work on a day, by post or appointment, and all above them."""
    held = Appointment.objects.filter(in_force(on), official__in=officials.values("pk"))
    return Unit.objects.filter(
        Exists(held.filter(unit__path__startswith=OuterRef("path")))
        | Exists(officials.filter(unit__path__startswith=OuterRef("path")))
    )


def units_below(appointments: QuerySet[Appointment]) -> QuerySet[Unit]:
    """The units of some appointments and all below them."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Unit.objects.filter(Exists(appointments.alias(below=path).filter(below__startswith=F("unit__path"))))


def administered_by(user: User, *, on: date) -> QuerySet[Unit]:
    """The units whose installation a user keeps on a day. He sees none of their cases (S7)."""
    mine = Appointment.objects.filter(in_force(on), official__user=user, role=Role.ADMIN)
    return units_below(mine) if user.is_active else Unit.objects.none()


LOADED = ("body", "unit", "draft", "form_change", "correspondent")


def case_for(user: User, case_id: int, *, on: date) -> LivingCase:
    """A case that the user may see, as its direction's law knows it. Raises NotFound."""
    return only(visible_to(user, on=on), case_id)


def case_for_system(case_id: int) -> LivingCase:
    """A case as Chancery itself loads it: for consequences, workers and named commands. Raises NotFound."""
    return only(Case.objects.all(), case_id)


def only(cases: QuerySet[Case], case_id: int) -> LivingCase:
    """One case of a queryset with what the law reads. Raises NotFound."""
    found = cases.filter(pk=case_id).select_related(*LOADED).first()
    if found is None:
        raise NotFound(_("no such case"))
    return as_law(found)


def lock(case_id: int) -> None:
    """Lock a case until the end of the transaction.

    A statement of its own: PostgreSQL re-reads only the locked row after a wait, so rows joined in the
    same statement would be those of before. SQLite has locked the database at BEGIN.
    """
    if connection.features.has_select_for_update:
        Case.objects.select_for_update(no_key=True).filter(pk=case_id).values_list("pk").first()


def as_law(case: Case) -> LivingCase:
    """The same row as the proxy whose law it lives by."""
    case.__class__ = LAWS[case.direction]
    return cast("LivingCase", case)


def actor_of(official: Official | None, case: Case, *, on: date) -> Actor:
    """An official as a case sees him on a day: roles by appointment in its units, and his places in it.

    An administrator or auditor has no other role beside that one (S7, S8).
    """
    if official is None or official.body_id != case.body_id:
        return Actor(roles=frozenset())
    held = Appointment.objects.filter(in_force(on), official=official).values_list("role", "unit__path")
    unit_path = case.unit.path
    roles = {Role(role) for role, path in held if unit_path.startswith(path)}
    roles = roles & WITHOUT_ACTS or roles | as_law(case).places_of(official.pk)
    return Actor(
        roles=frozenset(roles), official=official.pk, user=official.user_id, name=str(official), post=official.post.name
    )


def instead(official: Official | None, case: Case, *, on: date) -> list[tuple[Actor, Actor, Substitution]]:
    """In whose place an official may act on a case on a day: himself with the lent roles, whom he replaces, by what.

    The roles are the principal's own, never those which he has from others. An administrator or auditor acts for
    nobody (S7, S8).
    """
    held = substitutes.of_substitute(official, on) if official and official.body_id == case.body_id else []
    if official is None or not held:
        return []
    own = actor_of(official, case, on=on)
    found = []
    for one in held if not own.roles & WITHOUT_ACTS else ():
        principal = actor_of(one.principal, case, on=on)
        roles = substitutes.lent(one, principal.roles)
        if roles and substitutes.covers(one, case):
            found.append((replace(own, roles=roles), principal, one))
    return found


def official_of(user: User) -> Official | None:
    """The official that a user is, with his post and body."""
    return Official.objects.select_related("post", "body").filter(user=user).first() if user.is_active else None


def appointments_of(user: User, on: date) -> list[Appointment]:
    """The appointments of a user that are in force on a day, with their units."""
    return list(Appointment.objects.filter(in_force(on), official__user=user).select_related("unit"))


def today(user: User, at: datetime) -> date:
    """The day on which a user reads at a moment: every door asks here what he may see on it."""
    return day_for(user, official_of(user), at)


def day_for(user: User, official: Official | None, at: datetime) -> date:
    """The day of a moment by the clock of a user's body; for an outside auditor that of the body he audits."""
    if official is not None:
        return local_day(at, official.body.time_zone)
    audited = Body.objects.filter(unit__mandate__user=user).order_by("pk").values_list("time_zone", flat=True).first()
    return local_day(at, audited or settings.TIME_ZONE)


def in_office(user: User) -> Official:
    """The official that a user is. Raises NotInOffice."""
    official = official_of(user)
    if official is None:
        raise NotInOffice(_("you are no official of a body"))
    return official
