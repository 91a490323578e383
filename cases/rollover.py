"""The turn of the year: what the coming 1 January will do to a body's registers, and what lacks for it.

Numbers are taken in earnest and given back, so that what is shown is what will be.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from cases import registers
from cases.deadlines.calendar import COUNTRIES, local_day
from cases.lifecycle.states import IncomingState, OutgoingState
from cases.models import Body, Case, Number, Register


@dataclass(frozen=True, slots=True)
class Turn:
    """One register: what it gives last and first, and whether the first text was a number of the old year already."""

    register: str
    before: str
    after: str
    again: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the coming 1 January does to a body. `midnight` is when it begins there; lacks are to be mended before."""

    body: str
    year: int
    midnight: datetime
    turns: list[Turn] = field(default_factory=list)
    reserved: list[str] = field(default_factory=list)
    unregistered: dict[str, int] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)


def rehearse(body: Body, at: datetime) -> Rehearsal:
    """The year that follows a moment, as it will begin by the clock of the body. It changes nothing."""
    year = local_day(at, body.time_zone).year + 1
    found = Rehearsal(body.name, year, datetime(year, 1, 1, tzinfo=ZoneInfo(body.time_zone)))
    for register in Register.objects.filter(body=body).select_related("unit").order_by("pk"):
        found.turns.append(turn(register, year))
    ending = Number.objects.filter(register__body=body, status=Number.Status.RESERVED, year__lt=year)
    for number in ending.select_related("holder", "register").order_by("register", "ordinal"):
        found.reserved.append(f"{number.register}: {number.text} ({number.holder}, {number.purpose})")
    for state in (OutgoingState.SIGNED, IncomingState.RECEIVED):
        if waiting := Case.objects.filter(body=body, state=state).count():
            found.unregistered[state.value] = waiting
    found.lacks.extend(lacks(body, year))
    return found


def turn(register: Register, year: int) -> Turn:
    """The last number of the old year and the first of the new one, taken and given back."""
    with transaction.atomic():
        try:
            before = registers.write_number(register, year - 1, registers.next_ordinals(register, year - 1))
        except registers.YearClosed:
            before = ""
        after = registers.write_number(register, year, registers.next_ordinals(register, year))
        transaction.set_rollback(True)
    again = Number.objects.filter(register=register, year__lt=year, text=after).exists()
    return Turn(register.name, before, after, again)


def lacks(body: Body, year: int) -> list[str]:
    """What the new year asks for and has not: its nomenclature of files, and its working days."""
    found = []
    files = {one: set(body.nomenclature.filter(year=one).values_list("index", flat=True)) for one in (year - 1, year)}
    if not files[year]:
        found.append(f"the nomenclature of files for {year} is empty: nothing of that year can be filed")
    elif gone := sorted(files[year - 1] - files[year]):
        found.append(f"files of {year - 1} that {year} does not go on with: {', '.join(gone)}")
    if body.country in COUNTRIES and not body.calendar_years.filter(country=body.country, year=year).exists():
        found.append(f"the working days of {year} are not set: deadlines beyond {year - 1} are provisional")
    return found


def last_moment(found: Rehearsal) -> datetime:
    """The last moment of the old year there."""
    return found.midnight - timedelta(milliseconds=1)
