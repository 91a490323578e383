"""A norm profile: how a sheet is drawn, what is measured on it, and how much each rule weighs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

NORMS = Path(__file__).parent


# The rules of the norms that concern the form of a letter; the others (V19-V25, V28, V30) are the law's own.
RULES = tuple(f"V{number:02}" for number in (*range(1, 19), 26, 27, 29))


class UnknownNorm(Exception):
    """There is no norm of that name."""


class Level(StrEnum):
    """What comes of a broken rule: the letter is refused, its writer is told, or nobody looks."""

    ERROR = "error"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a sheet is drawn. Lengths in mm, `size` and `line` in points; it is frozen with every sheet."""

    layout: str
    left: int
    right: int
    top: int
    bottom: int
    size: int
    line: int
    head: int
    gap: int
    heading: int
    addressee: int
    name: int
    gap_in_name: bool
    arms: int
    arms_top: int
    qr: int
    sheet_numbers: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules measure against, in mm; 0 where the norm says nothing.

    margins: left, right, top, bottom, not less than. heading_from_lines: a shorter text needs no heading.
    """

    margins: tuple[int, int, int, int]
    sizes: tuple[int, ...]
    longest_line: int
    heading_lines: int
    addressees: int
    number_from_edge: int
    text_levels: int
    arms_from_edge: int
    arms_widest: int
    bilingual: bool
    qr: bool
    heading_from_lines: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One norm; `since` is the day of the first documents that follow it."""

    code: str
    title: str
    family: str
    since: date
    provisional: bool
    drawing: Drawing
    limits: Limits
    levels: Mapping[str, Level] = field(default_factory=dict)

    def level(self, rule: str) -> Level:
        """How much a rule (V01…V30) weighs; what the norm does not say otherwise is an error."""
        return self.levels.get(rule, Level.ERROR)


@cache
def profile(code: str) -> Profile:
    """The norm of a name, as it is written in its file. Raises UnknownNorm."""
    if code not in codes():
        raise UnknownNorm(code)
    told: dict[str, Any] = tomllib.loads((NORMS / f"{code}.toml").read_text(encoding="utf-8"))
    limits = told["limits"] | {name: tuple(told["limits"][name]) for name in ("margins", "sizes")}
    return Profile(
        code=code,
        title=told["title"],
        family=told["family"],
        since=told["since"],
        provisional=told["provisional"],
        drawing=Drawing(**told["drawing"]),
        limits=Limits(**limits),
        levels={rule: Level(level) for rule, level in told["levels"].items()},
    )


@cache
def codes() -> tuple[str, ...]:
    """The names of all norms."""
    return tuple(sorted(path.stem for path in NORMS.glob("*.toml")))


def profile_for(newest: str, levels: Mapping[str, str], *, on: date) -> Profile:
    """The norm that a document of a body follows, by its date: a letter of 2019 stays one.

    newest: the newest norm that the body has adopted. levels: the body's own weights, {"V01": "warn"}; they win.
    on: the date of the document. Raises UnknownNorm or ValueError for what is no level.
    """
    adopted = profile(newest)
    family = [one for one in map(profile, codes()) if one.family == adopted.family and one.since <= adopted.since]
    family.sort(key=lambda one: one.since)
    in_force = [one for one in family if one.since <= on]
    return weigh(in_force[-1] if in_force else family[0], levels)


def weigh(norm: Profile, levels: Mapping[str, str]) -> Profile:
    """The norm with a body's own weights. Raises ValueError for what is no level."""
    return replace(norm, levels={**norm.levels, **{rule: Level(level) for rule, level in levels.items()}})


def check_levels(levels: object) -> None:
    """Refuse what are no weights of known rules. Raises ValueError, naming the first that is none."""
    if not isinstance(levels, dict):
        raise ValueError(levels)
    for rule, level in levels.items():
        if rule not in RULES or level not in list(Level):
            raise ValueError(f"{rule}: {level}")
