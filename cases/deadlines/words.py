"""The ledger in words, for people who read Russian, Belarusian or English."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import holidays

from .calendar import Day, Kind
from .ledger import Ledger, Line
from .policy import Given, Policy, Roll, Unit

PHRASES: dict[str, Any] = json.loads((Path(__file__).parent / "phrases.json").read_text(encoding="utf-8"))
FORMS = {Unit.CALENDAR: "calendar_days", Unit.WORKING: "working_days", Unit.MONTH: "months"}


def tell(ledger: Ledger, language: str) -> list[str]:
    """The whole ledger, a line a day, below the rule and above the result."""
    return [
        f"{say(language, 'base')}: {spell(ledger.base)}, {weekday(ledger.base, language)}",
        f"{say(language, 'rule')}: {rule(ledger, language)}",
        *events(ledger, language),
        *(days(line, ledger.country, language) for line in (*ledger.lines, *ledger.given_back)),
        *result(ledger, language),
    ]


def rule(ledger: Ledger, language: str) -> str:
    """The rule of a ledger in one line."""
    told = ledger.rule
    if isinstance(told, Given):
        return say(language, f"given_{told.by}").format(day=spell(told.day))
    return "; ".join(
        [
            f"{length(told, language)} {say(language, f'from_{told.base}')}",
            *([say(language, f"roll_{told.roll}")] if told.unit != Unit.WORKING else []),
            say(language, "calendar").format(country=PHRASES[language]["countries"][told.country]),
        ]
    )


def length(policy: Policy, language: str) -> str:
    """How long a term is: «10 рабочих дней»."""
    one, few, many = say(language, FORMS[policy.unit]).split("|")
    number = policy.number
    if language == "en":
        return f"{number} {one if number == 1 else many}"
    tens, units = number // 10 % 10, number % 10
    form = many if tens == 1 or units in (0, *range(5, 10)) else one if units == 1 else few
    return f"{number} {form}"


def events(ledger: Ledger, language: str) -> Iterator[str]:
    """The pauses and extensions of a ledger."""
    for pause in ledger.pauses:
        told = say(language, "paused").format(since=spell(pause.since), until=spell(pause.until))
        yield f"{told}: {pause.reason}" if pause.reason else told
    for former, extension in zip(ledger.dates, ledger.extensions, strict=False):
        told = say(language, "extended").format(
            granted=spell(extension.granted), former=spell(former), until=spell(extension.until)
        )
        yield f"{told}: {extension.reason}" if extension.reason else told


def days(line: Line, country: str, language: str) -> str:
    """One day: «18.08.2019, воскресенье: выходной день; 3-й день срока»."""
    what, mark = kind(line.day, country, language), counts(line, language)
    return (
        f"{spell(line.day.day)}, {weekday(line.day.day, language)}: {'; '.join(part for part in (what, mark) if part)}"
    )


def kind(day: Day, country: str, language: str) -> str:
    """What a day is; an ordinary working day needs no word."""
    if day.kind == Kind.HOLIDAY:
        return holiday(day.day, country, language)
    told = str(PHRASES[language]["kinds"][day.kind]).format(day=spell(day.other) if day.other else "")
    return f"{told} ({day.basis})" if day.basis else told


def counts(line: Line, language: str) -> str:
    """What a day counts for."""
    return str(PHRASES[language]["marks"][line.mark]).format(number=line.ordinal)


def result(ledger: Ledger, language: str) -> Iterator[str]:
    """Where the term ended, and what may still move it."""
    if ledger.given_back and isinstance(ledger.rule, Policy) and ledger.rule.roll == Roll.PREVIOUS:
        yield say(language, "came_back").format(day=spell(ledger.reckoned))
    if len(ledger.dates) > 1:
        yield say(language, "original").format(day=spell(ledger.original))
    yield say(language, "due").format(day=spell(ledger.due), weekday=weekday(ledger.due, language))
    if ledger.provisional:
        yield say(language, "provisional")


def holiday(day: date, country: str, language: str) -> str:
    """The name of a public holiday; the published calendar of Russia has no Belarusian one."""
    known = {"ru": "ru", "be": "be", "en": "en_US"}[language]
    if (country, language) == ("RU", "be"):
        name = str(holidays.country_holidays(country, years=day.year, language="ru")[day])
        return str(PHRASES["be"]["holidays_of_russia"].get(name.removesuffix(" (выходной)"), name))
    return str(holidays.country_holidays(country, years=day.year, language=known)[day])


def say(language: str, phrase: str) -> str:
    """A phrase of a language."""
    return str(PHRASES[language]["phrases"][phrase])


def weekday(day: date, language: str) -> str:
    """The day of the week."""
    return str(PHRASES[language]["weekdays"][day.weekday()])


def spell(day: date) -> str:
    """A day as 18.07.2019 (V07)."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"
