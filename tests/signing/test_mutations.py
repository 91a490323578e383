"""Whatever is done to a signed letter by one who has not its keys: it is never valid again."""

import os
import random
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from cases.letters.signing import fields, marks, verification
from cases.letters.signing.container import RANGES
from cases.letters.signing.pades import Level
from cases.lifecycle.signatures import Standing

from .authority import NOW, authority
from .signed import LATER, READ, judge, sign, signed

type Mutation = Callable[[bytes, random.Random], bytes]

SMALL, LARGE = 200, 300 if os.environ.get("CHANCERY_CAMPAIGN") == "small" else 1_000


def is_valid(pdf: bytes) -> bool:
    """Whether a file still passes as the letter that both have signed."""
    found = {one.field: one.standing for one in verification.verify(pdf, judge(), at=READ)}
    wanted = {fields.APPROVER, fields.REGISTRAR}
    return wanted <= set(found) and set(found.values()) == {Standing.VERIFIED}


def flipped(pdf: bytes, chance: random.Random) -> bytes:
    """Another byte somewhere in what the last signature covers."""
    start, end, rest = (int(one) for one in list(RANGES.finditer(pdf))[-1].groups())
    place = chance.choice([chance.randrange(start), chance.randrange(end, end + rest)])
    changed = bytearray(pdf)
    changed[place] ^= chance.randrange(1, 256)
    return bytes(changed)


def with_page(pdf: bytes, chance: random.Random) -> bytes:
    """One more page, copied from the letter."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][chance.randrange(2)].get_object()
    media = generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, chance.randrange(100, 900), 842)])
    new = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page"), pdf_name("/MediaBox"): media})
    new[pdf_name("/Contents")], new[pdf_name("/Resources")] = page.raw_get("/Contents"), page.raw_get("/Resources")
    writer.insert_page(new)
    return written(writer)


def with_annotation(pdf: bytes, chance: random.Random) -> bytes:
    """A note over the text."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][chance.randrange(2)].get_object()
    box = generic.ArrayObject([generic.NumberObject(chance.randrange(0, 500)) for _ in range(4)])
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(chance.choice(["/FreeText", "/Square", "/Text"])),
            pdf_name("/Rect"): box,
            pdf_name("/Contents"): generic.TextStringObject("оплатить"),
        }
    )
    if "/Annots" in page:
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page["/Annots"])
    else:
        page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
        writer.update_container(page)
    return written(writer)


def with_other_stamp(pdf: bytes, chance: random.Random) -> bytes:
    """Another drawing in a field that is signed already."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    name = chance.choice([fields.APPROVER, fields.REGISTRAR])
    draw(writer, name, marks.of_registration(f"06-09/{chance.randrange(1000)}", "03.03.2026"))
    return written(writer)


def stamped_by_a_stranger(pdf: bytes, chance: random.Random) -> bytes:
    """The registrar's revision taken away, and another stamp signed by a key that nobody trusts."""
    stranger = authority("Чужой центр")
    keys = stranger.keys(stranger.holder("Канцелярия Примера"))
    number = marks.of_registration(f"06-09/{chance.randrange(1000)}", "03.03.2026")
    return sign(signed().once, keys, fields.REGISTRAR, number, LATER)


def stamped_without_signature(pdf: bytes, chance: random.Random) -> bytes:
    """The registrar's revision taken away, and a stamp drawn that nobody signed."""
    writer = IncrementalPdfFileWriter(BytesIO(signed().once))
    draw(writer, fields.REGISTRAR, marks.of_registration(f"06-09/{chance.randrange(1000)}", "03.03.2026"))
    return written(writer)


def draw(writer: Any, name: str, drawing: bytes) -> None:
    """Give a field another appearance."""
    [field] = [one for found, _, one in enumerate_sig_fields(writer) if found == name]
    page = writer.import_page_as_xobject(PdfFileReader(BytesIO(drawing)))
    field.get_object()[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): page})
    writer.mark_update(field.reference)


def written(writer: Any) -> bytes:
    """The file with its new revision."""
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


FLIPS = [flipped] * 14
OTHERS = [with_page, with_annotation, with_other_stamp, stamped_by_a_stranger, stamped_without_signature]


@pytest.mark.parametrize(
    "count", [SMALL, pytest.param(LARGE, marks=pytest.mark.campaign)], ids=lambda count: f"{count}-mutations"
)
def test_no_mutation_is_valid(count: int) -> None:
    letter = signed(Level.B_B).twice
    assert is_valid(letter)
    passed, made = [], dict.fromkeys((one.__name__ for one in (*FLIPS, *OTHERS)), 0)
    for seed in range(count):
        chance = random.Random(seed)
        mutation: Mutation = (*FLIPS, *OTHERS)[seed % (len(FLIPS) + len(OTHERS))]
        made[mutation.__name__] += 1
        if is_valid(mutation(letter, chance)):
            passed.append((seed, mutation.__name__))
    assert passed == []
    assert min(made.values()) >= count // 25


@pytest.mark.parametrize("mutation", OTHERS, ids=lambda one: one.__name__)
def test_a_change_is_a_file_that_opens_and_shows_it(mutation: Mutation) -> None:
    import pypdfium2

    letter = signed().twice
    changed = mutation(letter, random.Random(1))
    assert changed != letter
    assert len(pypdfium2.PdfDocument(changed)) == 2 + (mutation is with_page)


@pytest.mark.parametrize("mutation", [with_page, with_annotation, with_other_stamp], ids=lambda one: one.__name__)
def test_what_is_added_breaks_both_signatures_and_says_so(mutation: Mutation) -> None:
    found = verification.verify(mutation(signed().twice, random.Random(3)), judge(), at=READ)
    assert {one.standing for one in found} == {Standing.BROKEN}
    assert {one.why for one in found} == {"the file was changed after it was signed"}


def test_a_stamp_of_a_stranger_is_untrusted() -> None:
    found = verification.verify(stamped_by_a_stranger(b"", random.Random(1)), judge(), at=READ)
    assert {one.field: one.standing for one in found} == {
        fields.APPROVER: Standing.VERIFIED,
        fields.REGISTRAR: Standing.UNTRUSTED,
    }


def test_a_stamp_that_nobody_signed_breaks_the_letter() -> None:
    found = verification.verify(stamped_without_signature(b"", random.Random(1)), judge(), at=READ)
    assert [one.standing for one in found] == [Standing.BROKEN]


@pytest.mark.parametrize("octets", [b"", b"no file", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"\x00" * 4000])
def test_what_is_no_letter_is_never_valid(octets: bytes) -> None:
    assert not is_valid(octets)


def test_a_letter_cut_anywhere_is_never_valid() -> None:
    letter = signed().twice
    for length in range(0, len(letter), 4001):
        assert not is_valid(letter[:length])


def test_time_before_the_certificate_is_no_time_to_trust_it() -> None:
    early = verification.verify(signed().twice, judge(), at=NOW.replace(year=2020))
    assert {one.standing for one in early} == {Standing.UNTRUSTED}
