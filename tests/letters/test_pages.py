"""Where pages end: never a lone line, never a signature without text above it, heads of tables on every page."""

import re
from typing import Any

import pypdfium2
import pytest

from cases.letters import rendering, specimens
from cases.lifecycle.sheets import Sheet
from cases.norms import profile as norms

WORDS = "Просим сообщить о возможности участия в запланированных мероприятиях и о заинтересованности. "
SIGNATURE = re.compile(r"С\.С\.\s?Щербаков")


def pages(facts: dict[str, Any]) -> list[list[str]]:
    """The lines of every page as they stand there, without the page's number."""
    found = []
    for page in pypdfium2.PdfDocument(rendering.render(facts)):
        lines = [" ".join(line.split()) for line in page.get_textpage().get_text_bounded().splitlines()]
        found.append([line for line in lines if line and not line.isdigit()])
    return found


def letter(norm: str, lines: int, **other: Any) -> dict[str, Any]:
    """A letter whose text takes about so many lines, the last paragraph being one line."""
    facts = specimens.specimen(Sheet.LETTER, norm)
    body = [WORDS * 3] * (lines // 4) + ["Ещё строка."] * (lines % 4) + ["С уважением,"]
    facts["letter"] |= {"paragraphs": body, "attachments": []} | other
    return facts


@pytest.mark.parametrize("norm", ["by-2009", "ru-2025"])
def test_a_signature_is_never_alone_on_its_page(norm: str) -> None:
    seen = set()
    for lines in range(14, 36):
        found = pages(letter(norm, lines))
        [where] = [number for number, page in enumerate(found) if any(map(SIGNATURE.search, page))]
        assert where == len(found) - 1
        at = next(index for index, line in enumerate(found[where]) if SIGNATURE.search(line))
        assert at >= 2, f"{lines} lines: {found[where]}"
        seen.add(len(found))
    # The campaign is worth something only when the text does run over the first page on its way.
    assert seen == {1, 2}


def test_attachments_stay_with_the_signature_and_both_with_the_text() -> None:
    many = [{"title": f"Сведения № {one}", "sheets": one, "copies": 1, "digest": "a"} for one in range(1, 4)]
    for lines in range(20, 34, 2):
        last = pages(letter("by-2009", lines, attachments=many))[-1]
        text = " ".join(last)
        if "Щербаков" in text and "Сведения" in text and "Приложение:" not in text:
            raise AssertionError(f"{lines} lines: the list lost its head: {last}")
        assert last.index("С уважением,") < last.index("Приложение:")


def test_the_mark_of_the_executor_is_on_the_last_page_only_and_last_there() -> None:
    for lines in (8, 30, 60):
        found = pages(letter("by-2009", lines))
        assert [page for page in found[:-1] if "Примерова А.А." in page] == []
        assert found[-1][-1] == "Примерова А.А."


def test_no_page_of_a_letter_begins_or_ends_with_a_lone_line() -> None:
    long = WORDS * 5
    for lines in range(1, 12):
        facts = letter("by-2009", 4)
        facts["letter"]["paragraphs"] = ["Строка."] * lines + [long] * 6
        first, second, *_ = pages(facts)
        assert not first[-1].startswith("Просим"), f"{lines}: one line of a paragraph is left behind"
        assert not second[0].endswith("заинтересованности."), f"{lines}: one line of a paragraph is taken over"


def test_a_table_repeats_its_head_on_every_page() -> None:
    facts = specimens.specimen(Sheet.HISTORY, "by-2009")
    facts["entries"] = facts["entries"] * 5
    found = pages(facts)
    assert len(found) > 5
    assert all("Когда" in " ".join(page[:6]) for page in found)
    assert [page[-1] for page in found] == [f"Лист {one} из {len(found)}" for one in range(1, len(found) + 1)]


@pytest.mark.parametrize("norm", norms.codes())
def test_the_seed_letter_takes_two_pages_in_every_norm(norm: str) -> None:
    assert len(pages(specimens.specimen(Sheet.LETTER, norm))) == 2
