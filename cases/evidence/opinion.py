"""A second opinion on who sees a case: person by person and row by row, without the set-based rule of access.

It is slow and plain on purpose. `manage check_access` asks both on the data of an installation: where they differ one
of them is wrong, and where only the first says yes, something leaks.
"""

from dataclasses import dataclass, field
from datetime import date

from cases.lifecycle.roles import Role
from cases.models import (
    Appointment,
    Assignment,
    Case,
    CaseGrant,
    Familiarisation,
    Mandate,
    Official,
    Substitution,
    User,
    Visa,
)

LEADING = (Role.ASSISTANT, Role.HEAD, Role.DEPUTY)  # whose routing a substitute does


def holds(since: date | None, until: date | None, day: date) -> bool:
    """Whether a span, both of whose days count, holds on a day."""
    return (since is None or since <= day) and (until is None or day <= until)


@dataclass
class Person:
    """What a user is on a day: an official or not, where he works, and what he was given."""

    user: User
    day: date
    official: int = 0
    offices: list[str] = field(default_factory=list)  # paths of the units in which he sees what lies below
    units: set[str] = field(default_factory=set)  # paths of the units in which he works
    mandates: list[Mandate] = field(default_factory=list)


def person(user: User, day: date) -> Person:
    """Look up what a user is on a day."""
    found = Person(user, day)
    found.mandates = [
        one
        for one in Mandate.objects.filter(user=user).select_related("unit")
        if holds(one.valid_from, one.valid_until, day)
    ]
    official = Official.objects.select_related("unit").filter(user=user).first()
    if official is None:
        return found
    found.official = official.pk
    held = [
        one
        for one in Appointment.objects.filter(official=official).select_related("unit")
        if holds(one.since, one.until, day)
    ]
    found.offices = [one.unit.path for one in held if one.role != Role.ADMIN]
    if all(one.role != Role.ADMIN for one in held):
        found.units = {official.unit.path, *(one.unit.path for one in held)}
    return found


def sees(one: Person, case: Case) -> bool:
    """Whether a person sees a case."""
    if not one.user.is_active:
        return False
    if any(case.unit.path.startswith(path) for path in one.offices):
        return True
    if one.official and has_place(one.official, case):
        return True
    if any(is_granted(one, grant) for grant in CaseGrant.objects.filter(content_object=case).select_related("unit")):
        return True
    if one.official and any(
        is_lent(mine, case, one.day) for mine in Substitution.objects.filter(substitute=one.official)
    ):
        return True
    opened = case.opened_at.date()
    return any(
        case.unit.path.startswith(mandate.unit.path) and mandate.opened_from <= opened <= mandate.opened_until
        for mandate in one.mandates
    )


def has_place(official: int, case: Case) -> bool:
    """Whether an official has, or is asked for, a part in a case."""
    if official in (case.executor_id, case.signer_id):
        return True
    if any(visa.official_id == official and visa.outcome != "removed" for visa in Visa.objects.filter(case=case)):
        return True
    for charge in Assignment.objects.filter(case=case).select_related("resolution"):
        if charge.official_id == official or (charge.resolution.author_id == official and not charge.ended):
            return True
    return any(showing.official_id == official for showing in Familiarisation.objects.filter(case=case))


def is_granted(one: Person, grant: CaseGrant) -> bool:
    """Whether a grant shows a case to a person: by his name, or because he works in its unit or below."""
    if grant.ended or not holds(None, grant.until, one.day):
        return False
    if grant.user_id is not None:
        return grant.user_id == one.user.pk
    return grant.unit is not None and any(path.startswith(grant.unit.path) for path in one.units)


def is_lent(one: Substitution, case: Case, day: date) -> bool:
    """Whether a person sees a case because he acts for another: by that one's places, and for routing by his units."""
    counts = one.accepted_at is not None and one.ended_at is None and holds(one.since, one.until, day)
    covered = one.direction in ("", case.direction) and (one.unit is None or case.unit.path.startswith(one.unit.path))
    if not (counts and covered):
        return False
    if one.sign and case.signer_id == one.principal_id:
        return True
    visas = Visa.objects.filter(case=case, official=one.principal)
    if one.approve and any(visa.outcome != "removed" for visa in visas):
        return True
    return one.route and routes(one.principal_id, case, day)


def routes(principal: int, case: Case, day: date) -> bool:
    """Whether an official distributes the work on a case: as one who leads its unit, or as author of its resolution."""
    held = Appointment.objects.filter(official=principal, role__in=LEADING).select_related("unit")
    if any(case.unit.path.startswith(one.unit.path) and holds(one.since, one.until, day) for one in held):
        return True
    charges = Assignment.objects.filter(case=case, ended=False).select_related("resolution")
    return any(charge.resolution.author_id == principal for charge in charges)
