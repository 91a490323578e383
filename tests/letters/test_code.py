"""The code of a letter is read off a picture of its page, as a reader at the other end would do it."""

import copy
import io
from typing import Any

import pypdfium2
import pytest
import segno
import zxingcpp
from PIL import Image, ImageFilter

from cases.letters import barcode, rendering, specimens
from cases.lifecycle.move import moves_of
from cases.lifecycle.sheets import Sheet
from cases.models import Letter, OutgoingCase
from tests.cast import Office
from tests.stories import lives
from workflows import sequencer

SIDE = 25.0  # mm
LONGEST = "Межрегиональное управление по вопросам научно-технического и инновационного сотрудничества " * 3


def coded(**other: Any) -> dict[str, Any]:
    """The letter under the norm that asks for a code."""
    return specimens.specimen(Sheet.LETTER, "ru-2025") | other


def page(facts: dict[str, Any], dots: int) -> Image.Image:
    """The first page as a scanner of so many dots an inch sees it."""
    first = pypdfium2.PdfDocument(rendering.render(facts))[0]
    picture: Image.Image = first.render(scale=dots / 72, grayscale=True).to_pil()
    return picture


def read(picture: Image.Image) -> list[str]:
    """What codes on a picture say."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def worn(picture: Image.Image) -> Image.Image:
    """The page from an office scanner: askew, out of focus, packed badly."""
    file = io.BytesIO()
    askew = picture.rotate(2.3, expand=True, fillcolor=235, resample=Image.Resampling.BICUBIC)
    askew.filter(ImageFilter.GaussianBlur(0.8)).save(file, "JPEG", quality=40)
    return Image.open(file)


@pytest.mark.parametrize("dots", [150, 200, 300])
def test_it_is_read_at_the_size_of_print(dots: int) -> None:
    facts = coded()
    assert read(page(facts, dots)) == [barcode.payload(facts)]


def test_it_is_read_off_a_bad_scan() -> None:
    facts = coded()
    assert read(worn(page(facts, 200))) == [barcode.payload(facts)]


def test_a_long_name_is_cut_and_the_modules_stay_large() -> None:
    facts = coded()
    facts["body"]["name"] = LONGEST[:300]
    told = barcode.payload(facts)
    assert "…;06-09/398;" in told
    assert facts["body"]["name"].startswith(told.partition("…")[0])
    modules = segno.make(told, error="l", micro=False).symbol_size(border=0)[0]
    assert SIDE / modules > 0.38
    assert read(page(facts, 200)) == [told]


def test_a_long_name_of_the_log_is_told_whole() -> None:
    name = "журнал." + "очень-длинное-имя." * 3 + "example"
    facts = coded(checkpoint=coded()["checkpoint"].replace("gknt.example/register", name))
    told = barcode.payload(facts)
    assert told.count(name) == 2
    assert len(told.partition(";")[0].encode()) >= barcode.LEAST - 3
    assert read(page(facts, 300)) == [told]


def test_a_letter_from_before_the_log_says_what_it_always_said() -> None:
    facts = coded()
    del facts["checkpoint"]
    facts["profile"]["qr"] = 22
    told = barcode.payload(facts)
    assert told.startswith("Государственный комитет по науке и технологиям Республики Беларусь;06-09/398;02.03.2026;")
    assert "\n" not in told
    assert read(page(facts, 200)) == [told]
    assert barcode.payload(facts | {"checkpoint": ""}).partition(";0")[0] == told.partition(";0")[0]


def test_only_a_numbered_letter_under_such_a_norm_bears_it() -> None:
    facts = coded()
    assert barcode.is_due(facts)
    unnumbered = copy.deepcopy(facts)
    unnumbered["case"]["number"] = ""
    for other in (facts | {"sheet": "D22"}, unnumbered, specimens.specimen(Sheet.LETTER, "by-2025")):
        assert barcode.assets(other) == {}


@pytest.fixture
def russian(office: Office) -> Office:
    """A body whose norm asks for the code."""
    office.body.norm_profile = "ru-2025"
    office.body.save()
    return office


def facts_of(case: int, move: str) -> dict[str, Any]:
    """What was frozen of the letter."""
    facts: dict[str, Any] = Letter.objects.get(case__pk=case, sheet=Sheet.LETTER, entry__move=move).context
    return facts


def test_the_last_checkpoint_is_frozen_with_the_number(russian: Office) -> None:
    signed = lives.to_signed(russian)
    sequencer.sequence(russian.at)
    last = sequencer.take_census(russian.at)[0].note
    assert "checkpoint" not in facts_of(signed, "sign")
    lives.act(russian, "registrar", OutgoingCase.register, signed, file_index="06-09")
    assert facts_of(signed, "register")["checkpoint"] == last


def test_before_the_first_checkpoint_there_is_none_to_tell(russian: Office) -> None:
    assert facts_of(lives.to_registered(russian), "register")["checkpoint"] == ""


def test_a_body_without_codes_freezes_none(office: Office) -> None:
    sequencer.sequence(office.at)
    assert "checkpoint" not in facts_of(lives.to_registered(office), "register")


def test_every_move_that_numbers_a_letter_draws_it() -> None:
    """So that no letter gets its code before its number."""
    drawing = [name for name, rule in moves_of(OutgoingCase).items() if Sheet.LETTER in rule.sheets]
    assert drawing == ["sign", "register"]
