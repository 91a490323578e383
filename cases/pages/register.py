"""The register of cases: what the reader may see, filtered, sorted, counted, in a fixed number of statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases import access
from cases.models import Case, Selection

from . import table
from .filters import Filter
from .reader import reader

ON_A_PAGE = 50
FILES = {
    "csv": (table.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (table.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
# The columns of the page with the orders that they ask for: once, and once more.
COLUMNS: tuple[tuple[Any, str, str], ...] = (
    (_("Number"), "-number", "number"),
    (_("Heading"), "heading", "-heading"),
    (_("Correspondent"), "", ""),
    (_("State"), "", ""),
    (_("Executor"), "", ""),
    (_("Due"), "due", "-due"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the table: the query that sorts by it, and how it is sorted now (as ARIA says it)."""

    label: Any
    query: str
    sorted: str


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """One page of the register."""
    asked, found, on = looked_for(request)
    page = Paginator(found.values(*table.READ), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": asked,
        "crumbs": list(asked.crumbs()) if asked.is_valid() else [],
        "columns": list(columns(asked)),
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "rows": table.rows(list(page.object_list), on=on),
        "query": asked.changed(),
        "selections": list(Selection.objects.filter(user=reader(request))),
    }
    return render(request, "cases/register.html", context, status=200 if asked.is_valid() else 422)


@require_safe
def as_file(request: HttpRequest, kind: str) -> FileResponse:
    """All that the reader looks for, as CSV or as a workbook."""
    _asked, found, on = looked_for(request)
    make, media = FILES[kind]
    file = make(table.every(found, on=on))
    return FileResponse(file, as_attachment=True, filename=f"register-{on}.{kind}", content_type=media)


def looked_for(request: HttpRequest) -> tuple[Filter, QuerySet[Case], date]:
    """What the reader asks for, the cases that he may see of it, and his day."""
    user = reader(request)
    official = access.official_of(user)
    on = access.day_for(user, official, timezone.now())
    asked = Filter(request.GET, on=on, official=official)
    return asked, asked.of(access.visible_to(user, on=on)), on


def columns(asked: Filter) -> Iterator[Column]:
    """The headings with their links."""
    now = asked.ordered
    for label, first, second in COLUMNS:
        told = {"": "", now: "none"} | {
            one: "descending" if one[0] == "-" else "ascending" for one in (first, second) if one
        }
        query = asked.changed(order=second if now == first else first) if first else ""
        yield Column(label, query, told[now] if first and now in (first, second) else "")
