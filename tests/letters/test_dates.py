"""Days, moments and counts, as sheets write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cases.letters import dates
from cases.letters.words import counted, in_words, said, short


def test_a_day_has_two_two_and_four_digits() -> None:
    assert dates.day(date(2019, 7, 18)) == "18.07.2019"
    assert dates.day(date(987, 1, 2)) == "02.01.0987"
    assert dates.day(None) == ""


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Europe/Minsk", "19.07.2019 02:30"),
        ("Europe/Moscow", "19.07.2019 02:30"),
        ("UTC", "18.07.2019 23:30"),
        ("Asia/Kamchatka", "19.07.2019 11:30"),
    ],
)
def test_a_moment_is_told_by_the_clock_of_the_body(zone: str, written: str) -> None:
    moment = datetime(2019, 7, 18, 23, 30, 59, tzinfo=UTC)
    assert dates.moment(moment, zone) == written
    assert dates.moment(moment.astimezone(timezone(timedelta(hours=-5))), zone) == written


def test_no_moment_is_written_as_nothing() -> None:
    assert dates.moment(None, "Europe/Minsk") == ""


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "документов"),
        (1, "документ"),
        (2, "документа"),
        (4, "документа"),
        (5, "документов"),
        (11, "документов"),
        (14, "документов"),
        (21, "документ"),
        (102, "документа"),
        (111, "документов"),
        (1001, "документ"),
    ],
)
def test_a_count_takes_its_form(number: int, form: str) -> None:
    assert counted(number, "документ,документа,документов") == form


def test_a_total_is_told_in_words() -> None:
    assert [in_words(number) for number in (0, 1, 23, 101)] == ["ноль", "один", "двадцать три", "сто один"]


def test_an_unknown_code_stands_as_it_is() -> None:
    assert said("courier-77", "means") == "courier-77"
    assert said("post", "means") == "почта"


def test_a_digest_is_told_by_its_beginning() -> None:
    assert short("0123456789abcdef") == "0123456789ab"
