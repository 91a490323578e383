"""The working calendars: against the decrees of 2018-2026, the office's own table, years that nobody has decreed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from cases.deadlines.calendar import COUNTRIES, Calendar, Change, Kind, first_day, transfers, worked
from tests.deadlines.reckoning import YEARS, worked_days

# The totals of the production calendars.
TOTALS = {
    "RU": (247, 247, 248, 247, 247, 247, 248, 247, 247),
    "BY": (253, 252, 255, 257, 255, 252, 253, 252, 254),
}


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_day_of_nine_years_is_what_the_decrees_say(country: str) -> None:
    calendar = Calendar(country)
    assert [day for year in YEARS for day in days_of(year) if calendar.works(day)] == worked_days(country)
    counts = tuple(sum(calendar.works(day) for day in days_of(year)) for year in YEARS)
    assert counts == TOTALS[country]


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_days_worked_instead_are_those_that_the_package_counts(country: str) -> None:
    theirs = {day for year in YEARS for day in holidays.country_holidays(country, years=year).weekend_workdays}
    ours = {day for day in worked(country) if day.year in YEARS}
    assert ours == {day for day in theirs if day.year in YEARS}


def test_a_moved_holiday_is_still_free_and_its_other_day_as_well() -> None:
    russia = Calendar("RU")
    assert russia.day(date(2025, 5, 8)).kind == Kind.OFF_INSTEAD
    assert russia.day(date(2025, 5, 8)).other == date(2025, 2, 23)
    assert russia.day(date(2025, 2, 23)).kind == Kind.HOLIDAY
    assert russia.day(date(2025, 11, 1)).kind == Kind.WORKING_INSTEAD
    assert russia.day(date(2025, 11, 1)).other == date(2025, 11, 3)


def test_the_office_has_the_last_word() -> None:
    day, saturday = date(2026, 3, 17), date(2026, 3, 21)
    ours = Calendar("BY", [Change(day, working=False, basis="приказ"), Change(saturday, working=True)])
    assert (ours.day(day).kind, ours.day(day).basis, ours.works(day)) == (Kind.SET_OFF, "приказ", False)
    assert ours.day(saturday).kind == Kind.SET_WORKING
    assert ours.works(saturday)
    assert Calendar("BY").works(day)


def test_a_year_is_provisional_until_it_is_decreed() -> None:
    for country in COUNTRIES:
        last = max(transfers(country).values()).year
        assert not Calendar(country).is_provisional(last)
        assert not Calendar(country).is_provisional(2018)
        assert Calendar(country).is_provisional(last + 1)
        assert not Calendar(country, decreed=[last + 1]).is_provisional(last + 1)
        assert Calendar(country, decreed=[last + 1]).is_provisional(last + 2)
    assert Calendar("BY").is_provisional(2027), "Belarus decrees 2027 late in 2026"


def test_only_kept_calendars_are_asked() -> None:
    with pytest.raises(KeyError):
        Calendar("FR")


@pytest.mark.parametrize("country", COUNTRIES)
def test_working_days_ahead_and_before_are_counted_one_by_one(country: str) -> None:
    calendar, works = Calendar(country), worked_days(country)
    for day in days_of(2019) + days_of(2024):
        later = [one for one in works if one > day]
        sooner = [one for one in reversed(works) if one < day]
        assert calendar.ahead(day, 0) == (day if day in works else later[0])
        assert calendar.before(day, 0) == (day if day in works else sooner[0])
        assert [calendar.ahead(day, n) for n in (1, 3, 5)] == [later[0], later[2], later[4]]
        assert [calendar.before(day, n) for n in (1, 3, 5)] == [sooner[0], sooner[2], sooner[4]]


ZONES = ["Europe/Minsk", "Europe/Kaliningrad", "Europe/Moscow", "Asia/Vladivostok"]


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Europe/Minsk", datetime(2019, 12, 31, 20, 59, 59, tzinfo=UTC)),
        ("Europe/Kaliningrad", datetime(2019, 12, 31, 21, 59, 59, tzinfo=UTC)),
        ("Europe/Moscow", datetime(2019, 12, 31, 20, 59, 59, tzinfo=UTC)),
        ("Asia/Vladivostok", datetime(2019, 12, 31, 13, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_last_second_of_the_year_is_that_of_the_body(zone: str, utc: datetime) -> None:
    russia = Calendar("RU")
    assert first_day(utc, zone, russia) == date(2019, 12, 31)
    assert first_day(utc + timedelta(seconds=1), zone, russia) == date(2020, 1, 9)
    assert first_day(utc, zone, russia, time(18)) == date(2020, 1, 9)
    assert first_day(utc, zone, Calendar("BY"), time(18)) == date(2020, 1, 3)


@pytest.mark.parametrize("zone", ZONES)
def test_what_comes_after_office_hours_counts_to_the_next_working_day(zone: str) -> None:
    russia, closes = Calendar("RU"), time(17, 30)
    for day in days_of(2019):
        for hour, minute in ((0, 0), (9, 0), (17, 30), (17, 31), (23, 59)):
            moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
            late = (hour, minute) > (17, 30)
            expected = russia.ahead(day, 1) if late else russia.ahead(day, 0)
            assert first_day(moment.astimezone(UTC), zone, russia, closes) == expected
