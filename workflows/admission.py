"""Who is let through the door: the act's people, the state of the case, and what others did meanwhile."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases import access, substitutes, words
from cases.deadlines.calendar import local_day
from cases.letters import dates
from cases.lifecycle.act import SYSTEM, Act, Actor, Origin, Warrant
from cases.lifecycle.move import Rule
from cases.lifecycle.refusal import BadFact, Refusal
from cases.lifecycle.scopes import SCOPES
from cases.models import Decision, Entry, LivingCase, Official

if TYPE_CHECKING:
    from cases.models import User


class NotYours(Refusal):
    """None of the actor's roles may make this move."""

    code = "not_yours"
    status = 403


class Overtaken(Refusal):
    """Somebody acted since the actor looked; `last` is that act's entry."""

    def __init__(self, reason: Any, last: Entry | None) -> None:
        super().__init__(reason)
        self.last = last

    def __str__(self) -> str:
        return f"{self.reason} ({self.last_act})" if self.last else str(self.reason)

    @property
    def last_act(self) -> str:
        """Who did what when by the clock of the body."""
        if self.last is None:
            return ""
        author = Official.objects.filter(pk=self.last.author).first() if self.last.author else None
        when = dates.moment(self.last.recorded_at, self.last.case.body.time_zone)
        return f"{author or _('Chancery')}: {words.deed(self.last.move)}, {when}"


class Stale(Overtaken):
    """The act was judged on a version of the case that is no more."""

    code = "stale"


class NotNow(Overtaken):
    """In the state in which the case stands, the law does not know this move."""

    code = "not_now"


class Held(Refusal):
    """A decision waits for its holding time; the case cannot move past it."""

    code = "held"


def act_on(
    case: LivingCase,
    rule: Rule,
    *,
    by: "User | None",
    presser: Official | None,
    at: datetime,
    origin: Origin,
    occurred_at: datetime | None,
    on_behalf_of: int | None,
    scan: str | None,
) -> Act:
    """Who acts, for whom and when; the presser is the official that the user is. Raises BadFact or NotYours."""
    if by is None:
        return Act(SYSTEM, SYSTEM, occurred_at or at, at, Origin.SYSTEM)
    moment = occurred_at or at
    if moment > at:
        raise BadFact(_("an act is not entered before it takes place"), field="occurred_at")
    if origin == Origin.LIVE and moment != at:
        raise BadFact(_("an act made in Chancery takes place when it is made"), field="occurred_at")
    if origin != Origin.PAPER:
        if scan is not None:
            raise BadFact(_("only an act made on paper has a scan"), field="scan")
        author, principal, told = seated(case, rule, presser, moment, on_behalf_of)
        return Act(author, author, moment, at, origin, instead_of=principal, warrant=told)
    actor = seen_by(case, presser, at)
    official = paper_author(case, rule, actor, on_behalf_of, scan)
    author, principal, told = seated(case, rule, official, moment, None)
    return Act(actor, author, moment, at, origin, scan, instead_of=principal, warrant=told)


def seated(
    case: LivingCase, rule: Rule, official: Official | None, moment: datetime, on_behalf_of: int | None
) -> tuple[Actor, Actor | None, Warrant | None]:
    """In which place an official makes a move: his own, or that of another whom he replaces on that day.

    on_behalf_of: whose place he names. Without it his own roles come first. Raises BadFact when he names one whom he
    does not replace in this, or names none of several.
    """
    own = seen_by(case, official, moment)
    if on_behalf_of is None and rule.allows(own):
        return own, None, None
    able = instead(case, rule, official, moment)
    if on_behalf_of is not None:
        able = [one for one in able if one[1].official == on_behalf_of]
        if not able:
            raise BadFact(_("you do not act for this official here"), field="on_behalf_of")
    if len({principal.official for _author, principal, _warrant in able}) > 1:
        raise BadFact(_("you act for several here: name in whose place"), field="on_behalf_of")
    return able[0] if able else (own, None, None)


def instead(
    case: LivingCase, rule: Rule, official: Official | None, moment: datetime
) -> list[tuple[Actor, Actor, Warrant]]:
    """In whose places an official may make a move at a moment: he, whom he replaces, by what."""
    if rule.in_person or not rule.by & SCOPES.keys():
        return []
    zone = case.body.time_zone
    return [
        (author, principal, substitutes.warrant(one, zone))
        for author, principal, one in access.instead(official, case, on=local_day(moment, zone))
        if rule.allows(author)
    ]


def paper_author(case: LivingCase, rule: Rule, clerk: Actor, on_behalf_of: int | None, scan: str | None) -> Official:
    """Whose act a clerk enters; the scan is its proof. Raises BadFact or NotYours."""
    if not rule.on_paper:
        raise BadFact(_("this act is not made on paper"), field="origin")
    if not clerk.roles & rule.entered_by:
        raise NotYours(_("none of your roles enters this act for its author"))
    if not scan:
        raise BadFact(_("an act made on paper needs its scan"), field="scan")
    author = case.body.official_set.select_related("post").filter(pk=on_behalf_of or 0).first()
    if author is None:
        raise BadFact(_("whose act is it?"), field="on_behalf_of")
    return author


def seen_by(case: LivingCase, official: Official | None, moment: datetime) -> Actor:
    """An official as the case sees him on the day of a moment by the clock of its body."""
    return access.actor_of(official, case, on=local_day(moment, case.body.time_zone))


def admit(case: LivingCase, rule: Rule, act: Act, version: int | None, held: list[Decision]) -> None:
    """Refuse what is overtaken, held up or not the actor's. Raises Stale, NotNow, Held or NotYours."""
    if case.state not in rule.sources:
        raise NotNow(_("the case has moved on"), last_entry(case))
    if version is not None and version != case.version and not rule.beside:
        raise Stale(_("the case has changed since you looked"), last_entry(case))
    for decision in held:
        if not (rule.beside and decision.beside and decision.author_id != act.author.official):
            until = f"{decision.effective_at:%H:%M:%S} UTC"
            raise Held(_("a decision takes effect at %s and may be undone until then") % until)
    if not rule.allows(act.author):
        raise NotYours(_("none of your roles in this case makes this move"))


def last_entry(case: LivingCase) -> Entry | None:
    """The last entry of a case."""
    return case.entries.order_by("-seq").first()
