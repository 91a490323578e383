"""The deadline on sheets: the extension note (D08), how a date came about, and its ledger as a page of D21."""

from cases.deadlines import words
from cases.deadlines.calendar import COUNTRIES
from cases.deadlines.ledger import Ledger, Line
from cases.deadlines.policy import Policy
from cases.models import IncomingCase, LivingCase

from . import dates
from .card import sender
from .occasion import Facts, Occasion, frame

LANGUAGE = "ru"


def extension(on: Occasion) -> Facts:
    """D08: what the executor asks, and what the author of the resolution said to it."""
    case = on.incoming
    asked = case.at_hand or case.asked_extensions[-1]
    order = case.term
    return (
        frame(on)
        | sender(case)
        | {
            "former": dates.day(asked.former),
            "until": dates.day(asked.until),
            "reason": asked.reason,
            "done": asked.done,
            "left": asked.left,
            "answer": asked.answer,
            "asked_by": on.person(asked.asked_by_id),
            "asked_on": dates.day(asked.asked_on),
            "asked_of": on.person(order.author_id if order else None),
            "due": dates.day(case.due),
        }
    )


def term(case: LivingCase) -> Facts | None:
    """How the deadline of an incoming letter came about, in a few lines; None where no order has set one.

    theirs: the day by the calendar of the sender's country, where the body counts by another one.
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
        "theirs": by_their_calendar(case, counted),
    }


def by_their_calendar(case: IncomingCase, counted: Ledger) -> Facts | None:
    """The same term as the sender's country would count it."""
    country = case.correspondent.country if case.correspondent else ""
    if country not in COUNTRIES or country == counted.country or not isinstance(counted.rule, Policy):
        return None
    theirs = case.ledger(country)
    told = words.PHRASES[LANGUAGE]["countries"][country]
    return {"country": str(told), "due": dates.day(theirs.due)} if theirs else None


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
