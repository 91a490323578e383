"""What a person may do with a case now: the law, the case and what others have decided, asked in one place."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases import access
from cases.deadlines.calendar import local_day
from cases.lifecycle.act import Act, Actor
from cases.lifecycle.law import UNOPENED
from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.roles import Role
from cases.models import LAWS, Appointment, Decision, LivingCase, Official, Substitution, Unit

from . import hold
from .admission import NotYours, admit, instead, seen_by
from .perform import OPENINGS

if TYPE_CHECKING:
    from cases.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that an actor may make, by himself or by entering what another made on paper."""

    rule: Rule
    paper: bool = False
    own: bool = True  # whether in his own place
    instead: tuple[tuple[int, str], ...] = ()  # in whose places a substitute may make it: ids and names


def offers(case: LivingCase, user: "User", at: datetime) -> list[Offer]:
    """The moves whose rule allows this user in this state, in the order of the law; those on paper at the end."""
    return offers_to(access.official_of(user), case, at)


def offers_to(official: Official | None, case: LivingCase, at: datetime) -> list[Offer]:
    """The same for an official who is known already."""
    actor, waiting = seen_by(case, official, at), hold.held(case)
    here = [
        rule for rule in moves_of(type(case)).values() if case.state in rule.sources and is_free(rule, actor, waiting)
    ]
    lent = access.instead(official, case, on=local_day(at, case.body.time_zone))
    own = [offer for offer in (offer_of(rule, actor, lent) for rule in here) if offer is not None]
    return own + [Offer(rule, paper=True) for rule in here if actor.roles & rule.entered_by]


def offer_of(rule: Rule, own: Actor, lent: list[tuple[Actor, Actor, Substitution]]) -> Offer | None:
    """A move that somebody may make: in his own place, or for others; None when in neither."""
    places = () if rule.in_person else tuple(told for told in lent if rule.allows(told[0]))
    names = tuple({who.official or 0: who.name for _author, who, _by in places}.items())
    return Offer(rule, own=rule.allows(own), instead=names) if rule.allows(own) or names else None


def is_free(rule: Rule, actor: Actor, waiting: list[Decision]) -> bool:
    """Whether no held decision stands in the way; an approver's own decision does, another's does not."""
    return all(rule.beside and one.beside and one.author_id != actor.official for one in waiting)


def check(case: LivingCase, offer: Offer, user: "User", at: datetime) -> None:
    """Refuse an offer that does not stand (any more). Raises NotYours, NotNow or Held."""
    actor, author = seen_by(case, access.official_of(user), at), None
    if offer.paper:
        if not actor.roles & offer.rule.entered_by:
            raise NotYours(_("none of your roles enters this act for its author"))
        author = Actor(roles=offer.rule.by)  # whose act it is, the form still asks
    elif not offer.rule.allows(actor) and instead(case, offer.rule, access.official_of(user), at):
        author = replace(actor, roles=offer.rule.by)  # the same for one of several whom he replaces
    admit(case, offer.rule, Act(actor, author or actor, at, at), None, hold.held(case))


def named(law: type[Any], move: str) -> Rule:
    """A move that people make on a case, by name. Raises NotFound."""
    rule = moves_of(law).get(move)
    if rule is None or rule.by == {Role.SYSTEM} or UNOPENED in rule.sources:
        raise access.NotFound(_("there is no such act"))
    return rule


def openings(held: list[Appointment]) -> dict[Rule, list[Unit]]:
    """The moves by which the holder of some appointments may open a case, each with the units of those appointments."""
    rules = [moves_of(LAWS[direction])[move] for move, direction in OPENINGS.items()]
    found = {rule: [one.unit for one in held if Role(one.role) in rule.by] for rule in rules}
    return {rule: tops for rule, tops in found.items() if tops}


def opening(user: "User", at: datetime, move: str) -> tuple[Rule, list[Unit]]:
    """An opening move by name with the units in which the user may make it. Raises NotFound or NotYours."""
    if move not in OPENINGS:
        raise access.NotFound(_("there is no such act"))
    for rule, tops in openings(access.appointments_of(user, access.today(user, at))).items():
        if rule.name == move:
            units = Unit.objects.filter(body=tops[0].body_id).order_by("path")
            return rule, [unit for unit in units if any(unit.path.startswith(top.path) for top in tops)]
    raise NotYours(_("none of your roles opens such a case"))


def colleague(user: "User", case: LivingCase) -> Official:
    """The official that a user is in the body of a case. Raises NotYours: who was shown it only reads it."""
    official = access.official_of(user)
    if official is None or official.body_id != case.body_id:
        raise NotYours(_("none of your roles in this case makes this move"))
    return official
