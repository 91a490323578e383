"""One row of a table as typed facts; what cannot be read is a fault of the row: field, code and reason."""

import dataclasses
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .profile import Profile, folded
from .table import Line

REASONS: dict[str, Any] = {
    "missing": _("must not be empty"),
    "stray_cells": _("%(value)s cells stand under no heading: a separator too many?"),
    "hidden_signs": _("has invisible characters: %(value)s"),
    "too_long": _("is longer than %(most)s characters"),
    "no_date": _("is no date: %(value)s"),
    "no_count": _("is no whole number: %(value)s"),
    "unknown_word": _("the profile has no word for it: %(value)s"),
    "no_beginning": _("a letter is not brought over in this state: %(value)s"),
    "no_number": _("no number can be read in it: %(value)s"),
    "number_twice": _("row %(first)s has this number already: %(value)s"),
    "number_beyond": _("the book ends before it: %(value)s"),
    "number_of_ours": _("Chancery gives the numbers after %(most)s itself: %(value)s"),
    "other_year": _("the profile does not take this year: %(value)s"),
    "ahead": _("lies ahead: %(value)s"),
    "before": _("comes before %(other)s: %(value)s"),
    "half_a_pair": _("a number and its date belong together"),
    "unknown": _("nobody and nothing of this name is known: %(value)s"),
    "several": _("more than one has this name: %(value)s"),
    "not_in_nomenclature": _("the nomenclature of that year has no such file: %(value)s"),
    "no_country": _("is a code of two capital letters, as BY or RU: %(value)s"),
    "taken_otherwise": _("this number was brought over before, with other facts"),
    "differs": _("is there already, with another %(value)s"),
    "refused": _("was refused: %(value)s"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell of one row."""

    field: str
    code: str
    words: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The reason in the language that is active."""
        return str(REASONS[self.code]) % self.words


class Row:
    """A row that is being read. `used` are the fields whose cells were asked for."""

    def __init__(self, line: Line, profile: Profile) -> None:
        self.number, self.faults = line.number, list[Fault]()
        self.line, self.profile = line, profile
        if line.stray:
            self.fault("", "stray_cells", value=line.stray)

    def fault(self, name: str, code: str, **words: Any) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(name, code, words))

    def is_bad(self, *names: str) -> bool:
        """Whether one of these fields has a fault."""
        return any(one.field in names for one in self.faults)

    def cell(self, name: str) -> Any:
        """The cell of a field, else the value that the profile gives; None where there is none."""
        column = self.profile.columns.get(name)
        told = self.line.cells.get(column) if column else None
        return self.profile.given.get(name) if told in (None, "") else told

    def text(self, name: str, *, most: int = 2000, must: bool = False) -> str:
        """A text on one line."""
        told = self.cell(name)
        if isinstance(told, float) and told.is_integer():
            told = int(told)
        elif isinstance(told, date):
            told = f"{told:%d.%m.%Y}"
        found = " ".join(str(told if told is not None else "").split())
        if hidden := sorted({f"U+{ord(sign):04X}" for sign in found if unicodedata.category(sign)[0] == "C"}):
            self.fault(name, "hidden_signs", value=", ".join(hidden))
        elif len(found) > most:
            self.fault(name, "too_long", most=most)
        elif must and not found:
            self.fault(name, "missing")
        return found

    def day(self, name: str, *, must: bool = False, until: date | None = None) -> date | None:
        """A day, in one of the profile's ways to write it; not after `until`."""
        told = self.cell(name)
        if isinstance(told, date):
            found: date | None = told.date() if isinstance(told, datetime) else told
        elif text := self.text(name, must=must):
            found = next((day for form in self.profile.dates if (day := read_day(text, form))), None)
            if found is None and not self.is_bad(name):
                self.fault(name, "no_date", value=text[:60])
        else:
            return None
        if found and until and found > until:
            self.fault(name, "ahead", value=f"{found:%d.%m.%Y}")
        return found

    def count(self, name: str, *, default: int, most: int) -> int:
        """A whole number from 1 on."""
        told = self.text(name)
        if not told:
            return default
        if not (told.isascii() and told.isdigit() and 1 <= int(told) <= most):
            self.fault(name, "no_count", value=told[:60])
            return default
        return int(told)

    def word(self, name: str, ours: Iterable[str], *, default: str = "") -> str:
        """One word of a closed list, ours or theirs; empty where there is a fault."""
        told = self.text(name)
        if not told:
            if not default and not self.is_bad(name):
                self.fault(name, "missing")
            return default
        found = self.profile.words.get(name, {}).get(folded(told), told)
        if found not in set(ours):
            self.fault(name, "unknown_word", value=told[:60])
            return ""
        return found

    def one_of(self, name: str, among: dict[str, list[int]], *, must: bool = False) -> int | None:
        """The id behind a name, which exactly one has."""
        told = self.text(name, must=must)
        if not told or self.is_bad(name):
            return None
        found = among.get(key(told), [])
        if len(found) != 1:
            self.fault(name, "several" if found else "unknown", value=told[:100])
            return None
        return found[0]


def read_day(text: str, form: str) -> date | None:
    """The day that a text writes in one form."""
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def key(name: str) -> str:
    """A name as it is looked up: without blanks, so that «С. С. Примеров» is «С.С.Примеров»."""
    return folded(name).replace(" ", "")
