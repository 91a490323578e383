"""From which rule a deadline comes: a date that somebody named, or the policy of the body (3.4 of the norms)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST = 1000


class Base(TextChoices):
    """From which day a term is counted."""

    RESOLUTION = "resolution", _("date of the resolution")
    REGISTRATION = "registration", _("date of registration")
    DOCUMENT = "document", _("date of the document")


class Unit(TextChoices):
    """In which days a term is counted."""

    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")
    MONTH = "month", _("months")


class Roll(TextChoices):
    """Where a term goes that ends on a day off."""

    PREVIOUS = "prev", _("to the working day before")
    NEXT = "next", _("to the working day after")
    NONE = "none", _("it stays")


class Urgency(TextChoices):
    """How soon an order is to be done."""

    NORMAL = "normal", _("normal")
    OPERATIVE = "operative", _("operative")
    URGENT = "urgent", _("urgent")


class Source(StrEnum):
    """Who named a date."""

    RESOLUTION = "resolution"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Policy:
    """A term: so many days or months from a base, by a country's calendar. Raises ValueError for no term at all."""

    base: Base
    unit: Unit
    number: int
    roll: Roll
    country: str

    def __post_init__(self) -> None:
        if not 1 <= self.number <= LONGEST:
            raise ValueError(f"a term has 1 to {LONGEST} days or months")

    def as_json(self) -> dict[str, Any]:
        """The policy as it is kept with the order that it dates."""
        return {
            "by": "policy",
            "base": str(self.base),
            "unit": str(self.unit),
            "number": self.number,
            "roll": str(self.roll),
            "country": self.country,
        }


@dataclass(frozen=True, slots=True)
class Given:
    """A date that the resolution sets or the letter asks for: that date, whatever day it is."""

    day: date
    by: Source
    country: str

    def as_json(self) -> dict[str, Any]:
        """The date as it is kept with the order."""
        return {"by": str(self.by), "day": self.day.isoformat(), "country": self.country}


type Rule = Policy | Given


def rule_of(kept: dict[str, Any]) -> Rule:
    """The rule that `as_json` kept. Raises KeyError or ValueError for what is none."""
    if kept["by"] != "policy":
        return Given(date.fromisoformat(kept["day"]), Source(kept["by"]), kept["country"])
    return Policy(Base(kept["base"]), Unit(kept["unit"]), kept["number"], Roll(kept["roll"]), kept["country"])


def months_after(day: date, number: int) -> date:
    """The same day of a later month, or its last day when it has no such day."""
    months = day.year * 12 + day.month - 1 + number
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood from `since` on; `until` is the first day that counts again. Pauses may overlap."""

    since: date
    until: date
    reason: str = ""

    def holds(self, day: date) -> bool:
        """Whether the clock stood on a day."""
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class Extension:
    """On `granted` the term was moved to `until`."""

    granted: date
    until: date
    reason: str = ""


def days_between(first: date, last: date) -> list[date]:
    """The days after the first up to the last."""
    return [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
