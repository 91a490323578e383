"""Laying a case into its file: the file mark (D17) and the inner inventory (D18)."""

from django.db.models import Q

from cases.lifecycle.outcomes import Reply
from cases.lifecycle.sheets import Sheet
from cases.models import Case, Letter

from . import dates
from .occasion import Facts, Occasion, frame


def file_mark(on: Occasion) -> Facts:
    """D17: into which file of which year (R30)."""
    case = on.case
    year = (case.number_date or case.day(on.act)).year
    title = case.body.nomenclature.filter(year=year, index=case.file_index).first()
    return frame(on) | {
        "file_index": case.file_index,
        "year": year,
        "file_title": title.title if title else "",
        "retention": title.retention if title else "",
        "text": str(on.facts.get("text") or ""),
        "scan": stamped(on),
    }


def stamped(on: Occasion) -> str:
    """The digest of the scan on which the mark is set: with the stamp of receipt, where that is drawn already."""
    if on.case.direction == "out" or not on.incoming.scan:
        return ""
    stamps = Letter.objects.filter(case=on.case.pk, sheet=Sheet.RECEIPT_STAMP).exclude(digest="").order_by("-pk")
    return stamps.values_list("digest", flat=True).first() or on.incoming.scan


def inventory(on: Occasion) -> Facts:
    """D18: what lies in the case: the letters it is linked with, then its own sheets in their order."""
    documents = [*linked(on), *own(on)]
    return frame(on) | {
        "file_index": on.case.file_index,
        "documents": documents,
        "count": len(documents),
        "excuses": excuses(on),
        "read_by": read_by(on),
    }


def linked(on: Occasion) -> list[Facts]:
    """The letters that this one answers and the letters that answer this one."""
    case = on.case
    if case.direction == "out":
        requests, linked = on.outgoing.requests, Q(answers__case=case)
    else:
        requests, linked = [], Q(answering__request=case) | Q(dispatches__reply_case=case)
    answers = Case.objects.filter(linked).exclude(number="").order_by("number_date", "pk").distinct()
    found = [*requests, *answers]
    return [
        {"sheet": "", "direction": one.direction, "number": one.number, "dated": dates.day(one.number_date)}
        | {"title": one.title, "seq": 0}
        for one in found
    ]


def own(on: Occasion) -> list[Facts]:
    """The sheets of the case, and the file mark that this very act makes."""
    letters = Letter.objects.filter(case=on.case.pk).select_related("entry").order_by("entry__seq", "sheet")
    rows = [(one.sheet, one.entry.seq, one.entry.occurred_at) for one in letters.defer("context")]
    rows += [(str(kind), on.seq, on.act.occurred_at) for kind in on.move.sheets if kind != on.sheet]
    return [
        {"sheet": sheet, "direction": on.case.direction, "number": on.case.number, "title": ""}
        | {"dated": on.day(moment), "seq": seq}
        for sheet, seq, moment in rows
    ]


def read_by(on: Occasion) -> list[Facts]:
    """The officials whom the letter was shown, and when each of them had read it."""
    showings = list(on.case.familiarisations.all())
    on.officials(one.official_id for one in showings)
    return [{**on.person(one.official_id), "moment": on.moment(one.read_at)} for one in showings]


def excuses(on: Occasion) -> list[Facts]:
    """The addressees of whom no reply is expected any more, and why."""
    if on.case.direction == "in":
        return []
    excused = [copy for copy in on.outgoing.copies if copy.reply == Reply.EXCUSED]
    names = on.reading.correspondents({copy.correspondent_id for copy in excused})
    return [{"addressee": names[copy.correspondent_id].name, "reason": copy.excuse} for copy in excused]
