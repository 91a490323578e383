"""The deadline of an incoming letter: which rule dates its order, and what moved the date since."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.deadlines import ledger, policy
from cases.deadlines.calendar import Calendar, Change, first_day
from cases.deadlines.policy import Base, Given, Policy, Rule, Source, Urgency

from .act import Act
from .law import Law, NotComplete
from .outcomes import Asked
from .refusal import BadFact

if TYPE_CHECKING:
    from cases.models import Body, Extension, Pause, Resolution


def kept_calendar(body: "Body", country: str) -> Calendar:
    """The calendar of a country as a body keeps it. Raises KeyError for a country whose calendar is not kept."""
    days = body.calendar_days.filter(country=country)
    years = body.calendar_years.filter(country=country).values_list("year", flat=True)
    return Calendar(country, [Change(one.day, one.working, one.basis) for one in days], years)


class Dating(Law):
    """What the law of incoming letters knows of deadlines. The date itself is always counted, never ticked off."""

    @cached_property
    def calendars(self) -> dict[str, Calendar]:
        """The calendars read so far."""
        return {}

    def read_calendar(self, country: str) -> Calendar:
        """The calendar of a country as the body keeps it, read once an act."""
        if country not in self.calendars:
            self.calendars[country] = kept_calendar(self.body, country)
        return self.calendars[country]

    @cached_property
    def stops(self) -> "list[Pause]":
        """Every pause of the case, oldest first."""
        return list(self.pauses.all()) if self.pk else []

    @cached_property
    def asked_extensions(self) -> "list[Extension]":
        """Every extension that was asked for, oldest first."""
        return list(self.extensions.all()) if self.pk else []

    @property
    def stopped(self) -> "Pause | None":
        """The pause in which the clock stands now."""
        return next((one for one in self.stops if one.until is None), None)

    def check_running(self) -> None:
        """Refuse what needs a running clock. Raises NotComplete."""
        if self.stopped is not None:
            raise NotComplete(_("the clock of this case stands: let it go on first"))

    def rule_for(self, act: Act, due: date | None, urgency: Urgency) -> Rule | None:
        """What dates an order: its own date, else the date that the letter asks for, else the policy of the body.

        A date that was asked for and is over dates nothing. None where the body has no policy.
        """
        country = self.body.country
        if due is not None:
            return Given(due, Source.RESOLUTION, country)
        if self.reply_asked_by is not None and self.reply_asked_by >= self.day(act):
            return Given(self.reply_asked_by, Source.LETTER, country)
        rows = {one.abroad: one for one in self.body.deadline_policies.filter(urgency=urgency)}
        found = rows.get(True) if self.is_from_abroad else None
        if (row := found or rows.get(False)) is None:
            return None
        return Policy(Base(row.base), policy.Unit(row.unit), row.number, policy.Roll(row.roll), row.country)

    @property
    def is_from_abroad(self) -> bool:
        """Whether the letter comes from another country than the body's."""
        return self.correspondent is not None and self.correspondent.country != self.body.country

    def base_of(self, act: Act, rule: Rule) -> date:
        """The day from which a rule counts: registration after office hours counts to the next working day."""
        if isinstance(rule, Policy) and rule.base == Base.DOCUMENT and self.their_date is not None:
            return self.their_date
        if isinstance(rule, Policy) and rule.base == Base.REGISTRATION and self.registered_at is not None:
            calendar, zone = self.read_calendar(rule.country), self.body.time_zone
            return first_day(self.registered_at, zone, calendar, self.body.office_closes)
        return self.day(act)

    def date_order(self, act: Act, order: "Resolution", due: date | None, urgency: Urgency) -> None:
        """Give an order its deadline; one that names none leaves a deadline that is set already as it is.

        Raises BadFact for a date that is over, NotComplete while the clock stands.
        """
        self.check_running()
        if due is None and self.term is not None:
            return
        rule = self.rule_for(act, due, urgency)
        if rule is None:
            return
        order.rule, order.base, order.urgency = rule.as_json(), self.base_of(act, rule), urgency
        self.term = order
        for one in self.asked_extensions:
            if one.status == Asked.ASKED:
                one.status = Asked.WITHDRAWN
                self.keep(one)
        counted = self.ledger()
        if counted is None or counted.due < self.day(act):
            raise BadFact(_("a deadline lies ahead"), field="due")
        order.due = self.due = counted.due

    def ledger(self, country: str = "") -> ledger.Ledger | None:
        """How the deadline came about, by the calendar of its rule or of another country; None without a deadline."""
        order = self.term
        if order is None or order.base is None or not order.rule:
            return None
        rule = policy.rule_of(order.rule)
        pauses = [
            policy.Pause(one.since, one.until, one.reason)
            for one in self.stops
            if one.until is not None and one.until > order.base
        ]
        granted = [
            policy.Extension(one.decided_on, one.until, one.reason)
            for one in self.asked_extensions
            if one.status == Asked.GRANTED and one.resolution_id == order.pk and one.decided_on is not None
        ]
        return ledger.due(rule, order.base, self.read_calendar(country or rule.country), pauses, granted)
