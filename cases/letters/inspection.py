"""The rules of form on a finished letter: what its ink and its attached facts break of a norm."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.deadlines.calendar import Calendar
from cases.norms import form
from cases.norms.form import HAIR, Fault, Finding
from cases.norms.profile import Profile

from . import ink
from .ink import Box, Line, Page

ARCHIVAL = re.compile(rb"http://www.aiim.org/pdfa/ns/id/.*part", re.DOTALL)
ACROSS = 4  # mm: what is nearer on a line belongs together
CODE = 32  # mm: the lower right corner in which the code stands
MARK = ("Сертификат", "Владелец", "Действителен")


def inspect(pdf: bytes, norm: Profile) -> list[Finding]:
    """What a letter breaks, by the levels of the norm. Raises NotAPdf."""
    found, facts = ink.pages(pdf), ink.facts(pdf)
    return form.weighed([*measured(found, norm, facts), *worded(found, norm, facts), *lasting(pdf)], norm)


def lasting(pdf: bytes) -> Iterator[Fault]:
    """V29: the file says that it is PDF/A; veraPDF proves it in the tests."""
    if not any(ARCHIVAL.search(told) for told in ink.metadata(pdf)):
        yield "V29", "file", _("the file is no PDF/A, which is kept for more than ten years (V29)")


def measured(pages: list[Page], norm: Profile, facts: dict[str, Any]) -> Iterator[Fault]:
    """What ink alone decides."""
    for page in pages:
        yield from margins(page, norm, facts)
        yield from number(page, norm)
    yield from sizes(pages, norm)
    yield from code(pages[0], norm, facts)
    yield from arms(pages[0], norm)


def numerals(page: Page, norm: Profile) -> list[Line]:
    """The lines in the top margin that are a number."""
    return [one for one in page.lines if one.text.isdigit() and one.box[3] <= norm.limits.margins[2] + HAIR]


def corner(page: Page) -> Box:
    """The lower right corner, where the code stands on the first page."""
    return (page.width - CODE - 8, page.height - CODE - 8, page.width - 8, page.height - 8)


def margins(page: Page, norm: Profile, facts: dict[str, Any]) -> Iterator[Fault]:
    """V09: no ink in the margins but the page's number, the arms and the code."""
    left, right, top, _bottom = norm.limits.margins
    free = [one.box for one in numerals(page, norm)]
    if page.number == 1:
        free += [(left, 0, page.width - right, top + 0.5)] if facts.get("body", {}).get("arms") else []
        free += [corner(page)] if norm.limits.qr else []
    found = page.ink(without=tuple(free))
    if found is None:
        return
    room = (found[0], page.width - found[2], found[1], page.height - found[3])
    for side, is_there, wanted in zip(("left", "right", "top", "bottom"), room, norm.limits.margins, strict=True):
        if is_there < wanted - HAIR / 4:
            told = {"side": side, "is": f"{is_there:.2f}", "page": page.number, "wanted": wanted}
            yield "V09", "margins", _("page %(page)s: %(side)s margin is %(is)s mm, not %(wanted)s (V09)") % told


def number(page: Page, norm: Profile) -> Iterator[Fault]:
    """V08: from the second page its number stands in the middle of the top margin, off the edge."""
    found = numerals(page, norm)
    if page.number == 1:
        if found:
            yield "V08", "page number", _("the first page bears no number (V08)")
        return
    if [one.text for one in found] != [str(page.number)]:
        yield "V08", "page number", _("page %d does not bear its number in the top margin (V08)") % page.number
        return
    left, top, right, _bottom = found[0].box
    centre = (left + right) / 2
    field = (norm.drawing.left + page.width - norm.drawing.right) / 2
    if top < norm.limits.number_from_edge or min(abs(centre - page.width / 2), abs(centre - field)) > 2:
        yield "V08", "page number", _("page %d: its number is not in the middle, off the edge (V08)") % page.number


def sizes(pages: list[Page], norm: Profile) -> Iterator[Fault]:
    """V10: the type of the text, which is that of most letters."""
    weight: dict[int, int] = {}
    for line in (line for page in pages for line in page.lines):
        weight[round(line.size)] = weight.get(round(line.size), 0) + len(line.text)
    size = max(weight, key=lambda one: weight[one], default=0)
    if size not in norm.limits.sizes:
        yield "V10", "text", _("the text is set in %d points (V10)") % size


