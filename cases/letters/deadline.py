"""The deadline on sheets: how a date came about, what it is elsewhere, and its ledger as a page of D21."""

from datetime import date

from cases.deadlines import words
from cases.deadlines.calendar import COUNTRIES
from cases.deadlines.ledger import Ledger, Line
from cases.lifecycle.dating import kept_calendar
from cases.lifecycle.outcomes import Reply
from cases.models import IncomingCase, LivingCase

from . import dates
from .occasion import Facts
from .reading import reading_of

LANGUAGE = "ru"


def term(case: LivingCase) -> Facts | None:
    """How the deadline of an incoming letter came about, in a few lines; None where no order has set one.

    theirs: the day by the calendar of the other side, where that is another one.
    """
    counted = case.ledger() if isinstance(case, IncomingCase) else None
    if counted is None or not isinstance(case, IncomingCase):
        return None
    return {
        "rule": words.rule(counted, LANGUAGE),
        "base": dates.day(counted.base),
        "due": dates.day(counted.due),
        "original": dates.day(counted.original) if counted.original != counted.due else "",
        "provisional": counted.provisional,
        "theirs": elsewhere(case, counted.due, counted),
    }


def theirs(case: LivingCase, language: str = LANGUAGE) -> Facts | None:
    """The deadline that a case has, by the calendar of the other side."""
    counted = case.ledger() if isinstance(case, IncomingCase) else None
    return elsewhere(case, case.due or case.reply_asked_by, counted, language)


def elsewhere(
    case: LivingCase, day: date | None, counted: Ledger | None = None, language: str = LANGUAGE
) -> Facts | None:
    """A deadline by the calendar of the other side: which day it is there, and what it is called.

    counted: by whose calendar a term was counted; else the day was given, and is the same day everywhere.
    """
    ours = counted.country if counted else case.body.country
    country = next((one for one in sides(case) if one in COUNTRIES and one != ours), None)
    if day is None or country is None:
        return None
    if isinstance(case, IncomingCase):
        counted = case.ledger(country) if counted else None
        found = case.read_calendar(country).day(counted.due if counted else day)
    else:
        found = kept_calendar(case.body, country).day(day)
    return {
        "country": str(words.PHRASES[language]["countries"][country]),
        "due": dates.day(found.day),
        "kind": words.kind(found, country, language),
    }


def sides(case: LivingCase) -> list[str]:
    """The countries that look at a deadline: the sender's or those of the addressees who owe a reply, and ours."""
    if isinstance(case, IncomingCase):
        return [case.correspondent.country if case.correspondent else "", case.body.country]
    owing = {copy.correspondent_id for copy in case.copies if copy.reply == Reply.AWAITED}
    return [*sorted({one.country for one in reading_of(case).correspondents(owing).values()}), case.body.country]


def page(case: LivingCase) -> Facts | None:
    """The whole ledger: every day, and what it counts for."""
    told, counted = term(case), case.ledger() if isinstance(case, IncomingCase) else None
    if told is None or counted is None:
        return None
    return told | {
        "events": list(words.events(counted, LANGUAGE)),
        "days": [day(line, counted.country) for line in (*counted.lines, *counted.given_back)],
        "result": list(words.result(counted, LANGUAGE)),
    }


def day(line: Line, country: str) -> Facts:
    """One day of the ledger."""
    return {
        "day": dates.day(line.day.day),
        "weekday": words.weekday(line.day.day, LANGUAGE),
        "kind": words.kind(line.day, country, LANGUAGE) or "рабочий день",
        "mark": words.counts(line, LANGUAGE),
    }
