"""`manage preview_letters`, and the specimens that it draws."""

import re
from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import call_command
from PIL import Image

from cases.letters import inspection, rendering, specimens
from cases.letters.context import DRAWN_UP
from cases.lifecycle.sheets import Sheet
from cases.norms import profile as norms

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
    places = [text.index(one) for one in ("6. сведения", "Исполняющий обязанности", "Директор Деп", "Начальник Упр")]
    assert places == sorted(places)
    if verapdf.is_here():
        assert verapdf.broken(pdf, "3a") + verapdf.broken(pdf, "ua1") == []


@pytest.mark.parametrize("language", specimens.LANGUAGES)
@pytest.mark.parametrize("norm", norms.codes())
def test_three_signatories_stand_together_under_text_and_break_no_rule(norm: str, language: str) -> None:
    pdf = rendering.render(specimens.at_its_limits(norm, language))
    document = pypdfium2.PdfDocument(pdf)
    last = document[len(document) - 1].get_textpage().get_text_bounded()
    surnames = [re.sub(r".*\.\W?", "", name)[:9] for _, name in specimens.HARD[language]["signers"]]
    assert [one for one in surnames if one in last.replace("\u00a0", " ")] == surnames
    rules = {one.rule for one in inspection.inspect(pdf, norms.profile(norm)) if one.level == norms.Level.ERROR}
    assert rules <= {"V26"}  # the head of the by-norms is wider than a requisite


def test_every_signatory_is_held_to_the_rules() -> None:
    facts = specimens.at_its_limits("by-2009")
    facts["cosigners"][1] = {"post": "За начальника", "name": "В.Г.Вымыслов"}
    found = inspection.inspect(rendering.render(facts), norms.profile("by-2009"))
    assert "V05" in {one.rule for one in found}


def test_a_letter_by_a_list_names_all_on_its_draft() -> None:
    text = text_of(rendering.render(specimens.mailed("by-2009", "be")))
    assert "Паводле спіса рассылкі" in text
    assert text.count("Узорнай вобласці") == 60


def test_a_folder_gets_every_sheet_of_a_norm_and_one_picture_of_all(tmp_path: Path) -> None:
    told = StringIO()
    call_command("preview_letters", to=tmp_path, norm="ru-2025", stdout=told)
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert len(names) == 2 * (len(specimens.kinds()) + 3)
    assert "D15-letter-ru-2025-be.pdf" in names
    assert told.getvalue().startswith(f"{len(names)} sheets")
    ten = pypdfium2.PdfDocument(tmp_path / "D16-ten-pages-ru-2025-ru.pdf")
    assert len(ten) >= 10
    assert all("Трек, квитанция" in page.get_textpage().get_text_bounded().replace("\u00a0", " ") for page in ten)
    with Image.open(tmp_path / "contact-sheet.png") as picture:
        assert picture.width > 1000
        assert len(picture.getcolors() or []) > 10
