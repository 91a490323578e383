"""The rules of form (section 6 of the norms) that words alone decide: on a draft as on a finished sheet.

Each rule takes plain texts and yields what is wrong; the caller knows the requisite, the profile the weight.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import faces

from .profile import Level, Profile

ABOUT = {"ru": ("О ", "Об ", "Обо "), "be": ("Аб ", "Аба ", "Пра ")}
MONTHS = (
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    "|студзеня|лютага|сакавіка|красавіка|чэрвеня|ліпеня|жніўня|верасня|кастрычніка|лістапада|снежня"
)
ZERO_IN_WORDS = re.compile(rf"\b0\d\s(?:{MONTHS})\b")
YEAR_MARK = re.compile(r"\b\d\d\.\d\d\.\d{4}\s?г\.")
SHORT_DATE = re.compile(r"(?<![\d.])(?:\d\.\d{1,2}|\d\d\.\d)\.(?:19|20)\d\d\b")
DEEP = re.compile(r"\d+(?:\.\d+){4,}\.?\s")
PLACE = re.compile(r"(?:г|гор|п)\.\s?[А-ЯЁІЎ][а-яёіў-]+")
INITIALS_FIRST = re.compile(r"(?:^|\s)[А-ЯЁІЎ]\.\s?(?:[А-ЯЁІЎ]\.\s?)?[А-ЯЁІЎ][а-яёіў-]+\s*$")
NAME = {
    True: re.compile(r"[А-ЯЁІЎA-Z]\.(?:[А-ЯЁІЎA-Z]\.)?\u00a0[А-ЯЁІЎA-Z][\w’-]+"),
    False: re.compile(r"[А-ЯЁІЎA-Z]\.(?:[А-ЯЁІЎA-Z]\.)?[А-ЯЁІЎA-Z][\w’-]+"),
}
LONGEST_LIST = 300  # addressees of one mailing
HAIR = 0.2  # mm: half a dot of 300 dpi either way, and the edge of a letter
SPOKEN_FOR = re.compile(r"^\s*(?:за\s|/)|/\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: its id in the norms, the requisite that breaks it, in which way, and how much that weighs."""

    rule: str
    requisite: str
    text: Any
    level: Level

    def __str__(self) -> str:
        return f"{self.level}: {self.rule} {self.requisite}: {self.text}"


type Fault = tuple[str, str, Any]


def weighed(faults: Iterable[Fault], norm: Profile) -> list[Finding]:
    """Faults as findings; a rule that is off is silent."""
    found = [Finding(rule, requisite, text, norm.level(rule)) for rule, requisite, text in faults]
    return [one for one in found if one.level != Level.OFF]


def heading(text: str, language: str, norm: Profile) -> Iterator[Fault]:
    """V01: what it begins with, how it ends, and in how many lines it stands. V16: that it is there."""
    if not text.strip():
        yield "V16", "heading", _("every letter has a heading (V16)")
        return
    if not text.startswith(ABOUT.get(language, ("",))):
        yield "V01", "heading", _("a heading answers «about what?» and begins so (V01)")
    if text.rstrip().endswith("."):
        yield "V01", "heading", _("no full stop after a heading (V01)")
    lines = faces.lines(text, norm.drawing.heading, norm.drawing.size, bold=True)
    if len(lines) > norm.limits.heading_lines:
        yield "V01", "heading", _("a heading has at most %d lines (V01)") % norm.limits.heading_lines


def addressees(blocks: list[list[str]], norm: Profile, *, listed: bool = False) -> Iterator[Fault]:
    """V02: how many there are. V06: a surname comes before its initials.

    listed: they are all whom the letter goes to, of whom more go by a mailing list; else those that stand on a sheet.
    """
    if listed and len(blocks) > LONGEST_LIST:
        yield "V02", "addressees", _("a mailing list has at most %d addressees (V02)") % LONGEST_LIST
    elif not blocks or (len(blocks) > norm.limits.addressees and not listed):
        yield "V02", "addressees", _("a letter has one to four addressees, more go by a mailing list (V02)")
    words = ((word, line) for lines in blocks for line in lines for word in line.split())
    yield from longest((("addressees", faces.width(word, norm.drawing.size)) for word, _line in words), norm)
    if any(INITIALS_FIRST.search(line) for lines in blocks for line in lines):
        yield "V06", "addressees", _("in the addressee the surname stands before the initials (V06)")


def longest(wide: Iterable[tuple[str, float]], norm: Profile) -> Iterator[Fault]:
    """V26: the longest line of a requisite, in mm; `wide` are requisites with the width of one of their lines."""
    for requisite, width in wide:
        if width > norm.limits.longest_line + HAIR:
            told = {"is": round(width), "most": norm.limits.longest_line}
            yield "V26", requisite, _("a line of %(is)s mm is longer than %(most)s mm (V26)") % told


def dates(texts: Iterable[str], requisite: str) -> Iterator[Fault]:
    """V07: no zero before a day in words, no «г.» after a day in digits, two digits of day and month."""
    for text in texts:
        if ZERO_IN_WORDS.search(text):
            yield "V07", requisite, _("a date in words has no zero before it (V07)")
        if YEAR_MARK.search(text):
            yield "V07", requisite, _("a date in digits has no «г.» after it (V07)")
        if SHORT_DATE.search(text):
            yield "V07", requisite, _("a date in digits has two digits of day and month (V07)")


def paragraphs(texts: Iterable[str], norm: Profile) -> Iterator[Fault]:
    """V17: no place of issue on a letter. V18: how deep its numbering goes."""
    for text in texts:
        if PLACE.fullmatch(text.strip()):
            yield "V17", "paragraphs", _("a letter does not tell where it was issued (V17)")
        if DEEP.match(text):
            yield "V18", "paragraphs", _("a text is numbered in at most %d levels (V18)") % norm.limits.text_levels


def attachments(listed: Iterable[tuple[str, int, int]]) -> Iterator[Fault]:
    """V12: every attachment is counted in sheets and copies."""
    for title, sheets, copies in listed:
        if sheets < 1 or copies < 1:
            yield "V12", "attachments", _("«%s» has no sheets or no copies (V12)") % title


def signer(post: str, name: str, norm: Profile) -> Iterator[Fault]:
    """V05: his own post, without «за» or a slash. V06: initials and surname as the norm spaces them."""
    if SPOKEN_FOR.search(post):
        yield "V05", "signature", _("a letter is signed with one's own post, without «за» or a slash (V05)")
    if not NAME[norm.drawing.gap_in_name].fullmatch(name):
        yield "V06", "signature", _("initials stand before the surname, spaced by the norm (V06)")


def references(listed: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """V03: a reference has a number and a date, or it is not there."""
    for number, dated in listed:
        if not number or not dated:
            yield "V03", "reference", _("a reference names number and date of the letter it answers, or none (V03)")
