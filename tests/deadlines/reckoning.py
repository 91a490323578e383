"""A second calculation of deadlines, independent of the first: days typed in from the decrees, terms counted on lists.

`./run python -m tests.deadlines.reckoning` writes `vectors.txt` anew: a rule, its base, pauses, extensions and the
date that this calculation finds. The tests hold the ledger, this calculation and the written date against each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

VECTORS = Path(__file__).parent / "vectors.txt"
# Free Mondays to Fridays; after the stroke, Saturdays and Sundays that were worked. Day.month, from the decrees.
DECREED = {
    ("RU", 2018): "1.1 2.1 3.1 4.1 5.1 8.1 23.2 8.3 9.3 30.4 1.5 2.5 9.5 11.6 12.6 5.11 31.12 | 28.4 9.6 29.12",
    ("RU", 2019): "1.1 2.1 3.1 4.1 7.1 8.1 8.3 1.5 2.5 3.5 9.5 10.5 12.6 4.11 |",
    ("RU", 2020): "1.1 2.1 3.1 6.1 7.1 8.1 24.2 9.3 1.5 4.5 5.5 11.5 12.6 4.11 |",
    ("RU", 2021): "1.1 4.1 5.1 6.1 7.1 8.1 22.2 23.2 8.3 3.5 10.5 14.6 4.11 5.11 31.12 | 20.2",
    ("RU", 2022): "3.1 4.1 5.1 6.1 7.1 23.2 7.3 8.3 2.5 3.5 9.5 10.5 13.6 4.11 | 5.3",
    ("RU", 2023): "2.1 3.1 4.1 5.1 6.1 23.2 24.2 8.3 1.5 8.5 9.5 12.6 6.11 |",
    ("RU", 2024): "1.1 2.1 3.1 4.1 5.1 8.1 23.2 8.3 29.4 30.4 1.5 9.5 10.5 12.6 4.11 30.12 31.12 | 27.4 2.11 28.12",
    ("RU", 2025): "1.1 2.1 3.1 6.1 7.1 8.1 1.5 2.5 8.5 9.5 12.6 13.6 3.11 4.11 31.12 | 1.11",
    ("RU", 2026): "1.1 2.1 5.1 6.1 7.1 8.1 9.1 23.2 9.3 1.5 11.5 12.6 4.11 31.12 |",
    ("BY", 2018): "1.1 2.1 8.3 9.3 16.4 17.4 30.4 1.5 9.5 2.7 3.7 7.11 24.12 25.12 31.12"
    " | 20.1 3.3 14.4 28.4 7.7 22.12 29.12",
    ("BY", 2019): "1.1 7.1 8.3 1.5 6.5 7.5 8.5 9.5 3.7 7.11 8.11 25.12 | 4.5 11.5 16.11",
    ("BY", 2020): "1.1 2.1 6.1 7.1 27.4 28.4 1.5 3.7 25.12 | 4.1 4.4",
    ("BY", 2021): "1.1 7.1 8.1 8.3 10.5 11.5 | 16.1 15.5",
    ("BY", 2022): "7.1 7.3 8.3 2.5 3.5 9.5 7.11 | 12.3 14.5",
    ("BY", 2023): "2.1 8.3 24.4 25.4 1.5 8.5 9.5 3.7 6.11 7.11 25.12 | 29.4 13.5 11.11",
    ("BY", 2024): "1.1 2.1 8.3 1.5 9.5 13.5 14.5 3.7 7.11 8.11 25.12 | 18.5 16.11",
    ("BY", 2025): "1.1 2.1 6.1 7.1 28.4 29.4 1.5 9.5 3.7 4.7 7.11 25.12 26.12 | 11.1 26.4 12.7 20.12",
    ("BY", 2026): "1.1 2.1 7.1 20.4 21.4 1.5 3.7 25.12 | 25.4",
}
YEARS = range(2018, 2027)


@dataclass(frozen=True)
class Vector:
    """One line of the file: pauses and extensions as pairs of days."""

    country: str
    unit: str
    number: int
    roll: str
    base: date
    pauses: tuple[tuple[date, date], ...] = ()
    extensions: tuple[tuple[date, date], ...] = ()

    def __str__(self) -> str:
        spans = [";".join(f"{a}..{b}" for a, b in pairs) or "-" for pairs in (self.pauses, self.extensions)]
        return " ".join([self.country, self.unit, str(self.number), self.roll, str(self.base), *spans])


def read(line: str) -> tuple[Vector, date]:
    """A vector of the file and the date it must come to."""
    country, unit, number, roll, base, pauses, extensions, end = line.split()
    spans = [
        tuple((date.fromisoformat(one[:10]), date.fromisoformat(one[12:])) for one in told.split(";") if one != "-")
        for told in (pauses, extensions)
    ]
    vector = Vector(country, unit, int(number), roll, date.fromisoformat(base), *spans)
    return vector, date.fromisoformat(end)


def typed(country: str, year: int) -> tuple[set[date], set[date]]:
    """The days off and the days worked of a year, as typed in."""
    halves = [
        {date(year, int(month), int(day)) for day, month in (one.split(".") for one in half.split())}
        for half in DECREED[country, year].split("|")
    ]
    return halves[0], halves[1]


@cache
def worked_days(country: str) -> list[date]:
    """Every working day of all the years, in order."""
    found = []
    for year in YEARS:
        off, on = typed(country, year)
        day = date(year, 1, 1)
        while day.year == year:
            if day in on or (day.isoweekday() < 6 and day not in off):
                found.append(day)
            day += timedelta(1)
    return found


def reckon(vector: Vector) -> date:
    """The date of a vector, found on lists of days instead of by walking."""
    if vector.extensions:
        granted, until = vector.extensions[-1]
        stood = [one for one in vector.pauses if one[0] >= granted]
        return running(granted, stood)[(until - granted).days - 1]
    works = worked_days(vector.country)
    counted = running(vector.base, vector.pauses)
    if vector.unit == "working":
        return [day for day in counted if day in works][vector.number - 1]
    end = counted[days_of(vector) - 1]
    if vector.roll == "none" or end in works:
        return end
    if vector.roll == "next":
        return min(day for day in works if day > end)
    resumed = [until for _, until in vector.pauses if until <= end]
    return max(vector.base, *resumed, max((day for day in works if day < end), default=vector.base))


def running(base: date, pauses: tuple[tuple[date, date], ...] | list[tuple[date, date]]) -> list[date]:
    """The days after a base on which the clock ran."""
    days = [base + timedelta(number) for number in range(1, 500)]
    return [day for day in days if not any(since <= day < until for since, until in pauses)]


def days_of(vector: Vector) -> int:
    """How many calendar days the term has."""
    if vector.unit == "calendar":
        return vector.number
    month = vector.base.month - 1 + vector.number
    year, month = vector.base.year + month // 12, month % 12 + 1
    for day in (31, 30, 29, 28):
        try:
            return (date(year, month, min(day, vector.base.day)) - vector.base).days
        except ValueError:
            continue
    raise AssertionError(vector)


def chosen() -> Iterator[Vector]:
    """Month ends, leap years, New Year, worked Saturdays, every roll, pauses across holidays, extensions."""
    for country in ("BY", "RU"):
        yield from ends_of_months(country)
        yield from around_new_year(country)
        yield from around_worked_saturdays(country)
        yield from pauses_and_extensions(country)


def ends_of_months(country: str) -> Iterator[Vector]:
    """Days that the later month does not have, in common and leap years."""
    d = date
    for base in (d(2019, 1, 31), d(2020, 1, 31), d(2023, 12, 31), d(2024, 1, 30), d(2024, 2, 29), d(2025, 8, 31)):
        for number, roll in ((1, "prev"), (1, "next"), (1, "none"), (6, "prev"), (2, "next")):
            yield Vector(country, "month", number, roll, base)


def around_new_year(country: str) -> Iterator[Vector]:
    """Terms that begin before the holidays and end in or after them."""
    for year in range(2018, 2026):
        for unit, number, roll in (
            ("calendar", 3, "prev"),
            ("calendar", 10, "next"),
            ("working", 5, "none"),
            ("month", 1, "prev"),
        ):
            yield Vector(country, unit, number, roll, date(year, 12, 27))


def around_worked_saturdays(country: str) -> Iterator[Vector]:
    """Terms in which, or at whose end, a Saturday is worked."""
    for year in YEARS:
        for saturday in sorted(typed(country, year)[1]):
            yield Vector(country, "working", 3, "prev", saturday - timedelta(3))
            yield Vector(country, "calendar", 2, "prev", saturday - timedelta(2))


def pauses_and_extensions(country: str) -> Iterator[Vector]:
    """Pauses across holidays, extensions with pauses before and after them, and the extension removed."""
    for year in YEARS:
        d = partial(date, year)
        yield Vector(country, "calendar", 10, "prev", d(4, 28), ((d(4, 30), d(5, 10)),))
        yield Vector(country, "working", 10, "next", d(2, 20), ((d(2, 22), d(3, 9)),))
        yield Vector(country, "month", 1, "next", d(6, 3), ((d(6, 10), d(6, 14)), (d(7, 1), d(7, 8))))
        granted, stood = ((d(5, 20), d(6, 10)),), ((d(5, 6), d(5, 12)), (d(5, 25), d(6, 2)))
        for pauses in ((), stood):
            yield Vector(country, "calendar", 30, "prev", d(5, 4), pauses, granted)
            yield Vector(country, "calendar", 30, "prev", d(5, 4), pauses)


if __name__ == "__main__":
    VECTORS.write_text("".join(f"{one} {reckon(one)}\n" for one in chosen()), encoding="utf-8")
