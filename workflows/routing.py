"""Many letters routed at once: which may be, by whom, and each by its own act through the door."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import access, substitutes
from cases.lifecycle.act import Act, Actor
from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.roles import WITHOUT_ACTS, Role
from cases.models import Appointment, Case, Decision, Direction, IncomingCase, Official, Substitution

from .admission import admit
from .perform import perform

if TYPE_CHECKING:
    from cases.models import User

# The moves whose facts may be the same for many letters. A resolution, a file or another body is chosen for each alone.
ROUTING: dict[str, Rule] = {
    name: moves_of(IncomingCase)[name] for name in ("to_preliminary", "submit_to_head", "route_by_competence")
}
ROUTERS: frozenset[Role] = frozenset().union(*(rule.by for rule in ROUTING.values()))
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Seat:
    """A role that somebody routes by, in a unit and all below it; lent: by which substitution he has it."""

    role: Role
    unit: str
    lent: Substitution | None = None

    def covers(self, case: Case) -> bool:
        """Whether the role holds in a case, whose unit is loaded."""
        return case.unit.path.startswith(self.unit) and (self.lent is None or substitutes.covers(self.lent, case))

    @property
    def cases(self) -> Q:
        """The cases in which it holds."""
        return Q(unit__path__startswith=self.unit) & (substitutes.of_cases(self.lent) if self.lent else Q())


@dataclass(frozen=True, slots=True)
class Judged:
    """A letter as it is offered: `why` says why the move cannot be made on it; empty when it can."""

    case: Case
    why: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """What came of one letter; case: None for one that does not exist for its reader. refusal: None when done."""

    case: Case | None
    refusal: Refusal | None = None


def seats(official: Official | None, held: list[Appointment], on: date) -> list[Seat]:
    """By what an official routes on a day; held: his appointments of that day. An auditor or administrator: nothing."""
    if official is None or {Role(one.role) for one in held} & WITHOUT_ACTS:
        return []
    found = [Seat(Role(one.role), one.unit.path) for one in held]
    for one in substitutes.of_substitute(official, on):
        for post in one.principal.appointments.filter(access.in_force(on)).select_related("unit"):
            found += [Seat(role, post.unit.path, one) for role in substitutes.lent(one, [Role(post.role)])]
    return [seat for seat in found if seat.role in ROUTERS]


def moves(held: list[Seat]) -> list[Rule]:
    """The routing moves that the holder of some seats makes, in the order of the law."""
    return [rule for rule in ROUTING.values() if any(seat.role in rule.by for seat in held)]


def lying(user: "User", held: list[Seat], rule: Rule, *, on: date) -> QuerySet[Case]:
    """The letters that wait for a routing move of the holder of some seats; those that wait for this one first."""
    mine = Q()
    for seat in held:
        states = {state for one in ROUTING.values() if seat.role in one.by for state in one.sources}
        mine |= seat.cases & Q(state__in=states)
    here = ExpressionWrapper(Q(state__in=rule.sources), output_field=BooleanField())
    found = access.visible_to(user, on=on).filter(mine, direction=Direction.INCOMING)
    return found.select_related("unit", "correspondent", "body").order_by(here.desc(), "pk")


def judged(cases: list[Case], held: list[Seat], rule: Rule, at: datetime) -> list[Judged]:
    """Which of some letters a move may be made on now, and why not on the others; one statement for them all."""
    waiting: dict[int, list[Decision]] = {}
    for one in Decision.objects.filter(case__in=cases, status=Decision.Status.HELD):
        waiting.setdefault(one.case_id, []).append(one)
    return [Judged(case, why_not(case, held, rule, at, waiting.get(case.pk, []))) for case in cases]


def why_not(case: Case, held: list[Seat], rule: Rule, at: datetime, waiting: list[Decision]) -> str:
    """Why a move may not be made on a letter, in the words of the door; empty when it may be."""
    if case.state not in rule.sources:
        return str(_("this act is not made at this stage"))
    actor = Actor(roles=frozenset(seat.role for seat in held if seat.covers(case)))
    try:
        admit(access.as_law(case), rule, Act(actor, actor, at, at), None, waiting)
    except Refusal as refusal:
        return str(refusal)
    return ""


def route(
    rule: Rule, letters: dict[int, int], facts: dict[str, Any], *, by: "User", at: datetime, key: str
) -> list[Routed]:
    """Make one routing move on many letters, each in a transaction of its own: what is refused for one stops no other.

    letters: their ids with the versions that their router saw. The same key again has no second effect.
    """
    seen = access.visible_to(by, on=access.today(by, at)).filter(direction=Direction.INCOMING)
    known, move = seen.in_bulk(list(letters)), getattr(IncomingCase, rule.name)
    routed = []
    for pk, version in letters.items():
        try:
            if pk not in known:
                raise access.NotFound(_("no such case"))
            perform(move, case=pk, by=by, at=at, version=version, key=f"{key}:{pk}", **facts)
            routed.append(Routed(known[pk]))
        except Refusal as refusal:
            routed.append(Routed(known.get(pk), refusal))
    return routed
