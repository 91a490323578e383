"""A profile: what a file holds, under which headings, in which words. A TOML file that is kept for the next time."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.lifecycle.refusal import Refusal

from .table import Layout

# What each kind of file may tell, and what it must have a column or a given value for.
FIELDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    holds: (frozenset(may.split()) | frozenset(must.split()), frozenset(must.split()))
    for holds, must, may in (
        (
            "register",
            "number date title correspondent state",
            "their_number their_date received due executor unit resolution resolved_by signer delivery sheets kind"
            " file our_number our_date restriction reason country",
        ),
        ("units", "name", "code part_of"),
        ("posts", "name", "name_be name_dative rank"),
        ("officials", "surname initials post unit", "surname_dative phone login"),
        ("files", "year index title retention", ""),
        ("correspondents", "name country", "addressee address email"),
    )
}
TABLES = {"table", "columns", "given", "words", "numbers"}
SIMPLE = {"holds": str, "body": str, "dates": list, "new_correspondents": bool}
NUMBERS = {"register": str, "pattern": str, "years": list, "last": dict}


class BadProfile(Refusal):
    """The profile cannot be understood, or does not fit the file."""

    code = "bad_profile"
    status = 422


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as read. columns: ours -> their heading. words: field -> their word in small letters -> ours.

    last: year -> the last number of the book, beyond which a number is a slip of the pen.
    """

    holds: str
    body: str
    columns: dict[str, str]
    given: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    dates: tuple[str, ...] = ("%d.%m.%Y", "%Y-%m-%d")
    layout: Layout = field(default_factory=Layout)
    new_correspondents: bool = False
    register: str = ""
    pattern: re.Pattern[str] | None = None
    years: frozenset[int] = frozenset()
    last: dict[int, int] = field(default_factory=dict)

    def check(self, headings: list[str]) -> None:
        """Refuse a file that lacks a column of the profile. Raises BadProfile."""
        if missing := sorted(set(self.columns.values()) - set(headings)):
            raise BadProfile(_("the file has no column %s") % ", ".join(f"«{one}»" for one in missing))


def read(path: Path) -> Profile:
    """The profile of a file. Raises BadProfile that names what is wrong."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return profile(told)
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, re.error, TypeError, ValueError) as error:
        raise BadProfile(_("%(file)s cannot be understood: %(why)s") % {"file": path.name, "why": error}) from error


def profile(told: dict[str, Any]) -> Profile:
    """The profile of what TOML tells. Raises BadProfile or ValueError."""
    known(told, {*TABLES, *SIMPLE}, "")
    for name, kind in SIMPLE.items():
        if name in told and not isinstance(told[name], kind):
            raise BadProfile(_("this is no value for it: %s") % told[name], field=name)
    holds = told.get("holds", "")
    if holds not in FIELDS:
        raise BadProfile(_("is one of: %s") % ", ".join(FIELDS), field="holds")
    may, must = FIELDS[holds]
    columns, given, words = (dict(told.get(name, {})) for name in ("columns", "given", "words"))
    for pairs in (columns, given, words):
        known(pairs, may, holds)
    if lacking := sorted(must - columns.keys() - given.keys()):
        raise BadProfile(_("has no column and no given value: %s") % ", ".join(lacking), field="columns")
    return Profile(
        holds=holds,
        body=told.get("body", ""),
        columns=columns,
        given={name: str(value) for name, value in given.items()},
        words={name: {folded(theirs): ours for theirs, ours in one.items()} for name, one in words.items()},
        dates=tuple(told.get("dates", ("%d.%m.%Y", "%Y-%m-%d"))),
        layout=Layout(**told.get("table", {})),
        new_correspondents=told.get("new_correspondents", False),
        **(numbers(told.get("numbers", {})) if holds == "register" else {}),
    )


def numbers(told: dict[str, Any]) -> dict[str, Any]:
    """How the numbers of an old register are read, and up to which one they go."""
    known(told, set(NUMBERS), "numbers")
    if not told.get("register"):
        raise BadProfile(_("name the register of Chancery that goes on with these numbers"), field="numbers")
    pattern = re.compile(told.get("pattern", r"\D*(?P<ord>\d+)"))
    if "ord" not in pattern.groupindex:
        raise BadProfile(_("has a group named ord"), field="pattern")
    return {
        "register": told["register"],
        "pattern": pattern,
        "years": frozenset(int(year) for year in told.get("years", ())),
        "last": {int(year): int(last) for year, last in told.get("last", {}).items()},
    }


def known(told: dict[str, Any], names: set[str] | frozenset[str], where: str) -> None:
    """Refuse a name that nothing reads: it is mostly misspelled. Raises BadProfile."""
    if strange := sorted(told.keys() - names):
        raise BadProfile(_("nothing is known of: %s") % ", ".join(strange), field=where)


def folded(word: str) -> str:
    """A word as it is compared: small letters, single blanks, one letter е."""
    return " ".join(str(word).split()).casefold().replace("ё", "е")
