"""What has changed between two versions of a letter, word by word, paragraph beside paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from cases.lifecycle.facts import LetterText

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
ALIKE = 0.35  # from here on a paragraph was rewritten; below it one was struck out and another one put in
MOST_WORDS = 4_000  # in a paragraph; longer ones are shown as a whole, not compared

type Piece = tuple[str, str]  # "same", "ins" or "del", and its text


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a letter that is not as it was."""

    place: str  # "heading", "paragraph", "point", "addressee" or "attachment"
    ordinal: int  # in the later version, counted from 1; in the earlier one where nothing is left of it
    pieces: tuple[Piece, ...]


def changes(before: LetterText, after: LetterText) -> list[Change]:
    """Every part that was changed, put in or struck out, in the order of the letter."""
    found = []
    for place, old, new in parts(before, after):
        found += [Change(place, ordinal, pieces) for ordinal, pieces in compared(old, new)]
    return found


def parts(before: LetterText, after: LetterText) -> Iterator[tuple[str, list[str], list[str]]]:
    """The parts of both versions as texts, beside each other."""
    yield "addressee", addressed(before), addressed(after)
    yield "heading", [before.heading], [after.heading]
    yield "paragraph", list(before.paragraphs), list(after.paragraphs)
    yield "point", list(before.points), list(after.points)
    yield "attachment", attached(before), attached(after)


def addressed(text: LetterText) -> list[str]:
    """Each addressee as one line."""
    return [", ".join(one.lines) for one in text.addressees]


def attached(text: LetterText) -> list[str]:
    """Each attachment as one line; other bytes under the same title are another attachment."""
    return [f"{one.title} ({one.sheets} × {one.copies}, {one.digest[:8]})" for one in text.attachments]


def compared(old: list[str], new: list[str]) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """Pairs of texts that differ, each with its ordinal."""
    for kind, i, k, j, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[i:k], new[j:m]
        for at in range(max(len(gone), len(come))):
            ordinal = j + at + 1 if at < len(come) else i + at + 1
            was, now = gone[at] if at < len(gone) else "", come[at] if at < len(come) else ""
            yield ordinal, tuple(words(was, now))


def words(was: str, now: str) -> Iterator[Piece]:
    """Two texts as pieces that stayed, came or went; texts that have little in common go and come as a whole."""
    a, b = WORDS.findall(was), WORDS.findall(now)
    match = SequenceMatcher(None, a, b, autojunk=False)
    if not (was and now) or max(len(a), len(b)) > MOST_WORDS or match.ratio() < ALIKE:
        yield from ((kind, text) for kind, text in (("del", was), ("ins", now)) if text)
        return
    for kind, i, k, j, m in match.get_opcodes():
        if kind == "equal":
            yield "same", "".join(a[i:k])
            continue
        if k > i:
            yield "del", "".join(a[i:k])
        if m > j:
            yield "ins", "".join(b[j:m])
