"""A register's closing statement for a year: what was given, set aside and voided, and that nothing is missing."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.lifecycle.beginnings import IMPORTED
from cases.models import Number, RegisterYear

from . import log

NAMED = 10  # so many missing or doubled numbers are named


def statement(counter: RegisterYear, at: datetime) -> dict[str, Any]:
    """The facts of the statement."""
    register = counter.register
    every = Number.objects.filter(register=register, year=counter.year)
    brought = every.filter(ordinal__lte=counter.opening, case__entries__move=IMPORTED)
    numbers = list(every.exclude(pk__in=brought.values("pk")).order_by("ordinal"))
    ordinals = Counter(number.ordinal for number in numbers)
    wanted = range(counter.opening + 1, counter.last + 1)
    missing = [one for one in wanted if one not in ordinals]
    doubled = sorted(one for one, count in ordinals.items() if count > 1)
    strange = sorted(set(ordinals) - set(wanted))
    checkpoint = log.latest()
    status = Counter(number.status for number in numbers)
    return {
        "body": register.body.name,
        "register": register.name,
        "year": counter.year,
        "opening": counter.opening,
        "last": counter.last,
        "first_text": numbers[0].text if numbers else "",
        "last_text": numbers[-1].text if numbers else "",
        "issued": status[Number.Status.ISSUED],
        "reserved": status[Number.Status.RESERVED],
        "void": [{"text": one.text, "reason": one.reason} for one in numbers if one.status == Number.Status.VOID],
        "total": len(numbers),
        "brought": brought.count(),
        "missing": missing[:NAMED],
        "doubled": doubled[:NAMED],
        "strange": strange[:NAMED],
        "whole": not (missing or doubled or strange),
        "made": f"{at.astimezone(ZoneInfo(register.body.time_zone)):%d.%m.%Y %H:%M}",
        "checkpoint": checkpoint.note if checkpoint else "",
    }
