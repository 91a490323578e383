"""`manage preview_letters`, and the specimens that it draws."""

from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import call_command
from PIL import Image

from cases.letters import rendering, specimens
from cases.letters.context import DRAWN_UP
from cases.lifecycle.sheets import Sheet

from . import verapdf
from .conftest import Sheets, text_of


def test_there_is_a_specimen_of_every_sheet_that_acts_draw_up_here() -> None:
    drawn = {*DRAWN_UP, Sheet.HISTORY}
    assert set(specimens.kinds()) <= drawn
    assert len(specimens.kinds()) >= 20


@pytest.mark.parametrize("kind", specimens.kinds())
def test_a_specimen_has_the_facts_that_an_act_freezes(kind: Sheet, sheets: Sheets) -> None:
    facts = specimens.specimen(kind, "by-2009")
    if kind == Sheet.HISTORY:
        assert set(sheets.history) <= set(facts)
        return
    direction = facts["case"]["direction"]
    frozen = [one for (law, _, sheet), one in sheets.sampled.items() if sheet == kind.value]
    assert [set(one) - set(facts) for one in frozen if one["case"]["direction"] == direction].count(set()) > 0


@pytest.mark.parametrize("norm", ["by-2009", "ru-2025"])
def test_a_letter_at_its_limits_keeps_its_form(norm: str) -> None:
    pdf = rendering.render(specimens.at_its_limits(norm))
    assert len(pypdfium2.PdfDocument(pdf)) > 6
    text = text_of(pdf)
    assert all(f"Образцовой области № {one}" in text for one in range(1, 5))
    assert text.index("6. сведения") < text.index("Исполняющий обязанности")
    if verapdf.is_here():
        assert verapdf.broken(pdf, "3a") + verapdf.broken(pdf, "ua1") == []


def test_a_folder_gets_every_sheet_of_a_norm_and_one_picture_of_all(tmp_path: Path) -> None:
    told = StringIO()
    call_command("preview_letters", to=tmp_path, norm="ru-2025", stdout=told)
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert len(names) == 2 * (len(specimens.kinds()) + 2)
    assert "D15-letter-ru-2025-be.pdf" in names
    assert told.getvalue().startswith(f"{len(names)} sheets")
    ten = pypdfium2.PdfDocument(tmp_path / "D16-ten-pages-ru-2025-ru.pdf")
    assert len(ten) >= 10
    assert all("Трек, квитанция" in page.get_textpage().get_text_bounded().replace("\u00a0", " ") for page in ten)
    with Image.open(tmp_path / "contact-sheet.png") as picture:
        assert picture.width > 1000
        assert len(picture.getcolors() or []) > 10
