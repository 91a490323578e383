"""All that the page of a case shows, read in a few statements and never more than its user may see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import translation

from cases import access
from cases.journal import body as journal
from cases.letters import deadline, mailing
from cases.letters.history import freeze_history
from cases.lifecycle.facts import LetterText
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.signatures import Standing
from cases.models import Case, CaseGrant, Dispatch, Enquiry, Entry, Familiarisation, Letter, LivingCase, Point, Visa

from .timeline import kinds_of

if TYPE_CHECKING:
    from datetime import date

    from cases.models import User

RENDERED, JUDGED = "rendered", "judged"
DIGEST = re.compile(r"[0-9a-f]{64}")
CODES = {"request", "language"}  # sealed as text is, and none to be read
OF_TEXT = {"digest"}  # of a version of the letter, which is no file


@dataclass(frozen=True)
class Signed:
    """An electronic signature that was verified when its letter was bound: whose, by which certificate, and when."""

    who: dict[str, str]
    certificate: str
    at: datetime


@dataclass(frozen=True)
class Judged:
    """An electronic signature of a letter that came in, as it was judged when the letter was taken in."""

    standing: Standing
    certificate: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """The parts of the page; `letter` is None where there is none or its user sees the card only."""

    case: LivingCase
    letter: LetterText | None
    passed: list[tuple[str, datetime]]
    rounds: list[tuple[int, list[Visa]]]
    points: list[Point]
    copies: list[Dispatch]
    drawn_copies: dict[int, str]  # of a mailing: ordinal to digest
    mailed: bool
    enquiries: list[Enquiry]
    readers: list[Familiarisation]
    sheets: list[Letter]
    signatures: list["Signed"]
    judged: list["Judged"]  # those of a letter that came in
    linked: list[Case]
    history: list[dict[str, Any]]
    drawn: int
    theirs: dict[str, Any] | None  # the deadline by the calendar of the other side
    grants: list[CaseGrant]
    card_only: bool  # a restricted letter shows its card, and no text and no file, but to whom it was granted by name


def dossier(case: LivingCase, user: "User", *, on: "date") -> Dossier:
    """Read the parts of a case that its user was given by access."""
    entries = list(case.entries.order_by("seq").prefetch_related("disclosures"))
    told: list[dict[str, Any]] = freeze_history(case, entries)["entries"]
    is_admitted = access.is_admitted(user, case, on=on)
    visas = case.visas.select_related("official__post", "delegated_from__official", "given_by")
    lines = [
        line | {"papers": list(papers(entry)), "sealed": texts(entry, line), "kinds": kinds_of(type(case), line)}
        for entry, line in zip(entries, told, strict=True)
    ]
    sheets = list(case.letters.select_related("entry").order_by("entry__seq", "sheet"))
    return Dossier(
        case=case,
        letter=LetterText.read(case.draft.content) if case.draft and is_admitted else None,
        passed=[(entry.target, entry.occurred_at) for entry in entries if entry.target != entry.source],
        rounds=[(number, list(of_round)) for number, of_round in groupby(visas, lambda visa: visa.round)],
        points=list(case.points.all()),
        copies=list(case.dispatches.select_related("correspondent", "reply_case")),
        drawn_copies=mailing.drawn(entries),
        mailed=any(mailing.is_due(one.context) for one in sheets if one.sheet == Sheet.LETTER),
        enquiries=list(case.enquiries.select_related("unit", "correspondent", "point")),
        readers=list(case.familiarisations.select_related("official")),
        sheets=sheets,
        signatures=list(signed(entries, told)),
        judged=list(judged(entries)),
        linked=linked(case, user, on=on),
        history=[line for line in reversed(lines) if line["move"] != RENDERED],
        drawn=sum(line["move"] == RENDERED for line in lines),
        theirs=deadline.theirs(case, translation.get_language() or "en"),
        grants=list(case.grants.filter(ended=False, until__gte=on).select_related("user__official", "unit")),
        card_only=not is_admitted,
    )


def signed(entries: list[Entry], told: list[dict[str, Any]]) -> Iterator[Signed]:
    """The electronic signatures that the history tells of."""
    authors = {line["seq"]: line["author"] or {} for line in told}
    for entry in entries:
        effects = journal.read(bytes(entry.body))["effects"] if entry.move == RENDERED else {}
        if "certificate" in effects:
            yield Signed(authors[effects["of"]], effects["certificate"], entry.recorded_at)


def judged(entries: list[Entry]) -> Iterator[Judged]:
    """What the history tells of the electronic signatures of a letter that came in; of none that it has none."""
    for entry in entries:
        effects = journal.read(bytes(entry.body))["effects"] if entry.move == JUDGED else {}
        if effects:
            found = effects["signatures"] or [{"standing": effects["standing"], "certificate": ""}]
            for one in found:
                yield Judged(Standing(one["standing"]), one["certificate"], entry.recorded_at)


def linked(case: LivingCase, user: "User", *, on: "date") -> list[Case]:
    """The letter that this one answers, those that answer it, and the replies to its copies, as far as visible."""
    near = Q(replies__case=case.pk) | Q(answering__request=case.pk) | Q(joined=case.pk) | Q(joined_to=case.pk)
    near |= Q(answers__case=case.pk) | Q(dispatches__reply_case=case.pk)
    return list(access.visible_to(user, on=on).filter(near).exclude(pk=case.pk).distinct().order_by("pk"))


def papers(entry: Entry) -> dict[str, str]:
    """The files that an entry keeps, name to digest: its scan, and those among its facts."""
    content = journal.read(bytes(entry.body))
    files = {name: value for name, value in content["facts"].items() if name not in OF_TEXT and is_digest(value)}
    return files | ({"scan": content["scan"]} if content["scan"] else {})


def texts(entry: Entry, line: dict[str, Any]) -> list[dict[str, Any]]:
    """What was written with an act: remarks, reasons. What holds ids is shown elsewhere on the page."""
    written = {one.name for one in entry.disclosures.all() if isinstance(one.value, str)} - CODES
    return [fact for fact in line["sealed"] if fact["name"] in written or fact["standing"] != "open"]


def is_digest(value: Any) -> bool:
    """Whether a fact names a file."""
    return isinstance(value, str) and DIGEST.fullmatch(value) is not None
