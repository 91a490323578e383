"""The ledger of a deadline: every day between its base and its date, and what each of them counts for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from .calendar import DAY, Calendar, Day
from .policy import Extension, Given, Pause, Policy, Roll, Rule, Unit, days_between, months_after


class Mark(StrEnum):
    """What a day counts for."""

    COUNTED = "counted"
    OFF = "off"  # a day off, of a term in working days
    PAUSED = "paused"
    ROLLED = "rolled"  # the term ended on a day off and went on
    EXTENDED = "extended"
    MADE_UP = "made_up"  # after an extension, a day for each one on which the clock stood
    GIVEN_BACK = "given_back"  # the term ended on a day off and came back


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a ledger; `ordinal` is which day of the term it is, 0 when it counts for none."""

    day: Day
    mark: Mark
    ordinal: int = 0

    def as_json(self) -> dict[str, Any]:
        """The line in strings and whole numbers."""
        return {
            "day": self.day.day.isoformat(),
            "kind": str(self.day.kind),
            "mark": str(self.mark),
            "ordinal": self.ordinal,
            "other": self.day.other.isoformat() if self.day.other else "",
            "basis": self.day.basis,
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """How a deadline came about.

    lines: each day after the base up to the date, so that there are exactly (due - base) of them. reckoned: where
    the term ended before it was rolled; given_back: the days that rolling back took away. original: the date
    without extensions. dates: that one and each that an extension made, in order; the last one is `due`.
    """

    rule: Rule
    base: date
    country: str
    lines: tuple[Line, ...]
    given_back: tuple[Line, ...]
    reckoned: date
    dates: tuple[date, ...]
    provisional: bool
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def due(self) -> date:
        """The deadline."""
        return self.dates[-1]

    @property
    def original(self) -> date:
        """The deadline before every extension."""
        return self.dates[0]

    def as_json(self) -> dict[str, Any]:
        """The ledger in strings, whole numbers, booleans, lists and objects; days as ISO 8601."""
        return {
            "rule": self.rule.as_json(),
            "base": self.base.isoformat(),
            "country": self.country,
            "reckoned": self.reckoned.isoformat(),
            "original": self.original.isoformat(),
            "due": self.due.isoformat(),
            "provisional": self.provisional,
            "days": [line.as_json() for line in self.lines],
            "given_back": [line.as_json() for line in self.given_back],
            "pauses": [
                {"since": one.since.isoformat(), "until": one.until.isoformat(), "reason": one.reason}
                for one in self.pauses
            ],
            "extensions": [
                {"granted": one.granted.isoformat(), "until": one.until.isoformat(), "reason": one.reason}
                for one in self.extensions
            ],
        }


def due(
    rule: Rule,
    base: date,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> Ledger:
    """Count a deadline from its base day, day by day.

    pauses: closed ones; a day on which the clock stood counts for nothing. extensions: granted ones, in order;
    each sets a date, and pauses that began later move that date on. The base day itself is never counted.
    """
    stood, moved = tuple(pauses), tuple(extensions)
    first = [one for one in stood if not moved or one.since < moved[0].granted]
    lines, given_back, reckoned = term(rule, base, calendar, first)
    dates = [lines[-1].day.day if lines else base]
    for number, extension in enumerate(moved):
        later = moved[number + 1].granted if number + 1 < len(moved) else date.max
        within = [one for one in stood if extension.granted <= one.since < later]
        lines += extended(extension, dates[-1], calendar, within)
        dates.append(lines[-1].day.day if lines else base)
    years = {line.day.day.year for line in (*lines, *given_back)}
    provisional = any(calendar.is_provisional(year) for year in years)
    return Ledger(
        rule, base, calendar.country, tuple(lines), given_back, reckoned, tuple(dates), provisional, stood, moved
    )


def term(rule: Rule, base: date, calendar: Calendar, pauses: list[Pause]) -> tuple[list[Line], tuple[Line, ...], date]:
    """The days of a term without extensions, those that rolling takes back, and where it ended before."""
    working = isinstance(rule, Policy) and rule.unit == Unit.WORKING
    lines = count(length(rule, base), base, calendar, pauses, working=working)
    reckoned = lines[-1].day.day if lines else base
    if isinstance(rule, Given) or rule.roll == Roll.NONE or calendar.works(reckoned):
        return lines, (), reckoned
    if rule.roll == Roll.NEXT:
        target = next(calendar.upward(reckoned))
        return lines + marked(days_between(reckoned, target), Mark.ROLLED, calendar), (), reckoned
    # Never back behind the base, nor into a pause that is over: that day would be past when it is set.
    floor = max([base] + [one.until for one in pauses if one.until <= reckoned])
    target = max(floor, next(calendar.downward(reckoned)))
    back = tuple(marked(days_between(target, reckoned), Mark.GIVEN_BACK, calendar))
    return lines[: len(lines) - len(back)], back, reckoned


def count(wanted: int, base: date, calendar: Calendar, pauses: list[Pause], *, working: bool = False) -> list[Line]:
    """The days until so many of them are counted: working days only, or all on which the clock did not stand."""
    lines: list[Line] = []
    day, counted = base, 0
    while counted < wanted:
        day += DAY
        found = calendar.day(day)
        if any(one.holds(day) for one in pauses):
            lines.append(Line(found, Mark.PAUSED))
        elif working and not found.works:
            lines.append(Line(found, Mark.OFF))
        else:
            counted += 1
            lines.append(Line(found, Mark.COUNTED, counted))
    return lines


def length(rule: Rule, base: date) -> int:
    """How many days of its kind a term has."""
    if isinstance(rule, Given):
        return max(0, (rule.day - base).days)
    if rule.unit == Unit.MONTH:
        return (months_after(base, rule.number) - base).days
    return rule.number


def extended(extension: Extension, former: date, calendar: Calendar, pauses: list[Pause]) -> list[Line]:
    """The days that an extension adds, and those that make up for pauses after it."""
    until = max(extension.until, former)
    lines = marked(days_between(former, until), Mark.EXTENDED, calendar)
    full = count((until - extension.granted).days, extension.granted, calendar, pauses)
    return lines + marked(days_between(until, full[-1].day.day if full else until), Mark.MADE_UP, calendar)


def marked(days: Iterable[date], mark: Mark, calendar: Calendar) -> list[Line]:
    """Days that all count for the same."""
    return [Line(calendar.day(day), mark) for day in days]
