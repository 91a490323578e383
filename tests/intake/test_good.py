"""Known-good files by writers that offices use are let in: those kept beside the tests, and those made here."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from cases.letters import rendering, specimens
from cases.letters.intake.examination import examine
from cases.letters.intake.kinds import Kind, kind_of
from cases.lifecycle.sheets import Sheet
from tests import papers
from tests.signing.signed import signed

KEPT = sorted((Path(__file__).parent / "good").iterdir())
WRITERS = {"libreoffice", "chromium", "ghostscript", "cairo", "img2pdf", "qpdf"}
SHEETS = (Sheet.LETTER, Sheet.DRAFT, Sheet.RESOLUTION, Sheet.RECEIPT_STAMP)


def made() -> Iterator[tuple[str, bytes]]:
    """Files of writers that are here: the press (WeasyPrint), pyHanko, pdfium, pikepdf and Pillow."""
    for sheet in SHEETS:
        yield f"press-{sheet}.pdf", rendering.render(specimens.specimen(sheet, "by-2009"))
    yield "pyhanko-approved.pdf", signed().once
    yield "pyhanko-registered.pdf", signed().twice
    for kind, ending in (("PNG", "png"), ("JPEG", "jpg"), ("JPEG", "jpeg"), ("TIFF", "tiff")):
        yield f"pillow-{kind}.{ending}", papers.picture(kind)
    scans = BytesIO()
    Image.new("1", (800, 1100), 1).save(scans, "PDF", save_all=True, append_images=[Image.new("L", (800, 1100))])
    yield "pillow-scan.pdf", scans.getvalue()
    blank = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank, linearize=True)
    yield "pikepdf-blank.pdf", blank.getvalue()
    merged, document = BytesIO(), pypdfium2.PdfDocument.new()
    document.import_pages(pypdfium2.PdfDocument(papers.pdf()))
    document.save(merged)
    yield "pdfium-merged.pdf", merged.getvalue()


def test_what_other_programs_write_is_let_in() -> None:
    kinds = {path.name: examine(path.read_bytes(), path.name) for path in KEPT}
    assert {name.partition("-")[0] for name in kinds} >= WRITERS
    assert {Kind.PDF, Kind.TIFF, Kind.DOCX, Kind.XLSX, Kind.ODT, Kind.ODS} == set(kinds.values())
    assert len(kinds) >= 35


def test_what_our_own_programs_write_is_let_in_and_there_are_forty_of_all() -> None:
    kinds = {name: examine(octets, name) for name, octets in made()}
    assert {Kind.PDF, Kind.PNG, Kind.JPEG, Kind.TIFF} == set(kinds.values())
    print(f"{len(kinds) + len(KEPT)} known-good files are let in")
    assert len(kinds) + len(KEPT) >= 40


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_a_kept_file_is_known_again_by_its_bytes(path: Path) -> None:
    assert kind_of(path.read_bytes()) is examine(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    "name", ["Письмо № 5 от 02.03.2026.pdf", "ліст.PDF", "a.b.c.pdf", "Ответ (копия).pdf", "it's.pdf"]
)
def test_names_that_people_give_are_let_in(name: str) -> None:
    assert examine(papers.pdf(), name) is Kind.PDF


@pytest.mark.parametrize(
    "action",
    [b"<</S/URI/URI(https://gknt.example/a)>>", b"<</S/URI/URI(mailto:a@gknt.example)>>", b"<</S/GoTo/D[3 0 R/Fit]>>"],
)
def test_a_plain_link_is_let_in(action: bytes) -> None:
    page = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A%s>>]" % action
    assert examine(papers.pdf(page=page), "a.pdf") is Kind.PDF


def test_data_that_a_letter_of_ours_carries_is_let_in() -> None:
    letter = rendering.render(specimens.specimen(Sheet.LETTER, "by-2009"))
    with pikepdf.open(BytesIO(letter)) as pdf:
        assert pdf.attachments
    assert examine(letter, "letter.pdf") is Kind.PDF
