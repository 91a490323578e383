"""The board of deadlines: how many open cases stand in time, due soon, late or paused, by unit, person and stage.

One grouping over what the reader may see; everything on the board is added up from it.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Lookup, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import access
from cases.deadlines.calendar import COUNTRIES, Calendar, Change
from cases.lifecycle.states import OPEN
from cases.models import Body, Official, Pause, Unit

if TYPE_CHECKING:
    from cases.models import User

type Counts = Counter[str]

SOON = 3  # working days
STANDINGS: dict[str, str | Promise] = {
    "in_time": _("in time"),
    "soon": _("due soon"),
    "late": _("late"),
    "paused": _("paused"),
    "undated": _("without a deadline"),
}
COLUMNS = (_("number"), _("due"), _("standing"), _("stage"), _("unit"), _("executor"))
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class IsOpen(Lookup[Any]):
    """That a case is open, word for word as the index of the board says it: SQLite takes it for nothing else."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The states are ours, no word of them comes from outside."""
        states = ", ".join(f"'{one}'" for one in sorted(OPEN))
        state, parameters = self.process_lhs(compiler, connection)
        return f"{state} IN ({states})", parameters


@dataclass
class Board:
    """How many cases of each standing, in all and by what; the keys are ids, or codes of states."""

    total: Counts = field(default_factory=Counter)
    units: defaultdict[int, Counts] = field(default_factory=lambda: defaultdict(Counter))
    people: defaultdict[int | None, Counts] = field(default_factory=lambda: defaultdict(Counter))
    stages: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counter))
    unit_names: dict[int, str] = field(default_factory=dict)
    names: dict[int | None, str] = field(default_factory=dict)

    def add(self, unit: int, executor: int | None, stage: str, told: dict[str, int]) -> None:
        """Add the cases of one group to everything that they belong to."""
        places = (self.total, self.units[unit], self.people[executor], self.stages[stage])
        for standing, number in told.items():
            for counts in places if number else ():
                counts[standing] += number


def open_cases(user: "User", *, on: date) -> QuerySet[Any]:
    """The open cases that a user may see, with the day that is `watched`."""
    visible: QuerySet[Any] = access.visible_to(user, on=on).filter(IsOpen(F("state"), True))
    told: QuerySet[Any] = visible.annotate(watched=Coalesce(F("due"), F("reply_asked_by")))
    return told


def near(user: "User", on: date) -> date:
    """The last day that is due soon for a user, by the calendar of his body."""
    official = Official.objects.select_related("body").filter(user=user).first()
    return soon_after(official.body, on) if official else on


def soon_after(body: Body, on: date) -> date:
    """The last day that is near: so many working days ahead by the calendar of the body."""
    if body.country not in COUNTRIES:
        return on
    days = body.calendar_days.filter(country=body.country, day__gte=on)
    return Calendar(body.country, [Change(one.day, one.working) for one in days]).ahead(on, SOON)


def board(user: "User", *, on: date) -> Board:
    """The board of a user on a day, in six statements however many cases there are."""
    found, cases, soon = Board(), open_cases(user, on=on), near(user, on)
    for unit, executor, stage, *numbers in grouped(cases, on, soon):
        found.add(unit, executor, stage, standings(*numbers))
    for unit, executor, stage, *numbers in grouped(cases.filter(pk__in=stopped()), on, soon):
        others = {one: -number for one, number in standings(*numbers).items()}
        found.add(unit, executor, stage, others | {"paused": numbers[0]})
    found.unit_names = dict(Unit.objects.filter(pk__in=found.units).values_list("pk", "name"))
    people = Official.objects.filter(pk__in=[one for one in found.people if one is not None])
    found.names = {None: "", **{one.pk: str(one) for one in people}}
    return found


def grouped(cases: QuerySet[Any], on: date, soon: date) -> QuerySet[Any]:
    """Counts by unit, person and stage: all, those that have a day, those past it, those past or near it.

    In the order of an index and without a word on each row: grouped by standing, it would take thrice the time.
    """
    groups = cases.order_by("unit_id", "executor_id", "state").values_list("unit_id", "executor_id", "state")
    told: QuerySet[Any] = groups.annotate(
        every=Count("pk"),
        dated=Count("watched"),
        late=Count("pk", filter=Q(watched__lt=on)),
        near=Count("pk", filter=Q(watched__lte=soon)),
    )
    return told


def standings(every: int, dated: int, late: int, near: int) -> dict[str, int]:
    """What those counts come to, as if no clock stood."""
    return {"undated": every - dated, "late": late, "soon": near - late, "in_time": dated - near}


def stopped() -> QuerySet[Any]:
    """The cases whose clock stands."""
    return Pause.objects.filter(until__isnull=True).values("case")


def standing(case: Any, paused: bool, on: date, soon: date) -> str:
    """How one open case stands."""
    if paused:
        return "paused"
    if case.watched is None:
        return "undated"
    return "late" if case.watched < on else "soon" if case.watched <= soon else "in_time"


def as_csv(user: "User", *, on: date) -> str:
    """The open cases of the board as a table for spreadsheets: UTF-8, semicolons, no cell that is a formula."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(title) for title in COLUMNS])
    soon, paused = near(user, on), set(stopped().values_list("case", flat=True))
    cases = open_cases(user, on=on).select_related("unit", "executor").order_by("watched", "pk")
    for case in cases.iterator(chunk_size=2000):
        told = (
            case.number,
            case.watched.isoformat() if case.watched else "",
            str(STANDINGS[standing(case, case.pk in paused, on, soon)]),
            case.get_state_display(),
            case.unit.name,
            str(case.executor or ""),
        )
        writer.writerow(harmless(told))
    return table.getvalue()


def harmless(cells: Iterable[str]) -> list[str]:
    """Cells that a spreadsheet takes for text, whatever somebody has typed into them."""
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
