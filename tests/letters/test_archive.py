"""One file, both standards: veraPDF judges every kind of sheet in every norm and language."""

import contextlib
import json
import re
import zlib
from collections.abc import Iterator
from itertools import product
from typing import Any

import pypdfium2
import pytest

from cases.letters import archive, rendering, specimens
from cases.lifecycle.sheets import Sheet
from cases.norms import profile as norms

from . import verapdf

LEAVING = ("D03", "D04", "D05", "D09", "D10", "D11", "D15", "D13", "D21")
OTHERS = ("D01", "D02", "D06", "D07", "D12", "D14", "D16", "D17", "D18", "D20", "D22")
EVERY = [*product(LEAVING, norms.codes(), specimens.LANGUAGES), *((kind, "by-2009", "ru") for kind in OTHERS)]

needs_java = pytest.mark.skipif(not verapdf.is_here(), reason=verapdf.LACK)


@needs_java
@pytest.mark.parametrize(("kind", "norm", "language"), EVERY, ids="-".join)
def test_a_sheet_is_pdf_a_3a_and_pdf_ua_1_at_once(kind: str, norm: str, language: str) -> None:
    pdf = rendering.render(specimens.specimen(Sheet(kind), norm, language))
    assert verapdf.broken(pdf, "3a") == []
    assert verapdf.broken(pdf, "ua1") == []
    verapdf.PASSED.append(f"{kind}-{norm}-{language}")


@needs_java
def test_the_judge_sees_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = specimens.specimen(Sheet.LETTER, "by-2009")
    monkeypatch.setattr(archive, "declare", lambda document: None)
    pdf = rendering.render(facts)
    assert verapdf.broken(pdf, "3a") == []
    assert [found.partition("-")[0] for found in verapdf.broken(pdf, "ua1")] == ["5"]
    monkeypatch.setattr(archive, "OPTIONS", {"pdf_variant": "pdf/a-3b"})
    assert verapdf.broken(rendering.render(facts), "3a") != []


def test_the_case_travels_with_the_letter_for_machines() -> None:
    facts = specimens.specimen(Sheet.LETTER, "ru-2025")
    [file] = attached(rendering.render(facts | {"salt": "5" * 64}))
    told = json.loads(file)
    assert (told["schema"], told["norm"], told["sheet"]) == ("chancery-sheet-1", "ru-2025", "D15")
    assert told["case"]["number"] == facts["case"]["number"]
    assert told["letter"] == facts["letter"]
    # The salt would open the commitment of the history; how the sheet was drawn is our own business.
    assert not {"salt", "profile", "format"} & set(told)


def test_every_sheet_names_its_language_and_its_title() -> None:
    for language in specimens.LANGUAGES:
        pdf = rendering.render(specimens.specimen(Sheet.LETTER, "by-2009", language))
        assert language_of(pdf) == language
        document = pypdfium2.PdfDocument(pdf)
        expected = specimens.specimen(Sheet.LETTER, "by-2009", language)["letter"]["heading"]
        assert document.get_metadata_value("Title") == expected


def test_a_sheet_is_as_old_as_its_act() -> None:
    letter, history = (specimens.specimen(one, "by-2009") for one in (Sheet.LETTER, Sheet.HISTORY))
    assert archive.made_at(letter).strftime("%d.%m.%Y %H:%M") == letter["act"]["recorded"]
    assert archive.made_at(history).strftime("%d.%m.%Y %H:%M") == history["entries"][-1]["recorded"]


def test_half_a_sign_does_not_break_the_data() -> None:
    facts: dict[str, Any] = specimens.specimen(Sheet.LETTER, "by-2009")
    facts["letter"]["paragraphs"] = ["плати\ud800ть"]
    assert json.loads(archive.data(facts))["letter"]["paragraphs"] == ["плати?ть"]


def language_of(pdf: bytes) -> str:
    """The language that the catalogue names; it stands in a compressed stream."""
    found = [name for packed in streams(pdf) for name in re.findall(rb"/Lang ?\((\w+)\)", packed)]
    return found[0].decode() if found else ""


def streams(pdf: bytes) -> Iterator[bytes]:
    """Everything in a file that is packed, unpacked."""
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(packed)


def attached(pdf: bytes) -> list[bytes]:
    """The files inside a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return [bytes(document.get_attachment(index).get_data()) for index in range(document.count_attachments())]


def test_no_face_but_ours_is_ever_in_a_sheet(caplog: pytest.LogCaptureFixture) -> None:
    facts = specimens.specimen(Sheet.LETTER, "by-2009")
    facts["letter"]["paragraphs"] = ["Снег ☃, 漢字, עברית, emoji 😀 и ноль\u200bпробел — ₽ ў Ў №"]
    pdf = rendering.render(facts)
    names = set()
    for packed in streams(pdf):
        names |= set(re.findall(rb"/BaseFont ?/[A-Z]{6}\+([\w-]+)", packed))
    assert names == {b"Tinos", b"Tinos-Bold"}
    if verapdf.is_here():
        assert verapdf.broken(pdf, "3a") == []
    assert caplog.records == []


@pytest.mark.parametrize("kind", specimens.kinds())
def test_no_rule_of_the_style_sheet_is_dropped_unsaid(kind: Sheet, caplog: pytest.LogCaptureFixture) -> None:
    rendering.style.cache_clear()
    rendering.render(specimens.specimen(kind, "ru-2025", "be"))
    assert [record.getMessage() for record in caplog.records] == []
