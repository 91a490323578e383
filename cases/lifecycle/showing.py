"""Grants: a case is shown to an official or a unit that has no place in it. The moves of both machines call it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from .act import Act
from .law import Law, NotComplete, require
from .refusal import BadFact
from .roles import Role

GRANTED_BY = (Role.HEAD, Role.CHANCERY_HEAD)


def grant(case: Law, act: Act, *, official: int | None, unit: int | None, until: date, because: str) -> None:
    """Show the case until a day to one official, or to all who work in a unit or below it. Raises BadFact."""
    if (official is None) == (unit is None):
        raise BadFact(_("name an official or a unit, one of the two"), field="official")
    if until < case.day(act):
        raise BadFact(_("a case is shown until a day to come"), field="until")
    whom = {"user_id": reader(case, official)} if official is not None else {"unit_id": part(case, unit or 0)}
    facts: dict[str, Any] = {"until": until, "because": require(because, "because")}
    held = case.grants.filter(ended=False, **whom).first()
    if held is None:
        case.add("grants", **whom, **facts)
        return
    held.until, held.because = until, facts["because"]
    case.keep(held)


def withdraw(case: Law, grant: int, reason: str) -> None:
    """Show the case no more to whom it was shown. Raises NotComplete."""
    require(reason, "reason")
    held = case.grants.filter(pk=grant, ended=False).first()
    if held is None:
        raise NotComplete(_("there is no such grant in force"))
    held.ended = True
    case.keep(held)


def reader(case: Law, official: int) -> int:
    """The user that an official of the body is. Raises BadFact for one who does not log in."""
    user = case.officials({official}, field="official")[official].user_id
    if user is None:
        raise BadFact(_("does not log in, so nothing can be shown to him"), field="official")
    return user


def part(case: Law, unit: int) -> int:
    """A unit of the body. Raises BadFact."""
    found = case.body.unit_set.filter(pk=unit).first()
    if found is None:
        raise BadFact(_("no such unit in this body"), field="unit")
    return found.pk
