"""Marks on the scans of others: pages and words of the scan survive, and the mark stands where there is room."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from cases.letters import blobs, ink, overlay, press, rendering, specimens
from cases.letters.drawing import Manuscript, draw
from cases.lifecycle.sheets import Sheet
from cases.models import IncomingCase, Letter
from tests.cast import Office
from tests.stories.lives import act, to_received, to_work
from workflows.worker import work_off

from .conftest import text_of

MARKS = (Sheet.RECEIPT_STAMP, Sheet.FILE_MARK)
LINES = "".join(f"<p>Строка {number} чужого письма о сотрудничестве и выставке.</p>" for number in range(1, 60))


def foreign(body: str = LINES, turned: int = 0, size: str = "A4") -> bytes:
    """A letter of others as a scanner leaves it: an unmarked PDF with words behind its picture."""
    pdf = draw(Manuscript(f"<html lang=ru><title>а</title>{body}", f"@page {{ size: {size}; margin: 20mm }}"))
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        page.set_rotation(turned)
    told = BytesIO()
    document.save(told)
    return told.getvalue()


def marked(kind: Sheet, scan: bytes) -> bytes:
    """The scan with the mark of a specimen."""
    return rendering.render(specimens.specimen(kind, "by-2009") | {"scan": blobs.keep(scan)})


def words(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(pdf)]


def place(before: bytes, after: bytes) -> ink.Box:
    """Where ink has come to on the first page as it is shown, in mm."""
    from PIL import ImageChops

    pictures = [ink.pages(pdf)[0].picture for pdf in (before, after)]
    found = ImageChops.difference(*pictures).point(lambda shade: 255 if shade > 90 else 0).getbbox()
    assert found is not None
    left, top, right, bottom = (ink.mm(one) for one in found)
    return left, top, right, bottom


def said(kind: Sheet) -> Iterable[str]:
    """What a mark says."""
    facts = specimens.specimen(kind, "by-2009")
    return (facts["case"]["number"], "Поступило") if kind == Sheet.RECEIPT_STAMP else ("В дело", facts["file_index"])


@pytest.mark.parametrize("kind", MARKS)
def test_pages_and_words_of_the_scan_survive(kind: Sheet) -> None:
    scan = foreign()
    result = marked(kind, scan)
    before, after = words(scan), words(result)
    assert len(before) == len(after) > 1
    assert after[0].startswith(before[0])
    assert after[1:] == before[1:]
    assert all(word in after[0] and word not in before[0] for word in said(kind))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", MARKS)
def test_the_mark_stands_upright_in_the_lower_right_corner_of_what_is_shown(kind: Sheet, turned: int) -> None:
    scan = foreign("<p style='margin-top: 120mm; text-align: center'>Кратко.</p>", turned)
    result = marked(kind, scan)
    shown = pypdfium2.PdfDocument(result)[0]
    left, top, right, bottom = place(scan, result)
    wide, tall = shown.get_width() * ink.MM, shown.get_height() * ink.MM
    assert 8 <= wide - right <= 16
    assert 8 <= tall - bottom <= 16
    assert 60 < right - left < 92 and 10 < bottom - top < 60


def test_a_place_with_words_on_it_is_left_alone() -> None:
    scan = foreign(
        "<div style='height: 150mm'></div>" + "<p>Строка внизу чужого письма, что во всю её ширину.</p>" * 14,
        size="150mm 297mm",
    )
    _, _, _, bottom = place(scan, marked(Sheet.RECEIPT_STAMP, scan))
    assert bottom < 180


def test_a_full_page_bears_it_where_there_is_least() -> None:
    scan = foreign(LINES * 2, size="A5")
    result = marked(Sheet.RECEIPT_STAMP, scan)
    assert words(result)[0].startswith(words(scan)[0])
    place(scan, result)


def test_a_page_that_begins_elsewhere_has_it_in_its_own_corner() -> None:
    document = pypdfium2.PdfDocument(foreign("<p>Кратко.</p>"))
    document[0].set_mediabox(-100, -200, 495, 642)
    document[0].set_cropbox(-100, -200, 495, 642)
    told = BytesIO()
    document.save(told)
    _, _, right, bottom = place(told.getvalue(), marked(Sheet.FILE_MARK, told.getvalue()))
    assert 195 < right < 205
    assert 280 < bottom < 290


def test_equal_scans_give_equal_bytes() -> None:
    scan = foreign()
    assert marked(Sheet.RECEIPT_STAMP, scan) == marked(Sheet.RECEIPT_STAMP, scan)


def test_the_second_mark_leaves_room_for_the_first() -> None:
    first = marked(Sheet.RECEIPT_STAMP, foreign("<p>Кратко.</p>"))
    both = marked(Sheet.FILE_MARK, first)
    assert all(word in words(both)[0] for kind in MARKS for word in said(kind))
    assert "Поступило" in words(both)[0]
    here, there = place(foreign("<p>Кратко.</p>"), first), place(first, both)
    assert there[2] <= here[0] or there[3] <= here[1]


@pytest.mark.parametrize("scan", [b"no PDF at all", b"%PDF-1.4 and then nothing", b""])
def test_what_cannot_be_marked_leaves_the_mark_on_a_sheet_of_its_own(scan: bytes) -> None:
    assert "Поступило" in text_of(marked(Sheet.RECEIPT_STAMP, scan))


def test_a_scan_that_is_not_here_yet_leaves_the_mark_alone() -> None:
    pdf = rendering.render(specimens.specimen(Sheet.RECEIPT_STAMP, "by-2009") | {"scan": "5" * 64})
    assert "Поступило" in text_of(pdf)


def test_the_press_lays_it_behind_its_wall(settings: Any) -> None:
    settings.CHANCERY_PRESS_APART = True
    facts = specimens.specimen(Sheet.RECEIPT_STAMP, "by-2009") | {"scan": blobs.keep(foreign())}
    assert press.render(facts).pdf == rendering.render(facts)


def test_the_door_has_the_scan_of_a_letter_stamped_and_filed(office: Office, settings: Any) -> None:
    settings.CHANCERY_PRESS_APART = False
    scan = foreign()
    case = to_received(office, title="О выставке", image=blobs.keep(scan))
    act(office, "registrar", IncomingCase.register, case)
    work_off(lambda: office.at)
    stamp = Letter.objects.get(case=case, sheet=Sheet.RECEIPT_STAMP)
    assert stamp.context["scan"] == blobs.keep(scan)
    assert words(blobs.fetch(stamp.digest))[0].startswith(words(scan)[0])
    act(office, "clerk", IncomingCase.to_preliminary, case)
    act(office, "assistant", IncomingCase.submit_to_head, case, proposal="К сведению.")
    act(office, "head", IncomingCase.for_information, case, file_index="06-09", text="К сведению.")
    assert Letter.objects.get(case=case, sheet=Sheet.FILE_MARK).context["scan"] == stamp.digest
    work_off(lambda: office.at)
    filed = words(blobs.fetch(Letter.objects.get(case=case, sheet=Sheet.FILE_MARK).digest))
    assert len(filed) == len(words(scan))
    assert "Поступило" in filed[0] and "В дело № 06-09" in filed[0]


def test_a_letter_without_a_scan_keeps_its_mark_on_a_sheet(office: Office) -> None:
    case = to_work(office)
    assert Letter.objects.get(case=case, sheet=Sheet.RECEIPT_STAMP).context["scan"] == ""
    assert overlay.SCAN not in rendering.pictures(Letter.objects.get(case=case, sheet=Sheet.RECEIPT_STAMP).context)
