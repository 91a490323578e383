"""How sheets write days and moments. Moments stand in the time zone of the body that issues the sheet."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day(value: date | None) -> str:
    """A day as 18.07.2019 (V07); empty for no day."""
    return f"{value.day:02}.{value.month:02}.{value.year:04}" if value else ""


def moment(value: datetime | None, zone: str) -> str:
    """A moment as 18.07.2019 14:05 by the clock of the zone; empty for no moment."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local)} {local.hour:02}:{local.minute:02}"
