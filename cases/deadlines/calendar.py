"""Which days a country works: the published calendars, transferred days included, and what an office changes in them.

The published part comes from the package `holidays`; tests hold it against the decrees of 2018-2026. It knows the
transfers that a decree has made; a year without a decree is provisional. Days that were declared free by a decree
of their own (Russia in 2020 and 2021) are in no production calendar: an office that counts them enters them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

COUNTRIES = ("BY", "RU")
DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a day is."""

    WORKING = "working"
    WORKING_INSTEAD = "working_instead"  # a day off that is worked, for another one
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    OFF_INSTEAD = "off_instead"  # a working day that is free, for another one
    SET_WORKING = "set_working"  # by the office's own table
    SET_OFF = "set_off"


WORKS = frozenset({Kind.WORKING, Kind.WORKING_INSTEAD, Kind.SET_WORKING})


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar; `other` is the day it was exchanged with, `basis` what the office gave as reason."""

    day: date
    kind: Kind
    other: date | None = None
    basis: str = ""

    @property
    def works(self) -> bool:
        """Whether it is a working day."""
        return self.kind in WORKS


@dataclass(frozen=True, slots=True)
class Change:
    """A day that an office enters itself: a decree that the published calendar does not know yet."""

    day: date
    working: bool
    basis: str = ""


class Calendar:
    """The days of one country as one office counts them.

    changes: override the published calendar. decreed: years whose changes are complete. Raises KeyError for a
    country whose calendar is not kept.
    """

    def __init__(self, country: str, changes: Iterable[Change] = (), decreed: Iterable[int] = ()) -> None:
        if country not in COUNTRIES:
            raise KeyError(country)
        self.country = country
        self.changes = {change.day: change for change in changes}
        self.decreed = frozenset(decreed)

    def day(self, day: date) -> Day:
        """What a day is."""
        if change := self.changes.get(day):
            return Day(day, Kind.SET_WORKING if change.working else Kind.SET_OFF, basis=change.basis)
        return published(self.country, day)

    def works(self, day: date) -> bool:
        """Whether a day is worked."""
        return self.day(day).works

    def upward(self, day: date) -> Iterator[date]:
        """The working days from a day on, itself included."""
        while True:
            if self.works(day):
                yield day
            day += DAY

    def downward(self, day: date) -> Iterator[date]:
        """The working days from a day back, itself included."""
        while True:
            if self.works(day):
                yield day
            day -= DAY

    def ahead(self, day: date, number: int) -> date:
        """The working day that comes `number` working days after a day; with 0, the first from it on."""
        ways = self.upward(day if number == 0 else day + DAY)
        return [next(ways) for _ in range(max(1, number))][-1]

    def before(self, day: date, number: int) -> date:
        """The working day that comes `number` working days before a day; with 0, the last up to it."""
        ways = self.downward(day if number == 0 else day - DAY)
        return [next(ways) for _ in range(max(1, number))][-1]

    def is_provisional(self, year: int) -> bool:
        """Whether nobody has decreed the transfers of a year yet, so that its dates may still move."""
        return year not in self.decreed and year > max(transfers(self.country).values()).year


def published(country: str, day: date) -> Day:
    """A day by the published calendar."""
    off = transfers(country)
    if day in off:
        return Day(day, Kind.OFF_INSTEAD, off[day])
    if other := worked(country).get(day):
        return Day(day, Kind.WORKING_INSTEAD, other)
    if day in named(country, day.year):
        return Day(day, Kind.HOLIDAY)
    return Day(day, Kind.WEEKEND if day.weekday() >= 5 else Kind.WORKING)


@cache
def named(country: str, year: int) -> dict[date, str]:
    """The public holidays of a year with their names in the country's first language."""
    return dict(holidays.country_holidays(country, years=year).items())


@cache
def transfers(country: str) -> dict[date, date]:
    """The days off that were moved: where to, and from which day."""
    found = {}
    listed: dict[int, Any] = vars(holidays.country_holidays(country))["special_public_holidays"]
    for year, moves in listed.items():
        for move in moves if isinstance(moves[0], tuple) else (moves,):
            month, day, from_month, from_day, *from_year = move
            found[date(year, month, day)] = date(from_year[0] if from_year else year, from_month, from_day)
    return found


@cache
def worked(country: str) -> dict[date, date]:
    """The days off that are worked for one of those transfers; a holiday that was moved is still free."""
    return {
        given: taken
        for taken, given in transfers(country).items()
        if given.weekday() >= 5 and given not in named(country, given.year)
    }


def local_day(moment: datetime, zone: str) -> date:
    """The day of an aware moment by the clock of a time zone: the one place where a moment becomes a day."""
    return moment.astimezone(ZoneInfo(zone)).date()


def first_day(moment: datetime, zone: str, calendar: Calendar, closes: time | None = None) -> date:
    """The day to which an event counts by the clock of a body.

    What comes after its office hours (`closes`, local; None: the whole day counts) or on a day off, counts to the
    next working day. `moment` is aware.
    """
    local = moment.astimezone(ZoneInfo(zone))
    late = closes is not None and local.time() > closes
    return next(calendar.upward(local.date() + DAY if late else local.date()))
