"""Letters that an act on a case sends out by itself: to the sender, or to another body (D03-D05, D09-D11)."""

from cases.models import Correspondent

from . import dates
from .card import sender
from .letter import signature
from .occasion import Facts, Occasion, frame, named


def to_sender(on: Occasion) -> Facts:
    """What every notice to the sender of an incoming letter carries."""
    case, theirs = on.incoming, sender(on.incoming)
    return (
        frame(on)
        | theirs
        | {
            "addressees": [theirs["sender"]["lines"]] if theirs["sender"] else [],
            "references": [{"number": theirs["their_number"], "dated": theirs["their_date"]}],
            "received": on.moment(case.received_at),
            "sheets": case.sheets,
            "signer": signed_by(on),
        }
    )


def signed_by(on: Occasion) -> Facts:
    """Post and name of whose act it is, in the language of the letter and as its norm spaces them (V06)."""
    author = on.act.author
    if author.official is None:
        return named(author)
    official = on.officials([author.official])[author.official]
    return signature(official, on.case.language, gap=on.profile.drawing.gap_in_name)


def acknowledgement(on: Occasion) -> Facts:
    """D03: the letter has come and has a number; `executor` is whom the sender may ask."""
    case = on.incoming
    return to_sender(on) | {"unit": case.unit.name, "executor": on.person(case.executor_id)}


def refusal(on: Occasion) -> Facts:
    """D04: not registered, for a reason of the closed list."""
    return to_sender(on) | {"reason": on.facts["reason"].value, "note": str(on.facts.get("note") or "")}


def return_letter(on: Occasion) -> Facts:
    """D05: not addressed to us."""
    return to_sender(on) | {"reason": str(on.facts["reason"])}


def interim_reply(on: Occasion) -> Facts:
    """D09: how far the work is; control and deadline stay as they are."""
    return to_sender(on) | {"done": str(on.facts["done"]), "until": dates.day(on.facts["until"])}


def forwarding(on: Occasion) -> Facts:
    """D10: to the body that is competent, to those whose consent is asked for, or to those who are asked."""
    if on.case.direction == "out":
        bodies = [str(body) for body in on.facts["bodies"] if body.strip()]
        return frame(on) | {
            "addressees": [[body] for body in bodies],
            "references": [],
            "signer": signed_by(on),
        }
    if on.move.name in ("ask_enquiry", "withdraw_enquiry"):
        return to_sender(on) | enquiry(on) | {"references": []}
    body = competent(on)
    return to_sender(on) | told(on) | {"addressees": [body.addressee.splitlines()], "references": []}


def enquiry(on: Occasion) -> Facts:
    """What a unit or another body is asked, and for which point of the letter; or that it is asked no more."""
    made = on.incoming.enquiry(on.facts["ordinal"]) if "ordinal" in on.facts else on.incoming.enquired[-1]
    lines = made.correspondent.addressee.splitlines() if made.correspondent else [str(made.unit)]
    return {
        "addressees": [lines],
        "question": made.question,
        "asked": on.day(made.asked_at),
        "due": dates.day(made.due),
        "point": {"number": made.point.ordinal, "text": made.point.text} if made.point else None,
        "reason": str(on.facts.get("reason") or ""),
    }


def forwarding_notice(on: Occasion) -> Facts:
    """D11: tells the sender which body has his letter now."""
    return to_sender(on) | told(on)


def told(on: Occasion) -> Facts:
    """Which body is competent, and why."""
    return {"competent": competent(on).name, "reason": str(on.facts["reason"])}


def competent(on: Occasion) -> Correspondent:
    """The body that the letter is forwarded to."""
    wanted: int = on.facts["to"]
    return on.reading.correspondents({wanted})[wanted]
