"""The way of a letter to its addressees (D16), and the act that ends a number, a draft or a sent letter (D20)."""

from cases.models import Case

from . import dates
from .letter import text, version
from .occasion import Facts, Occasion, frame


def dispatch(on: Occasion) -> Facts:
    """D16: every copy, its way, its proof and what became of it."""
    case = on.outgoing
    names = on.reading.correspondents({copy.correspondent_id for copy in case.copies})
    return frame(on) | {
        "sheets": sum(one["sheets"] for one in text(case)["attachments"]),
        "copies": [
            {
                "ordinal": copy.ordinal,
                "addressee": names[copy.correspondent_id].name,
                "address": names[copy.correspondent_id].address,
                "channel": str(copy.channel),
                "copies": copy.copies,
                "proof": copy.proof,
                "sent": on.moment(copy.sent_at),
                "delivery": str(copy.delivery),
                "their_number": copy.their_number,
                "their_date": dates.day(copy.their_date),
                "note": note(on, copy.ordinal),
            }
            for copy in case.copies
        ],
    }


def note(on: Occasion, ordinal: int) -> str:
    """Why the copy of this very act was refused or came back."""
    return str(on.facts.get("note") or "") if on.facts.get("ordinal") == ordinal else ""


def annulment(on: Occasion) -> Facts:
    """D20: of a number (two persons), of a draft, or of a letter that has left; the wording goes by the move."""
    case = on.case
    return frame(on) | {
        "reason": str(on.facts["reason"]),
        "asked_by": on.person(case.annulment_asked_by_id) if on.move.name == "annul" else None,
        "version": version(on.outgoing) if on.move.name == "cancel" else None,
        "by_letter": by_letter(on) if on.move.name == "withdraw" else None,
    }


def by_letter(on: Occasion) -> Facts:
    """The letter that withdraws this one."""
    other = Case.objects.only("number", "number_date").get(pk=on.facts["by_letter"], body=on.case.body_id)
    return {"number": other.number, "dated": dates.day(other.number_date)}
