"""What is ordered and watched: the resolution sheet (D06), the control card (D07), the extension note (D08)."""

from cases.deadlines.policy import Urgency
from cases.lifecycle.outcomes import Reply
from cases.models import Disclosure, Dispatch, Point

from . import dates, deadline
from .card import sender
from .notices import signed_by
from .occasion import Facts, Occasion, frame


def resolution(on: Occasion) -> Facts:
    """D06: the order as its author gave it, or as an assistant proposes it."""
    facts = on.facts
    charges = sorted(facts.get("charges", ()), key=lambda one: not one.responsible)
    on.officials(one.official for one in charges)
    return (
        frame(on)
        | sender(on.incoming)
        | {
            "proposed": on.move.name == "submit_to_head",
            "text": str(facts.get("text") or facts.get("proposal") or ""),
            "charges": [
                {**on.person(one.official), "responsible": one.responsible, "due": dates.day(one.due)}
                for one in charges
            ],
            "urgency": str(facts.get("urgency") or Urgency.NORMAL),
            "due": dates.day(facts.get("due") or on.case.due),
            "term": deadline.term(on.case),
            "control": on.case.control == "on",
        }
    )


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
            "theirs": deadline.elsewhere(case, asked.until if on.move.name == "ask_extension" else case.due),
        }
    )


def control(on: Occasion) -> Facts:
    """D07: what is watched, until when, and how it was settled; the wording goes by the move."""
    case, facts = on.case, on.facts
    watched = frame(on) | {
        "control": case.control,
        "due": dates.day(case.due or case.reply_asked_by),
        "term": deadline.term(case),
        "theirs": deadline.theirs(case),
        "reminded": dates.day(case.reminded_on),
        "executor": on.person(case.executor_id),
        "text": str(facts.get("proof") or facts.get("reason") or ""),
    }
    return watched | (awaited(on) if case.direction == "out" else charged(on))


def awaited(on: Occasion) -> Facts:
    """Who still owes us a reply."""
    owing = [copy for copy in on.outgoing.copies if copy.reply == Reply.AWAITED]
    names = on.reading.correspondents({copy.correspondent_id for copy in owing})
    return {"awaited_from": [names[copy.correspondent_id].name for copy in owing]} | reminder(on, owing)


def reminder(on: Occasion, owing: list[Dispatch]) -> Facts:
    """A letter to those who owe us a reply, as they were addressed; no letter but when they are reminded."""
    if on.move.name != "remind":
        return {}
    due, written = on.case.reply_asked_by, on.outgoing.letter.addressees
    asked = {copy.correspondent_id for copy in owing}
    return {
        "addressees": [list(one.lines) for one in written if one.correspondent in asked],
        "references": [],
        "signer": signed_by(on),
        "over": due is not None and due < on.case.day(on.act),
    }


def charged(on: Occasion) -> Facts:
    """Who works on an incoming letter, and what he reported when no letter was needed (I19)."""
    case = on.incoming
    charges = sorted(case.charges, key=lambda one: not one.responsible)
    on.officials(one.official_id for one in charges)
    return sender(case) | {
        "executors": [
            {**on.person(one.official_id), "responsible": one.responsible, "due": dates.day(one.due)} for one in charges
        ],
        "points": [answered(point) for point in case.asked],
        "report": report(on) if on.move.name == "off_control" else "",
    }


def answered(point: Point) -> Facts:
    """A point of the letter, and what the reply says to it or why it says nothing."""
    return {
        "text": point.text,
        "kind": point.kind,
        "answer": point.answer or point.left_because,
        "organisation": point.organisation,
        "contact": point.contact,
        "useless_after": dates.day(point.useless_after),
    }


def report(on: Occasion) -> str:
    """The report of the executor, as long as the history may still disclose it."""
    reports = Disclosure.objects.filter(
        entry__case=on.case, entry__move="report_without_letter", name="report"
    ).order_by("-entry__seq")
    told = reports.first()
    return str(told.value) if told else ""
