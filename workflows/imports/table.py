"""A table as its file has it: rows of cells by their headings, from CSV or from a sheet of XLSX."""

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cases.lifecycle.refusal import Refusal


class BadTable(Refusal):
    """The file cannot be read as the profile says; nothing of it is taken."""

    code = "bad_table"
    status = 422


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out; `heading` is the row of the headings, the first row is 1."""

    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    sheet: str = ""
    heading: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as a spreadsheet counts it, its cells by heading, how many cells are under no heading."""

    number: int
    cells: dict[str, Any]
    stray: int = 0


def read(path: Path, layout: Layout) -> tuple[list[str], list[Line]]:
    """The headings of a file and its rows without the empty ones. Raises BadTable."""
    try:
        rows = list(sheet_rows(path, layout) if path.suffix.lower() == ".xlsx" else csv_rows(path, layout))
    except (OSError, UnicodeError, LookupError, csv.Error, zipfile.BadZipFile, InvalidFileException) as error:
        raise BadTable(_("%(file)s cannot be read: %(why)s") % {"file": path.name, "why": error}) from error
    if len(rows) < layout.heading:
        raise BadTable(_("%s has no headings") % path.name)
    headings = [" ".join(str(cell if cell is not None else "").split()) for cell in rows[layout.heading - 1]]
    if twice := sorted({one for one in headings if one and headings.count(one) > 1}):
        raise BadTable(_("two columns have the same heading: %s") % ", ".join(twice))
    lines = (line(number, headings, cells) for number, cells in enumerate(rows, 1) if number > layout.heading)
    return [one for one in headings if one], [one for one in lines if one.stray or any(one.cells.values())]


def line(number: int, headings: list[str], cells: list[Any]) -> Line:
    """A row under its headings; cells of nothing but blanks are empty."""
    told = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    named = {heading: cell for heading, cell in zip(headings, told, strict=False) if heading}
    under_none = [cell for heading, cell in zip(headings, told, strict=False) if not heading] + told[len(headings) :]
    return Line(number, named, sum(cell not in (None, "") for cell in under_none))


def csv_rows(path: Path, layout: Layout) -> Iterator[list[Any]]:
    """The records of a CSV file, whatever lines their quoted cells go over."""
    with path.open(newline="", encoding=layout.encoding) as file:
        yield from csv.reader(file, delimiter=layout.delimiter)


def sheet_rows(path: Path, layout: Layout) -> Iterator[list[Any]]:
    """The rows of a sheet, formulas by their values; read row by row, whatever size the file claims."""
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book[layout.sheet] if layout.sheet else book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield list(row)
    finally:
        book.close()
