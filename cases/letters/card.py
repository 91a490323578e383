"""The registration card of both directions (D01, section 3.2 of the norms) and the receipt stamp (D02)."""

from cases.models import IncomingCase, Resolution

from . import dates, deadline
from .letter import references, text
from .occasion import Facts, Occasion, frame


def card(on: Occasion) -> Facts:
    """D01: the twenty obligatory fields, as far as the direction has them."""
    return frame(on) | common(on) | (sent(on) if on.case.direction == "out" else received(on))


def common(on: Occasion) -> Facts:
    """The fields that both directions have."""
    case = on.case
    return {
        "kind": case.kind,
        "unit": case.unit.name,
        "executor": on.person(case.executor_id),
        "file_index": case.file_index,
        "control": case.control,
        "due": dates.day(case.due or case.reply_asked_by),
        "theirs": deadline.theirs(case),
        "correction": str(on.facts.get("reason") or "") if on.move.name == "correct_card" else "",
    }


def sent(on: Occasion) -> Facts:
    """The card of a letter of ours."""
    case = on.outgoing
    written = text(case)
    return {
        "addressees": written["addressees"],
        "attachments": written["attachments"],
        "signer": on.person(case.signer_id),
        "signed": dates.day(case.signed_on),
        "references": references(case),
    }


def received(on: Occasion) -> Facts:
    """The card of a letter of others."""
    case = on.incoming
    return (
        sender(case)
        | receipt(on)
        | {
            "points": [point.text for point in case.points.all()],
            "reference": {"number": case.our_number, "dated": dates.day(case.our_date)} if case.our_number else None,
            "resolutions": resolutions(on),
        }
    )


def sender(case: IncomingCase) -> Facts:
    """Whose letter it is, and the number and date that its sender gave it."""
    author = case.correspondent
    return {
        "sender": {"name": author.name, "lines": author.addressee.splitlines()} if author else None,
        "their_number": case.their_number,
        "their_date": dates.day(case.their_date),
    }


def resolutions(on: Occasion) -> list[Facts]:
    """What was ordered, first order first; a later one only specifies the former."""
    orders = list(on.incoming.resolutions.prefetch_related("assignments"))
    on.officials(one for order in orders for one in (order.author_id, *executors(order)))
    return [
        {
            "author": on.person(order.author_id)["name"],
            "text": order.text,
            "due": dates.day(order.due),
            "issued": dates.day(on.case.day(on.act)) if order.issued_at is None else on.moment(order.issued_at),
            "executors": [on.person(one)["name"] for one in executors(order)],
        }
        for order in orders
    ]


def executors(order: Resolution) -> list[int]:
    """Whom a resolution charges, the responsible one first."""
    charged = sorted(order.assignments.all(), key=lambda one: (not one.responsible, one.pk))
    return [one.official_id for one in charged]


def receipt_stamp(on: Occasion) -> Facts:
    """D02: the mark of receipt (R27)."""
    return frame(on) | receipt(on) | {"scan": on.incoming.scan}


def receipt(on: Occasion) -> Facts:
    """How the letter came, what the check of it found, and when its original followed."""
    case = on.incoming
    return {
        "point": case.point.name if case.point else "",
        "received": on.moment(case.received_at),
        "delivery": case.delivery,
        "sheets": case.sheets,
        "missing": case.missing,
        "original": {"received": dates.day(case.original_received_on), "place": case.original_place}
        if case.original_received_on
        else None,
    }
