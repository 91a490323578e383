"""The letter of 18.07.2019, from its draft to its number."""

import re

import pytest

from cases.letters.letter import NO_BREAK_SPACE, references, signature, version
from cases.lifecycle.facts import LetterText
from cases.models import Official, OutgoingCase

from .conftest import Printed, Sheets
from .office import HEAD, SEED, Lived

SENTENCES = [sentence for text in SEED["paragraphs"] for sentence in re.split(r"(?<=\.) ", text)]
LETTERS = [("register", "D15"), ("sign", "D15"), ("draft_letter", "D12"), ("complete_round", "D22")]


def test_the_seed_is_whole() -> None:
    assert len(SENTENCES) == 9


@pytest.mark.parametrize("of", LETTERS)
def test_every_sentence_of_the_body_stands_in_the_text_layer(
    of: tuple[str, str], sheets: Sheets, printed: Printed
) -> None:
    text = printed(sheets.made[of])
    for sentence in SENTENCES:
        assert sentence in text


def test_the_letterhead_speaks_both_languages(sheets: Sheets, printed: Printed) -> None:
    text = printed(sheets.made["register", "D15"])
    for name in ("name", "name_be"):
        assert str(HEAD[name]).upper() in text
    for name in ("address", "address_be"):
        assert str(HEAD[name]) in text
    for line in ("тел. (017) 284 07 60", "тэл. (017) 284 07 60"):
        assert line in text
    assert text.count("факс (017) 284 02 79") == 2
    assert text.count("e-mail: gknt@gknt.gov.by") == 2


def test_a_registered_letter_has_its_date_number_and_reference(sheets: Sheets, printed: Printed) -> None:
    text = printed(sheets.made["register", "D15"])
    assert "02.03.2026 № 06-09/398" in text
    assert "На № 12-исх/77 ад 24.02.2026" in text
    assert sheets.made["register", "D15"]["references"] == [{"number": "12-исх/77", "dated": "24.02.2026"}]


def test_a_signed_letter_waits_for_its_number_with_blank_lines(sheets: Sheets, printed: Printed) -> None:
    text = printed(sheets.made["sign", "D15"])
    assert "06-09/398" not in text
    assert re.search(r"_{5,} № _{5,}", text)


def test_the_requisites_around_the_text(sheets: Sheets, printed: Printed) -> None:
    text = printed(sheets.made["register", "D15"])
    assert " ".join(SEED["addressee"]) in text
    assert "О научно-техническом и инновационном сотрудничестве в рамках «Союзного» государства" in text
    assert "Приложение: каталог разработок на 12 л. в 1 экз." in text
    assert text.index("Приложение:") < text.index("Заместитель Председателя С.С.Щербаков") < text.index("Drafter А.А.")


def test_a_letter_that_is_not_registered_says_so(sheets: Sheets, printed: Printed) -> None:
    draft, copy = printed(sheets.made["resubmit", "D12"]), printed(sheets.made["complete_round", "D22"])
    assert draft.startswith("ПРОЕКТ")
    assert sheets.made["resubmit", "D12"]["version"]["digest"] in draft.replace(" ", "")
    assert "версия 2, sha256" in draft
    assert copy.startswith("КОПИЯ В ДЕЛО")
    assert "ПРОЕКТ" not in printed(sheets.made["register", "D15"])


def test_a_case_of_elsewhere_without_a_draft_has_no_version() -> None:
    assert version(OutgoingCase()) == {"number": 0, "digest": "", "form_only": False}


def test_an_initiating_letter_keeps_the_lines_of_reference_blank(lived: Lived) -> None:
    case = lived.case(OutgoingCase)
    assert isinstance(case, OutgoingCase)
    case.requests = []
    assert references(case) == []


def test_several_attachments_are_numbered_and_several_addressees_stand_apart(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.made["register", "D15"]
    letter = facts["letter"] | {
        "attachments": [
            {"title": "Заключение", "sheets": 3, "copies": 2, "digest": "a"},
            {"title": "Проект", "sheets": 1, "copies": 1, "digest": "b"},
        ],
        "addressees": [["Первому"], ["Второму"], ["Третьему"], ["Четвёртому"]],
    }
    text = printed(facts | {"letter": letter})
    assert "Приложение: 1. Заключение на 3 л. в 2 экз. 2. Проект на 1 л. в 1 экз." in text
    assert "Первому Второму Третьему Четвёртому" in text


def test_a_belarusian_letter_is_belarusian_down_to_its_attachments(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.made["register", "D15"]
    text = printed(facts | {"case": facts["case"] | {"language": "be"}})
    assert "Дадатак: каталог разработок на 12 арк. у 1 экз." in text


def test_a_body_of_one_language_has_one_column_and_a_russian_reference(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.made["register", "D15"]
    text = printed(facts | {"body": facts["body"] | {"name_be": ""}})
    assert "На № 12-исх/77 от 24.02.2026" in text
    assert "тэл." not in text


def test_a_restricted_letter_bears_its_mark_above_the_addressee(sheets: Sheets, printed: Printed) -> None:
    facts = sheets.made["sign", "D15"]
    text = printed(facts | {"case": facts["case"] | {"restriction": "dsp"}})
    assert text.index("Для служебного пользования") < text.index("Правительство Московской области")


def test_the_name_under_a_letter_follows_the_norm_and_the_language(lived: Lived) -> None:
    signer = Official.objects.select_related("post").get(pk=lived.office.id("deputy"))
    assert signature(signer, "ru", gap=False) == {"post": "Заместитель Председателя", "name": "С.С.Щербаков"}
    assert signature(signer, "be", gap=True) == {"post": "Намеснік Старшыні", "name": f"С.С.{NO_BREAK_SPACE}Щербаков"}


def test_what_is_printed_is_what_was_approved(sheets: Sheets, lived: Lived) -> None:
    facts = sheets.made["register", "D15"]["letter"]
    case = lived.case(OutgoingCase)
    assert isinstance(case, OutgoingCase)
    assert case.draft is not None
    addressees = [{"correspondent": lived.office.correspondent.pk, "lines": lines} for lines in facts["addressees"]]
    rebuilt = facts | {"addressees": addressees, "points": SEED["points"]}
    assert LetterText.read(rebuilt).digest == case.draft.digest
