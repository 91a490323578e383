"""The sheets are frozen once a run and printed once a run: rendering is what takes time here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pytest

from cases.letters import rendering
from cases.letters.history import freeze_history
from cases.models import Entry, Letter, OutgoingCase

from . import samples, verapdf
from .office import Lived, live

type Facts = dict[str, Any]
type Printed = Callable[[Facts], str]


@dataclass
class Sheets:
    """What both cases left: sample sheets by (law, move, sheet), and the door's own by (move, sheet)."""

    sampled: dict[samples.Key, Facts] = field(default_factory=dict)
    made: dict[tuple[str, str], Facts] = field(default_factory=dict)
    history: Facts = field(default_factory=dict)


FROZEN: list[Sheets] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line how many sheets veraPDF has judged, or that it could not."""
    if not verapdf.is_here():
        terminalreporter.write_line(verapdf.LACK)
    elif verapdf.PASSED:
        terminalreporter.write_line(f"veraPDF: {len(verapdf.PASSED)} sheets are PDF/A-3a and PDF/UA-1 at once")


@pytest.fixture
def sheets(db: None) -> Sheets:
    """Every sheet of both cases: the first test that asks lives the cases, the others read what was frozen."""
    if not FROZEN:
        FROZEN.append(freeze_all(live()))
    return FROZEN[0]


def freeze_all(lived: Lived) -> Sheets:
    """The sheets of every move, those that the door made, and the history of the outgoing case."""
    found = Sheets()
    for law, rule, sheet in samples.declared():
        found.sampled[samples.key(law, rule, sheet)] = samples.frozen(lived, law, rule, sheet)
    for letter in Letter.objects.select_related("entry").order_by("pk"):
        found.made[letter.entry.move, letter.sheet] = letter.context
    case = lived.case(OutgoingCase)
    entries = Entry.objects.filter(case=case).order_by("seq").prefetch_related("disclosures")
    found.history = freeze_history(case, entries)
    return found


@pytest.fixture
def lived(db: None) -> Lived:
    """The office and its cases, for a test of its own."""
    return live()


@pytest.fixture(scope="session")
def printed() -> Printed:
    """The text of a sheet as a reader extracts it from the PDF, white space folded; each is rendered once."""
    texts: dict[str, str] = {}

    def text(facts: Facts) -> str:
        key = repr(facts)
        if key not in texts:
            texts[key] = text_of(rendering.render(facts))
        return texts[key]

    return text


def text_of(pdf: bytes) -> str:
    """The text layer of a PDF with its white space folded and words that a line end divided made whole.

    The reader shows a compound's own hyphen at a line end as U+0002; that of a division is U+2010.
    """
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    whole = re.sub("\u2010\\s+", "", " ".join(pages)).replace("\x02", "-")
    return re.sub(r"\s+", " ", whole)
