"""The ledger in three languages."""

import re
from datetime import date, timedelta

import pytest

from cases.deadlines.calendar import COUNTRIES, Calendar, Change, Kind
from cases.deadlines.ledger import Ledger, Mark, due
from cases.deadlines.policy import Base, Extension, Given, Pause, Policy, Roll, Source, Unit
from cases.deadlines.words import PHRASES, holiday, length, tell
from tests.deadlines.reckoning import YEARS

LANGUAGES = ("ru", "be", "en")
SHORT = Policy(Base.RESOLUTION, Unit.CALENDAR, 3, Roll.PREVIOUS, "RU")
THURSDAY = date(2019, 8, 15)


def urgent() -> Ledger:
    """Three days of which a Sunday eats two."""
    return due(SHORT, THURSDAY, Calendar("RU"))


def test_a_ledger_reads_as_people_would_count() -> None:
    assert tell(urgent(), "ru") == [
        "Отсчёт от: 15.08.2019, четверг",
        "Правило: 3 календарных дня от даты резолюции; если последний день нерабочий, срок истекает"
        " в предшествующий рабочий день; по календарю России",
        "16.08.2019, пятница: 1-й день срока",
        "17.08.2019, суббота: выходной день; срок возвращается на предшествующий рабочий день",
        "18.08.2019, воскресенье: выходной день; срок возвращается на предшествующий рабочий день",
        "Последний день срока 18.08.2019 нерабочий",
        "Срок: 16.08.2019, пятница",
    ]
    assert tell(urgent(), "be")[-1] == "Тэрмін: 16.08.2019, пятніца"
    assert tell(urgent(), "en")[-1] == "Due: 16.08.2019, Friday"


def test_pauses_and_extensions_are_told_with_their_reasons() -> None:
    pause = Pause(date(2019, 8, 16), date(2019, 8, 19), "запрос в МИД")
    moved = Extension(date(2019, 8, 20), date(2019, 8, 27), "большой объём")
    told = tell(due(SHORT, THURSDAY, Calendar("RU"), [pause], [moved]), "ru")
    assert "Срок приостановлен с 16.08.2019, возобновлён 19.08.2019: запрос в МИД" in told
    assert "20.08.2019 срок продлён с 21.08.2019 до 27.08.2019: большой объём" in told
    assert "17.08.2019, суббота: выходной день; срок приостановлен, не считается" in told
    assert "26.08.2019, понедельник: срок продлён" in told
    assert told[-2:] == ["Первоначальный срок: 21.08.2019", "Срок: 27.08.2019, вторник"]


def test_who_named_the_date_is_told() -> None:
    for source, words in ((Source.RESOLUTION, "установлен резолюцией"), (Source.LETTER, "назван в письме")):
        told = tell(due(Given(date(2019, 8, 20), source, "BY"), THURSDAY, Calendar("BY")), "ru")
        assert words in told[1]


def test_transfers_holidays_and_the_table_of_the_office_are_named() -> None:
    term = Policy(Base.RESOLUTION, Unit.WORKING, 5, Roll.NONE, "BY")
    told = tell(due(term, date(2019, 5, 3), Calendar("BY", [Change(date(2019, 5, 13), False, "приказ № 5")])), "ru")
    assert "04.05.2019, суббота: рабочий день за 06.05.2019; 1-й день срока" in told
    assert "06.05.2019, понедельник: выходной день, перенесён с 04.05.2019; не считается" in told
    assert "09.05.2019, четверг: День Победы; не считается" in told
    assert "13.05.2019, понедельник: нерабочий день по календарю органа (приказ № 5); не считается" in told
    assert "roll" not in " ".join(told)


def test_a_provisional_date_says_so() -> None:
    term = Policy(Base.RESOLUTION, Unit.WORKING, 5, Roll.NONE, "BY")
    for language, word in zip(LANGUAGES, ("предварительный", "папярэдні", "Provisional"), strict=True):
        assert word in tell(due(term, date(2026, 12, 30), Calendar("BY")), language)[-1]
        assert word not in " ".join(tell(due(term, date(2026, 3, 2), Calendar("BY")), language))


@pytest.mark.parametrize(
    ("number", "ru", "be", "en"),
    [
        (1, "1 рабочий день", "1 рабочы дзень", "1 working day"),
        (3, "3 рабочих дня", "3 рабочыя дні", "3 working days"),
        (11, "11 рабочих дней", "11 рабочых дзён", "11 working days"),
        (21, "21 рабочий день", "21 рабочы дзень", "21 working days"),
        (112, "112 рабочих дней", "112 рабочых дзён", "112 working days"),
        (30, "30 рабочих дней", "30 рабочых дзён", "30 working days"),
    ],
)
def test_terms_are_counted_in_the_right_form(number: int, ru: str, be: str, en: str) -> None:
    term = Policy(Base.RESOLUTION, Unit.WORKING, number, Roll.NONE, "BY")
    assert [length(term, language) for language in LANGUAGES] == [ru, be, en]


def test_every_language_has_every_phrase_with_the_same_fields() -> None:
    for table in ("phrases", "kinds", "marks", "countries"):
        english = PHRASES["en"][table]
        for language in LANGUAGES:
            assert PHRASES[language][table].keys() == english.keys()
            for key, words in PHRASES[language][table].items():
                assert fields(words) == fields(english[key]), (language, key)
    assert set(PHRASES["en"]["kinds"]) == {str(kind) for kind in Kind}
    assert set(PHRASES["en"]["marks"]) == {str(mark) for mark in Mark}
    assert set(PHRASES["en"]["countries"]) == set(COUNTRIES)


def fields(words: str) -> set[str]:
    """The fields of a phrase."""
    return set(re.findall(r"{(\w+)}", words))


def test_belarusian_and_russian_are_not_mixed() -> None:
    for table in ("phrases", "kinds", "marks", "countries"):
        assert not set("ищъ") & set(" ".join(PHRASES["be"][table].values()).lower())
        assert not set("іў") & set(" ".join(PHRASES["ru"][table].values()).lower())
    assert not set("ищъ") & set(" ".join(PHRASES["be"]["holidays_of_russia"].values()).lower())


def test_every_holiday_of_nine_years_has_a_name_in_each_language() -> None:
    for country in COUNTRIES:
        for day in (date(2018, 1, 1) + timedelta(number) for number in range(365 * len(YEARS))):
            if Calendar(country).day(day).kind == Kind.HOLIDAY:
                names = [holiday(day, country, language) for language in LANGUAGES]
                assert len(set(names)) == 3, names
                assert not set("ищъ") & set(names[1].lower()), names
