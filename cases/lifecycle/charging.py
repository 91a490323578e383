"""Who is charged with an incoming letter: resolutions, executors and their places."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.deadlines.ledger import Ledger
from cases.deadlines.ledger import due as count
from cases.deadlines.policy import Given, Source, Urgency

from .act import Act
from .dating import Dating
from .duties import REASONS, DutiesConflict, keep_apart
from .facts import Charge
from .law import NotComplete, require
from .refusal import BadFact
from .roles import Role

if TYPE_CHECKING:
    from cases.models import Assignment


class Charging(Dating):
    """What the law of incoming letters knows of resolutions."""

    @cached_property
    def charges(self) -> "list[Assignment]":
        """The executors of the case as it stands."""
        return list(self.assignments.filter(ended=False).select_related("resolution")) if self.pk else []

    @property
    def charged(self) -> set[int]:
        """The officials who execute the case."""
        return {one.official_id for one in self.charges}

    def charge(
        self,
        act: Act,
        text: str,
        charges: tuple[Charge, ...],
        due: date | None,
        urgency: Urgency = Urgency.NORMAL,
    ) -> None:
        """Write a resolution, date it, and charge its executors, exactly one of them responsible."""
        named = {one.official for one in charges}
        if len(named) != len(charges) or sum(one.responsible for one in charges) != 1:
            raise BadFact(_("each executor is named once and exactly one is responsible"), field="charges")
        if due is not None and due < self.day(act):
            raise BadFact(_("a deadline lies ahead"), field="due")
        self.officials(named, field="charges")
        keep_apart("S6", named, act.author.official if Role.CONTROLLER in act.author.roles else None)
        self.check_author(act)
        self.discharge()
        order = self.add(
            "resolutions",
            author_id=act.seat,
            text=require(text, "text"),
            issued_at=act.occurred_at,
        )
        self.date_order(act, order, due, urgency)
        self.check_own_days(act, charges)
        self.charges = [
            self.add(
                "assignments",
                resolution=order,
                official_id=one.official,
                responsible=one.responsible,
                ordered=one.due,
                due=one.due,
            )
            for one in charges
        ]
        self.executor_id = next(one.official for one in charges if one.responsible)

    def check_own_days(self, act: Act, charges: tuple[Charge, ...]) -> None:
        """Refuse a co-executor's day that is over or later than the deadline of the case. Raises BadFact."""
        for one in charges:
            if one.due is not None and one.responsible:
                raise BadFact(_("the responsible executor has the deadline of the case"), field="charges")
            if one.due is not None and not self.day(act) <= one.due <= (self.due or one.due):
                raise BadFact(_("a co-executor's day lies ahead and not behind the deadline"), field="charges")

    def count_anew(self) -> None:
        """Count the deadline anew, and the co-executors' days with it: moved by its pauses, never behind it."""
        counted = self.ledger()
        if counted is None:
            raise NotComplete(_("no resolution has set a deadline"))
        if self.due != counted.due:
            self.effects.update(former=self.due, due=counted.due)
            self.due = counted.due
        for one in self.charges:
            own = min(self.own_day(one, counted), counted.due) if one.ordered else None
            if one.due != own:
                one.due = own
                self.keep(one)

    def own_day(self, one: "Assignment", counted: Ledger) -> date:
        """A co-executor's own day, moved by the pauses since it was set."""
        set_on = self.local_day(one.resolution.issued_at or self.opened_at)
        pauses = [pause for pause in counted.pauses if pause.since >= set_on]
        rule = Given(one.ordered or counted.due, Source.RESOLUTION, counted.country)
        return count(rule, set_on, self.read_calendar(counted.country), pauses).due

    def pass_on(self, leaving: int, to: int) -> None:
        """Charge one official with what another one was charged with. Raises BadFact."""
        self.officials({to}, field="to")
        charge = next((one for one in self.charges if one.official_id == leaving), None)
        if charge is None:
            raise BadFact(_("is not charged with this letter"), field="leaving")
        if to in self.charged:
            raise BadFact(_("is charged with this letter already"), field="to")
        charge.official_id = to
        self.keep(charge)
        self.executor_id = to if charge.responsible else self.executor_id
        self.effects.update(executors=sorted(self.charged))

    def check_author(self, act: Act) -> None:
        """Only its author, or the head above him, gives a resolution in force another executor (S4).

        An author who leads nobody any more, or is an assistant, binds no deputy.
        """
        authors = {one.resolution.author_id for one in self.charges}
        if not authors or act.seat in authors or Role.HEAD in act.author.roles:
            return
        day = self.day(act)
        leading = Q(appointments__until__isnull=True) | Q(appointments__until__gte=day)
        leading &= Q(appointments__role__in=(Role.HEAD, Role.DEPUTY), appointments__since__lte=day)
        if self.body.official_set.filter(leading, pk__in=authors).exists():
            raise DutiesConflict("S4", REASONS["S4"])

    def discharge(self) -> None:
        """Whoever was charged is so no longer."""
        for former in self.charges:
            former.ended = True
            self.keep(former)

    def places_of(self, official: int | None) -> set[Role]:
        """Responsible executor, co-executors, and the author of the resolution in force."""
        places: set[Role] = set()
        for one in self.charges:
            if one.official_id == official:
                places.add(Role.EXECUTOR if one.responsible else Role.COEXECUTOR)
            if one.resolution.author_id == official:
                places.add(Role.AUTHOR)
        return places if official is not None else set()