def code(page: Page, norm: Profile, facts: dict[str, Any]) -> Iterator[Fault]:
    """V14: a registered letter bears its code in the lower right corner of the first page."""
    if norm.limits.qr and "letter" in facts and facts["case"]["number"]:
        found = page.ink(within=corner(page))
        if found is None or min(found[2] - found[0], found[3] - found[1]) < 15:
            yield "V14", "code", _("there is no code in the lower right corner of the first page (V14)")


def arms(page: Page, norm: Profile) -> Iterator[Fault]:
    """V15: how large the arms are, and how far from the edge."""
    first = min((line.box[1] for line in page.lines if len(line.text) > 3), default=0.0)
    found = page.ink(within=(0, 0, page.width, first - 0.5)) if first > 1 else None
    if found is None:
        return
    if norm.limits.arms_widest and max(found[2] - found[0], found[3] - found[1]) > norm.limits.arms_widest + HAIR:
        yield "V15", "arms", _("the arms are larger than %d mm (V15)") % norm.limits.arms_widest
    if found[1] < norm.limits.arms_from_edge - HAIR:
        yield "V15", "arms", _("the arms stand nearer to the edge than %d mm (V15)") % norm.limits.arms_from_edge


def worded(pages: list[Page], norm: Profile, facts: dict[str, Any]) -> Iterator[Fault]:
    """What the facts of the sheet decide, and whether they stand on it."""
    letter = facts.get("letter")
    if letter is None:
        return
    text = " ".join(line.text for page in pages for line in page.lines)
    yield from form.heading(letter["heading"], facts["case"]["language"], norm)
    yield from form.addressees(letter["addressees"], norm)
    yield from form.dates(letter["paragraphs"], "paragraphs")
    yield from form.paragraphs(letter["paragraphs"], norm)
    listed = [(one["title"], one["sheets"], one["copies"]) for one in letter["attachments"]]
    yield from form.attachments(listed)
    yield from form.references((one["number"], one["dated"]) for one in facts["references"])
    for one in (facts["signer"], *facts.get("cosigners", ())):
        if one:
            yield from form.signer(one["post"], one["name"], norm)
    yield from executor(pages, facts)
    if "ПОДПИСАН" in text.upper() and "ЭЛЕКТРОНН" in text.upper():
        lacking = [word for word in MARK if word not in text]
        yield "V11", "mark of signature", _("the mark stands without a verified signature %s (V11)") % lacking
    if norm.limits.bilingual and not facts["body"]["name_be"]:
        yield "V27", "head", _("the head is in both languages (V27)")
    numbers, signed = facts["case"], day(facts.get("signed", ""))
    yield from numbered(numbers["number"], day(numbers["dated"]), signed, norm)
    yield from form.longest((("requisites", width) for width in requisites(pages[0], letter)), norm)


def numbered(number: str, dated: date | None, signed: date | None, norm: Profile) -> Iterator[Fault]:
    """V04: number and date come together, after the signature, on its day or the next working day."""
    if bool(number) != bool(dated):
        yield "V04", "number", _("number and date come together, after the signature (V04)")
    elif dated is not None and signed is None:
        yield "V04", "number", _("a letter that nobody has signed has no number (V04)")
    elif (
        dated is not None
        and signed is not None
        and not signed <= dated <= Calendar(norm.family.upper()).ahead(signed, 1)
    ):
        yield "V04", "number", _("the date is that of the signature or of the next working day (V04)")


def day(told: str) -> date | None:
    """A day as sheets write it; None for no day."""
    return datetime.strptime(told, "%d.%m.%Y").date() if told else None


def requisites(page: Page, letter: dict[str, Any]) -> Iterator[float]:
    """How wide the lines above the text are, in mm; what stands apart on one height are lines of their own."""
    opening = " ".join(letter["paragraphs"][0].split())[:12] if letter["paragraphs"] else ""
    starts = [line.box[1] for line in page.lines if opening and line.text.startswith(opening)]
    above = [line for line in page.lines if line.box[3] <= min(starts, default=page.height / 3) and line.text.strip()]
    above.sort(key=lambda line: (round(line.box[3]), line.box[0]))
    left = right = height = -1.0
    for line in above:
        if round(line.box[3]) == height and line.box[0] - right < ACROSS:
            right = line.box[2]
        else:
            left, right, height = line.box[0], line.box[2], round(line.box[3])
        yield right - left


def executor(pages: list[Page], facts: dict[str, Any]) -> Iterator[Fault]:
    """V13: the mark of the executor is on the last page only."""
    name = (facts["executor"] or {}).get("name", "")
    where = [page.number for page in pages if name and any(line.text == name for line in page.lines)]
    if name and where != [len(pages)]:
        yield "V13", "executor", _("the executor is named on the last page only (V13)")
