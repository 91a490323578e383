"""Paper of the chancery that is no sheet of a case: a register for some days, what left on a day, envelopes, labels.

It only reads, is drawn when it is asked for, and is kept nowhere.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.template import Context

from cases import access
from cases.lifecycle.outcomes import Channel, Delivery
from cases.models import Body, Case, Dispatch, Number, OutgoingCase, Register

from . import dates, rendering

type Facts = dict[str, Any]

# Width and height in mm; a sheet of labels is A4 with two columns of seven.
FORMATS = {"C5": (229, 162), "DL": (220, 110), "A5": (210, 148)}
LABELS = 14
SEALED_TITLE = "Для служебного пользования"  # what a register shows of a restricted letter


def page(template: str, facts: Facts) -> str:
    """A list as HTML; every fact is escaped, and what cannot be printed is made visible."""
    return rendering.engine().get_template(f"lists/{template}.html").render(Context(rendering.legible(facts)))


def register(of: Register, since: date, until: date, at: datetime) -> Facts:
    """A register from one day to another, both included, in the order of its numbers.

    A number between them that no letter has stands in its place, so that no gap is unexplained.
    """
    dated = Number.objects.filter(register=of, case__number_date__range=(since, until))
    years = range(since.year, until.year + 1)
    found: list[Number] = []
    for year in years:
        ordinals = sorted(dated.filter(year=year).values_list("ordinal", flat=True))
        if ordinals:
            between = Q(case=None, ordinal__range=(ordinals[0], ordinals[-1]))
            within = Number.objects.filter(register=of, year=year).filter(
                between | Q(case__number_date__range=(since, until))
            )
            found += (
                within.select_related("case__correspondent", "case__executor", "holder")
                .prefetch_related("case__dispatches__correspondent")
                .order_by("ordinal")
            )
    return head(of.body, at) | {
        "register": of.name,
        "incoming": of.direction == "in",
        "period": period(since, until),
        "rows": [numbered(one) for one in found],
        "count": sum(one.case_id is not None for one in found),
    }


def numbered(one: Number) -> Facts:
    """One line of a register."""
    case = one.case
    if case is None:
        return {"number": one.text, "note": one.reason or f"{one.get_status_display()}: {one.purpose}"}
    names = [case.correspondent.name] if case.correspondent else [c.correspondent.name for c in case.dispatches.all()]
    return {
        "number": one.text,
        "dated": dates.day(case.number_date),
        "correspondent": "; ".join(names),
        "theirs": f"{case.their_number} от {dates.day(case.their_date)}" if case.their_number else "",
        "title": SEALED_TITLE if case.restriction else case.title,
        "executor": str(case.executor or ""),
        "due": dates.day(case.due or case.reply_asked_by),
        "file": case.file_index,
        "note": f"аннулирован: {one.reason}" if one.status == Number.Status.VOID else "",
    }


def dispatched(body: Body, day: date, at: datetime) -> Facts:
    """What left a body on a day by its clock, and what still waits to leave, by channel."""
    zone = ZoneInfo(body.time_zone)
    begun = datetime.combine(day, datetime.min.time(), zone)
    of_day = Q(sent_at__gte=begun, sent_at__lt=begun + timedelta(days=1))
    copies = (
        Dispatch.objects.filter(of_day | Q(delivery=Delivery.QUEUED), case__body=body)
        .select_related("case__draft", "case__correspondent", "correspondent")
        .order_by("channel", "case__number_date", "case__number", "ordinal")
    )
    rows = [copy_line(one) for one in copies]
    return head(body, at) | {
        "day": dates.day(day),
        "channels": [
            {"channel": channel, "rows": [row for row in rows if row["channel"] == channel]}
            for channel in sorted({row["channel"] for row in rows})
        ],
        "sent": sum(not row["waits"] for row in rows),
        "waiting": sum(row["waits"] for row in rows),
    }


def copy_line(one: Dispatch) -> Facts:
    """One copy on its way out."""
    return {
        "channel": str(one.channel),
        "number": one.case.number,
        "dated": dates.day(one.case.number_date),
        "addressee": one.correspondent.name,
        "address": one.correspondent.address if one.channel == Channel.POST else one.correspondent.email,
        "copies": one.copies,
        "proof": one.proof,
        "waits": one.delivery == Delivery.QUEUED,
    }


def envelopes(cases: Iterable[Case], size: str) -> Facts:
    """An envelope a copy, its addressee as on the letter. `size` is one of FORMATS."""
    width, height = FORMATS[size]
    return {"width": width, "height": height, "size": size, "covers": covers(cases)}


def labels(cases: Iterable[Case]) -> Facts:
    """The same addressees as sheets of labels."""
    found = covers(cases)
    return {"sheets": [found[start : start + LABELS] for start in range(0, len(found), LABELS)]}


def covers(cases: Iterable[Case]) -> list[Facts]:
    """What stands on each cover: from whom, to whom, which letter."""
    found = []
    for case in cases:
        lines = lines_of(case)
        for one in case.dispatches.select_related("correspondent").order_by("ordinal"):
            own = one.correspondent.addressee.splitlines()
            found.append(
                {
                    "sender": case.body.name,
                    "sender_address": case.body.address,
                    "lines": lines.get(one.correspondent_id, own),
                    "address": one.correspondent.address,
                    "number": case.number,
                }
            )
    return found


def lines_of(case: Case) -> dict[int, list[str]]:
    """The lines of each addressee as they stand on the letter."""
    letter = access.as_law(case)
    written = letter.letter.addressees if isinstance(letter, OutgoingCase) else ()
    return {one.correspondent: list(one.lines) for one in written}


def head(body: Body, at: datetime) -> Facts:
    """What every list begins and ends with."""
    return {"body": body.name, "made": dates.moment(at, body.time_zone)}


def period(since: date, until: date) -> str:
    """Some days in words."""
    return f"за {dates.day(since)}" if since == until else f"с {dates.day(since)} по {dates.day(until)}"
