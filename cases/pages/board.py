"""The controller's page: where letters stand and with whom, each number a way to the letters behind it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases import access
from cases.board import STANDINGS, Board, as_csv, board, near, open_cases, stopped
from cases.lifecycle.states import IncomingState, OutgoingState

from .reader import reader

WIDE = 400  # of a bar, in the units of its drawing
ON_A_PAGE = 50
MOST = 40  # lines of a table; the rest is in the CSV
LONGEST = 18  # digits of the largest id that both databases compare
STAGES = {state.value: state.label for state in (*IncomingState, *OutgoingState)}


@dataclass(frozen=True)
class Line:
    """One line of a table: a name, its count of each standing, and the bar that says the same."""

    name: Any
    cells: list[tuple[str, int, str]]  # standing, number, address of the letters behind it
    total: int
    bar: list[tuple[str, float, float]]  # standing, where it begins, how wide it is


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """Open letters by standing: in all, by unit, by person, by stage; and those behind one number."""
    user = reader(request)
    on = access.today(user, timezone.now())
    found = board(user, on=on)
    chosen = {name: request.GET.get(name, "") for name in ("by", "of", "standing")}
    cases = behind(open_cases(user, on=on), chosen, on, near(user, on)) if chosen["standing"] in STANDINGS else None
    context = {
        "standings": STANDINGS,
        "tables": tables(found),
        "total": line(_("all open letters"), found.total, found.total.total(), {}),
        "page": Paginator(cases, ON_A_PAGE).get_page(request.GET.get("page")) if cases is not None else None,
        "query": urlencode(chosen),
        "standing": STANDINGS.get(chosen["standing"], ""),
        "today": on,
    }
    return render(request, "cases/board.html", context)


@require_safe
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The open letters of the board as CSV."""
    user = reader(request)
    text = as_csv(user, on=access.today(user, timezone.now()))
    headers = {"Content-Disposition": 'attachment; filename="board.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


def tables(found: Board) -> list[tuple[Any, list[Line], int]]:
    """The three tables: a heading, the lines with most letters, and how many lines are left out."""
    by = (
        (_("By unit"), "unit", found.units, found.unit_names),
        (_("By person"), "person", found.people, found.names | {None: _("nobody yet")}),
        (_("By stage"), "stage", found.stages, STAGES),
    )
    told = []
    for heading, kind, counts, names in by:
        lines: dict[Any, Counter[str]] = dict(counts)
        ordered = sorted(lines, key=lambda one: (-lines[one].total(), str(one)))
        largest = max((one.total() for one in lines.values()), default=0)
        shown = [
            line(names.get(one, one), lines[one], largest, {"by": kind, "of": "" if one is None else one})
            for one in ordered[:MOST]
        ]
        told.append((heading, shown, len(ordered) - len(shown)))
    return told


def line(name: Any, counts: Counter[str], largest: int, of: dict[str, Any]) -> Line:
    """One line, drawn against the largest of its table."""
    bar, at = [], 0.0
    for standing in STANDINGS:
        wide = round(WIDE * counts[standing] / largest, 1) if largest else 0.0
        bar += [(standing, at, wide)] if wide else []
        at = round(at + wide, 1)
    cells = [(one, counts[one], f"?{urlencode(of | {'standing': one})}") for one in STANDINGS]
    return Line(name, cells, counts.total(), bar)


def behind(cases: QuerySet[Any], chosen: dict[str, str], on: date, soon: date) -> QuerySet[Any]:
    """The letters behind one number of the board."""
    dated = {
        "late": Q(watched__lt=on),
        "soon": Q(watched__gte=on, watched__lte=soon),
        "in_time": Q(watched__gt=soon),
        "undated": Q(watched__isnull=True),
    }
    stands = Q(pk__in=stopped())
    found = cases.filter(stands if chosen["standing"] == "paused" else dated[chosen["standing"]] & ~stands)
    of = chosen["of"]
    if chosen["by"] == "stage":
        found = found.filter(state=of)
    elif chosen["by"] in ("unit", "person"):
        field = "unit" if chosen["by"] == "unit" else "executor"
        known = of.isascii() and of.isdecimal() and len(of) <= LONGEST
        found = found.filter(**{field: int(of) if known else None})
    return found.select_related("executor", "correspondent").order_by("watched", "pk")
