"""Who acts for whom on a day: the substitutions that count, and what of a case they cover."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from cases.lifecycle.act import Warrant
from cases.lifecycle.outcomes import Outcome
from cases.lifecycle.roles import Role
from cases.lifecycle.scopes import SCOPES, Scope
from cases.models import Appointment, Assignment, Case, Direction, Official, Substitution, Unit, User, Visa

# Roles of an office that a substitution for routing lends.
ROUTING = tuple(role for role, scope in SCOPES.items() if scope == Scope.ROUTE and role != Role.AUTHOR)
SEEN = tuple(outcome.value for outcome in Outcome if outcome != Outcome.REMOVED)


def counting(day: date) -> QuerySet[Substitution]:
    """The substitutions that count on a day: accepted, begun, neither over nor ended."""
    return Substitution.objects.filter(
        since__lte=day, until__gte=day, accepted_at__isnull=False, ended_at__isnull=True
    ).exclude(substitute__user__is_active=False)


def of_substitute(official: Official, day: date) -> list[Substitution]:
    """What an official does for others on a day, with whom he replaces."""
    held = counting(day).filter(substitute=official.pk)
    return list(held.select_related("principal__post", "principal__unit", "unit").order_by("pk"))


def of_principals(officials: Iterable[int], day: date) -> list[Substitution]:
    """Who acts for some officials on a day."""
    held = counting(day).filter(principal__in=list(officials))
    return list(held.select_related("substitute__user", "unit").order_by("pk"))


def scopes_of(one: Substitution) -> tuple[Scope, ...]:
    """The scopes of a substitution, in their order."""
    return tuple(scope for scope in Scope if getattr(one, scope.value))


def lent(one: Substitution, roles: Iterable[Role]) -> frozenset[Role]:
    """Those of a principal's roles that a substitution lends."""
    scopes = scopes_of(one)
    return frozenset(role for role in roles if SCOPES.get(role) in scopes)


def covers(one: Substitution, case: Case) -> bool:
    """Whether a substitution is for letters of this direction and unit."""
    of_unit = one.unit is None or case.unit.path.startswith(one.unit.path)
    return of_unit and one.direction in ("", case.direction)


def of_cases(one: Substitution) -> Q:
    """The cases that a substitution covers."""
    found = Q(direction=one.direction) if one.direction else Q()
    return found & (Q(unit__path__startswith=one.unit.path) if one.unit else Q())


def warrant(one: Substitution, zone: str) -> Warrant:
    """A substitution as an act carries it: by moments of the body's clock, so that no reader needs a calendar."""
    here = ZoneInfo(zone)
    return Warrant(
        id=one.pk,
        since=datetime.combine(one.since, time(), here),
        until=datetime.combine(one.until + timedelta(days=1), time(), here),
        scopes=tuple(scope.value for scope in scopes_of(one)),
        acting_as=one.acting_as,
        acting_as_be=one.acting_as_be,
    )


def visible(user: User, day: date) -> list[QuerySet[Any]]:
    """The keys of the cases that a user sees as he acts for others: their places' and, for routing, their units'."""
    mine = counting(day).filter(substitute__user=user)
    signing, approving, routing = mine.filter(sign=True), mine.filter(approve=True), mine.filter(route=True)
    signers, asked, authors = (held.values("principal") for held in (signing, approving, routing))
    visas = Visa.objects.filter(official__in=asked, outcome__in=SEEN)
    charges = Assignment.objects.filter(resolution__author__in=authors, ended=False)
    found: list[QuerySet[Any]] = [
        Case.objects.filter(covered(signing, "signer"), signer__in=signers).values("pk"),
        visas.filter(covered(approving, "official", "case__")).values("case"),
        charges.filter(covered(routing, "resolution__author", "case__")).values("case"),
        *(
            Case.objects.filter(direction=one, unit__in=led(routing.filter(direction__in=("", one)), day)).values("pk")
            for one in Direction
        ),
    ]
    # Asked first and once, it spares those who act for nobody, nearly all, what statistics may advise for the others.
    return [cases.filter(Exists(mine)) for cases in found]


def covered(held: QuerySet[Substitution], principal: str, case: str = "") -> Exists:
    """Whether one of some substitutions is in that principal's place and for that case, by its direction and unit."""
    unit = ExpressionWrapper(OuterRef(f"{case}unit__path"), output_field=CharField())
    here = held.filter(principal=OuterRef(principal)).alias(below=unit)
    return Exists(
        here.filter(
            Q(direction="") | Q(direction=OuterRef(f"{case}direction")),
            Q(unit=None) | Q(below__startswith=F("unit__path")),
        )
    )


def led(held: QuerySet[Substitution], day: date) -> QuerySet[Any]:
    """The keys of the units that those lead on a day whom some substitutions replace, within the scope of each."""
    path, once_more = (
        ExpressionWrapper(one, output_field=CharField()) for one in (OuterRef("path"), OuterRef(OuterRef("path")))
    )
    leading = Appointment.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), since__lte=day, role__in=ROUTING, official=OuterRef("principal")
    )
    here = held.alias(below=path).filter(
        Q(unit=None) | Q(below__startswith=F("unit__path")),
        Exists(leading.alias(below=once_more).filter(below__startswith=F("unit__path"))),
    )
    return Unit.objects.filter(Exists(here)).values("pk")
