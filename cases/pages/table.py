"""The rows of the register: a few columns of each case, read in two statements, for the page and for spreadsheets."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from cases.board import harmless
from cases.lifecycle.states import OPEN, IncomingState, OutgoingState
from cases.models import Case, Direction, Dispatch

READ = (
    "pk", "direction", "state", "number", "number_date", "title", "their_number", "their_date", "due",
    "correspondent_id", "correspondent__name", "executor_id", "executor__initials", "executor__surname", "unit__name",
)  # fmt: skip
LABELS = {state.value: state.label for state in (*IncomingState, *OutgoingState)}
COLUMNS = (
    _("direction"), _("number"), _("date"), _("heading"), _("correspondent"), _("their number"), _("their date"),
    _("state"), _("unit"), _("executor"), _("due"),
)  # fmt: skip
WIDTHS = (10, 16, 12, 60, 40, 16, 12, 20, 30, 20, 12)
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the register shows it; `late` when an open case is past its day."""

    pk: int
    incoming: bool
    direction: str
    number: str
    number_date: date | None
    title: str
    their_number: str
    their_date: date | None
    correspondents: list[tuple[int, str]]
    state: str
    unit: str
    executor: str
    executor_id: int | None
    due: date | None
    late: bool

    def cells(self) -> tuple[str | date | None, ...]:
        """The columns of a spreadsheet."""
        names = ", ".join(name for _pk, name in self.correspondents)
        return (
            self.direction, self.number, self.number_date, self.title, names, self.their_number, self.their_date,
            self.state, self.unit, self.executor, self.due,
        )  # fmt: skip


def rows(told: list[dict[str, Any]], *, on: date) -> list[Row]:
    """Rows from the values of some cases, in their order; whom letters went to in one statement more."""
    directions = {value: str(label) for value, label in Direction.choices}
    states = {value: str(label) for value, label in LABELS.items()}
    sent: dict[int, list[tuple[int, str]]] = {}
    copies = Dispatch.objects.filter(case__in=[one["pk"] for one in told]).order_by("case", "ordinal")
    for case, pk, name in copies.values_list("case_id", "correspondent_id", "correspondent__name"):
        sent.setdefault(case, []).append((pk, name))
    return [
        Row(
            pk=one["pk"],
            incoming=one["direction"] == Direction.INCOMING,
            direction=directions[one["direction"]],
            number=one["number"],
            number_date=one["number_date"],
            title=one["title"],
            their_number=one["their_number"],
            their_date=one["their_date"],
            correspondents=[(one["correspondent_id"], one["correspondent__name"])]
            if one["correspondent_id"]
            else sent.get(one["pk"], []),
            state=states.get(one["state"], one["state"]),
            unit=one["unit__name"],
            executor=f"{one['executor__initials']}{one['executor__surname']}" if one["executor_id"] else "",
            executor_id=one["executor_id"],
            due=one["due"],
            late=bool(one["due"] and one["due"] < on and one["state"] in OPEN),
        )
        for one in told
    ]


def every(found: QuerySet[Case], *, on: date) -> Iterator[Row]:
    """Every row of what is found, some thousand at a time."""
    for told in batched(found.values(*READ).iterator(chunk_size=CHUNK), CHUNK, strict=False):
        yield from rows(list(told), on=on)


def as_csv(found: Iterable[Row]) -> IO[bytes]:
    """A table for spreadsheets: UTF-8 with its mark, semicolons, no cell that is a formula; in a file of its own."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 # the answer closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(title) for title in COLUMNS])
    for row in found:
        told = [cell.isoformat() if isinstance(cell, date) else cell or "" for cell in row.cells()]
        writer.writerow(harmless(told))
    text.flush()
    text.detach()
    file.seek(0)
    return file


def as_xlsx(found: Iterable[Row]) -> IO[bytes]:
    """The same as a workbook: text stays text, days are days."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(_("All letters")))
    for letter, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([typed(sheet, str(title), bold=True) for title in COLUMNS])
    for row in found:
        sheet.append([typed(sheet, cell) for cell in row.cells()])
    file = tempfile.TemporaryFile()  # noqa: SIM115 # the answer closes it
    book.save(file)
    file.seek(0)
    return file


def typed(sheet: Any, value: str | date | None, *, bold: bool = False) -> Any:
    """A cell that is what it holds: openpyxl would take a text with = before it for a formula."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "dd.mm.yyyy"
        return cell
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
