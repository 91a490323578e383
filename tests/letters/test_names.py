"""The names under which sheets leave."""

import itertools

import pytest

from cases.letters.names import file_name
from cases.lifecycle.sheets import Sheet


@pytest.mark.parametrize(
    ("number", "sheet", "seq", "last", "name"),
    [
        ("06-09/398", Sheet.LETTER, 27, True, "06-09_398_letter.pdf"),
        ("06-09/398", Sheet.CARD, 27, True, "06-09_398_card.pdf"),
        ("06-09/398", Sheet.LETTER, 25, False, "06-09_398_letter_seq-25.pdf"),
        ("06-09/398", Sheet.APPROVAL, 7, False, "06-09_398_approval_seq-07.pdf"),
        ("", Sheet.APPROVAL, 7, False, "draft_approval_seq-07.pdf"),
        ("", Sheet.DRAFT, 1, True, "draft_draft_seq-01.pdf"),
        ("Вх-44318", Sheet.RECEIPT_STAMP, 2, True, "Вх-44318_receipt_stamp.pdf"),
        ("14-03250/15", Sheet.VISA_COPY, 120, False, "14-03250_15_visa_copy_seq-120.pdf"),
    ],
)
def test_a_name_says_what_is_inside(number: str, sheet: Sheet, seq: int, last: bool, name: str) -> None:
    assert file_name(number, sheet, seq, last=last) == name


@pytest.mark.parametrize("number", ["../../etc/passwd", "a\\b:c*?", " 5 / 6 ", "..", "/", "\n", "№ 5"])
def test_a_number_never_leads_out_of_the_folder(number: str) -> None:
    name = file_name(number, Sheet.LETTER, 1, last=True)
    assert not set(name) & set('/\\:*?"<>|\n ')
    assert not name.startswith((".", "-"))
    assert name.endswith(".pdf")


def test_names_are_unique_in_a_case() -> None:
    sheets = [(sheet, seq) for sheet in Sheet for seq in (1, 2, 12, 112)]
    for number in ("", "06-09/398"):
        names = [file_name(number, sheet, seq, last=seq == 112) for sheet, seq in sheets]
        assert len(set(names)) == len(names)
        assert all(a.casefold() != b.casefold() for a, b in itertools.combinations(names, 2))
