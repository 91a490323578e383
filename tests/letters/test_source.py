"""The letter № 06-09/398 beside its source: every word in its order, as poppler reads the page, and no word more."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from cases.letters import blobs, inspection, rendering, specimens
from cases.lifecycle.sheets import Sheet
from cases.norms import profile as norms
from cases.norms.profile import profile

from .office import HEAD, SEED

READER = shutil.which("pdftotext")
LACK = "pdftotext did not read the letter: it is not here (apt-get install poppler-utils)"
CONTACTS = {
    "be": ("вул. Акадэмічная, 1, 220072, г. Мінск", "тэл. (017) 284 07 60", "факс (017) 284 02 79"),
    "ru": ("ул. Академическая, 1, 220072, г. Минск", "тел. (017) 284 07 60", "факс (017) 284 02 79"),
}
MAIL = "e-mail: gknt@gknt.gov.by"


def letter(norm: str) -> dict[str, Any]:
    """The letter as it left the committee, with what the source has and nothing else."""
    facts = specimens.specimen(Sheet.LETTER, norm)
    facts["case"] |= {"number": "06-09/398", "dated": "18.07.2019", "title": SEED["heading"]}
    facts["letter"] |= {key: SEED[key] for key in ("heading", "paragraphs")}
    facts["letter"] |= {"addressees": [SEED["addressee"]], "attachments": []}
    facts |= {"references": [], "executor": None, "signed": "18.07.2019"}
    return facts


def source(norm: str) -> list[str]:
    """What stands on the source, in its order; a norm of one language has one head."""
    bilingual = profile(norm).limits.bilingual
    head = [str(HEAD["name_be"]), *CONTACTS["be"], MAIL] if bilingual else []
    head += [str(HEAD["name"]), *CONTACTS["ru"], MAIL]
    lines = ["18.07.2019 № 06-09/398", "На № ад" if bilingual else "На № от"]
    signed = ["Заместитель Председателя", "С.С.Щербаков"]
    return [*head, *lines, *SEED["addressee"], SEED["heading"], *SEED["paragraphs"], *signed]


def read(pdf: bytes, folder: Path) -> list[str]:
    """The pages as poppler reads them, in the order in which they are written."""
    if READER is None:
        pytest.skip(LACK)
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    told = subprocess.run([READER, "-raw", str(file), "-"], capture_output=True, text=True, check=True)
    return told.stdout.split("\f")[:-1]


def bare(text: str) -> str:
    """The letters and figures: where lines break, and hyphens with them, is the page's own matter."""
    return "".join(re.findall(r"[^\W_]", text)).lower()


@pytest.mark.parametrize("norm", norms.codes())
def test_every_word_of_the_source_stands_in_its_order_and_none_more(norm: str, tmp_path: Path) -> None:
    pages = read(rendering.render(letter(norm)), tmp_path)
    assert [page.strip().splitlines()[-1] for page in pages[1:]] == ["2"]
    pages[1] = pages[1].strip().removesuffix("2")
    assert bare("".join(pages)) == bare("".join(source(norm)))


@pytest.mark.parametrize("norm", norms.codes())
def test_it_takes_two_pages_and_the_signature_has_text_above_it(norm: str) -> None:
    pdf = rendering.render(letter(norm))
    found = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    assert len(found) == 2
    assert bare(SEED["paragraphs"][-1])[-60:] in bare(found[1])
    assert "Щербаков" in found[1]
    assert inspection.inspect(pdf, profile(norm)) == []


def test_the_addressee_sets_its_stamp_on_it_and_the_letter_stays_whole(tmp_path: Path) -> None:
    came = rendering.render(letter("by-2009"))
    stamp = specimens.specimen(Sheet.RECEIPT_STAMP, "ru-2016")
    stamp["body"]["name"] = "Руководство Московской области"
    stamp["case"] |= {"number": "Вх-44318", "dated": "15.08.2019"}
    stamp |= {"point": "", "received": "15.08.2019 11:42", "sheets": 2, "scan": blobs.keep(came)}
    pages = read(rendering.render(stamp), tmp_path)
    mark = "Руководство Московской области Вх-44318 15.08.2019 Поступило: 15.08.2019 11:42"
    assert bare(mark) in bare(pages[0])
    assert bare("".join(pages).replace("\n2\n", "\n")).startswith(bare("".join(source("by-2009")[:12])))
    for text in source("by-2009")[12:]:
        assert bare(text) in bare("".join(pages)), text


def test_a_word_that_is_lost_is_missed(tmp_path: Path) -> None:
    facts = letter("by-2009")
    facts["letter"]["paragraphs"] = [text.replace("симпозиумов, ", "") for text in SEED["paragraphs"]]
    assert bare("".join(source("by-2009"))) not in bare("".join(read(rendering.render(facts), tmp_path)))
