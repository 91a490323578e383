"""All that lies with one who leaves goes to another in one act of the head: an entry a case, each by the law."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cases import access
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.roles import Role
from cases.models import LAWS, Appointment, Case, Official

from .inbox import lying_with, where_lawful
from .perform import perform

if TYPE_CHECKING:
    from cases.models import User


@dataclass
class Handed:
    """What went over, and what did not with its reason (one who wrote a letter does not sign it, S1)."""

    cases: list[int] = field(default_factory=list)
    refused: list[tuple[Case, Refusal]] = field(default_factory=list)


def hand_all_over(leaving: Official, to: Official, reason: str, *, by: "User", at: datetime, key: str) -> Handed:
    """Hand over every case that the head may. The same key goes on where an interrupted act stopped, and doubles none.

    Each case is a transaction of its own, as everywhere: what is refused for one holds up no other.
    """
    handed = Handed()
    for case in lying(leaving, by=by, at=at):
        move: Any = LAWS[case.direction].hand_over
        facts: dict[str, Any] = {"leaving": leaving.pk, "to": to.pk, "reason": reason}
        try:
            perform(move, case=case.pk, by=by, at=at, key=f"{key}:{case.pk}", **facts)
            handed.cases.append(case.pk)
        except Refusal as refusal:
            handed.refused.append((case, refusal))
    return handed


def lying(leaving: Official, *, by: "User", at: datetime) -> list[Case]:
    """The cases in which one has something to do, in the units of a head, oldest first."""
    today = access.today(by, at)
    headed = Appointment.objects.filter(access.in_force(today), official__user=by, role=Role.HEAD)
    mine = access.visible_to(by, on=today).filter(unit__in=access.units_below(headed))
    return list(mine.filter(where_lawful("hand_over"), lying_with([leaving])).order_by("pk"))
