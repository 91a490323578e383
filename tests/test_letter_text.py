"""The form of a letter: what the form check refuses by name, and what counts as a change of form only."""

from dataclasses import replace

import pytest

from cases.lifecycle.facts import Addressee, Attachment, LetterText
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.text import bare, check_form, check_size, differs_in_form_only, findings
from cases.norms.form import LONGEST_LIST
from cases.norms.profile import Level, profile, weigh

NORM = profile("by-2009")
LETTER = LetterText(
    heading="О сотрудничестве",
    paragraphs=("Просим сообщить о возможности участия, не позднее 1 марта.",),
    addressees=(Addressee(1, ("Правительство", "области")),),
    attachments=(Attachment("Перечень", 2, 1, "ab"),),
    points=("возможность участия",),
)


def refused(letter: LetterText, language: str = "ru") -> str:
    """The field that the form check names."""
    with pytest.raises(BadFact) as refusal:
        check_form(letter, language, NORM)
    return refusal.value.field


def test_a_letter_in_good_form_passes() -> None:
    check_form(LETTER, "ru", NORM)
    check_form(replace(LETTER, heading="Аб супрацоўніцтве"), "be", NORM)


@pytest.mark.parametrize("heading", ["Сотрудничество", "о сотрудничестве", "О сотрудничестве.", "", "Озеро"])
def test_a_heading_answers_about_what_without_a_full_stop(heading: str) -> None:
    assert refused(replace(LETTER, heading=heading)) == "heading"


def test_a_belarusian_heading_begins_in_belarusian() -> None:
    assert refused(LETTER, "be") == "heading"


def test_a_letter_has_a_text() -> None:
    assert refused(replace(LETTER, paragraphs=(" ", ""))) == "paragraphs"


@pytest.mark.parametrize("count", [0, LONGEST_LIST + 1])
def test_a_letter_has_an_addressee_and_no_endless_list(count: int) -> None:
    many = tuple(Addressee(number, ("Правительство",)) for number in range(count))
    assert refused(replace(LETTER, addressees=many)) == "addressees"


def test_an_addressee_is_named_once_and_with_his_lines() -> None:
    assert refused(replace(LETTER, addressees=LETTER.addressees * 2)) == "addressees"
    assert refused(replace(LETTER, addressees=(Addressee(1, (" ",)),))) == "addressees"


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, paragraphs=("я" * 200_001,)),
        replace(LETTER, paragraphs=("я",) * 1_001),
        replace(LETTER, heading="О " + "я" * 500),
    ],
)
def test_what_no_letter_is_is_refused_by_its_size(letter: LetterText) -> None:
    with pytest.raises(BadFact):
        check_size(letter)


def test_a_long_letter_is_still_a_letter() -> None:
    check_size(replace(LETTER, paragraphs=("я" * 199_000,)))


@pytest.mark.parametrize(
    "text",
    [
        "Просим сообщить о возможности участия не позднее 1 марта.",
        "Просим  сообщить — о возможности участия, не позднее 1 марта!",
        "Просим сообщить о «возможности» участия, не позднее 1 марта.",
    ],
)
def test_signs_and_spaces_are_form(text: str) -> None:
    assert differs_in_form_only(LETTER, replace(LETTER, paragraphs=(text,)))


@pytest.mark.parametrize(
    "changed",
    [
        {"paragraphs": ("Просим сообщить о возможности участия, не позднее 2 марта.",)},
        {"paragraphs": ("Просим не сообщать о возможности участия.",)},
        {"paragraphs": ("просим сообщить о возможности участия, не позднее 1 марта.",)},
        {"heading": "О дружбе"},
        {"points": ()},
        {"addressees": (Addressee(2, ("Правительство", "области")),)},
        {"addressees": (Addressee(1, ("Правительство области",)),)},
        {"attachments": ()},
        {"attachments": (Attachment("Перечень", 3, 1, "ab"),)},
    ],
)
def test_a_word_a_number_an_addressee_or_an_attachment_is_no_form(changed: dict[str, tuple[object, ...]]) -> None:
    assert not differs_in_form_only(LETTER, replace(LETTER, **changed))  # type: ignore[arg-type]


def test_a_moved_paragraph_break_is_form() -> None:
    two = replace(LETTER, paragraphs=("Просим сообщить о возможности", "участия, не позднее 1 марта."))
    assert differs_in_form_only(LETTER, two)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Просим выделить 1,5 млн рублей.", "Просим выделить 15 млн рублей."),
        ("Просим оплатить 12 3 экземпляра.", "Просим оплатить 123 экземпляра."),
        ("Письмо № 06-09/398 получено.", "Письмо № 06-09398 получено."),
        ("Доля не ниже 10 %.", "Доля не ниже 10."),
        ("Указанное не верно.", "Указанное неверно."),
    ],
)
def test_a_sign_that_makes_another_word_or_number_is_no_form(old: str, new: str) -> None:
    before, after = (replace(LETTER, paragraphs=(text,)) for text in (old, new))
    assert not differs_in_form_only(before, after)
    assert not differs_in_form_only(after, before)


def test_bare_keeps_words_and_numbers_of_every_alphabet() -> None:
    assert bare("Ўсё — «так», 100 %, 1,5!") == ["Ўсё", "так", "100", "%", "1,5"]
    # The same letter written as one sign or as two.
    assert bare("й") == bare("и\u0306") == ["й"]


# Each rule of form with a draft that breaks it and nothing else.
PLANTED = {
    "V01": {"heading": "О " + "сотрудничестве " * 20},
    "V02": {"addressees": tuple(Addressee(one, ("Органу",)) for one in range(LONGEST_LIST + 1))},
    "V16": {"heading": " "},
    "V26": {"addressees": (Addressee(1, ("Водогрязеторфопарафинолечебницеуправлению" * 2,)),)},
    "V06": {"addressees": (Addressee(1, ("Председателю комитета", "П.П. Образцову")),)},
    "V07": {"paragraphs": ("Просим ответить до 05 июня 2019 г.",)},
    "V12": {"attachments": (Attachment("Перечень", 0, 1, "ab"),)},
    "V17": {"paragraphs": ("Просим ответить.", "г. Минск")},
    "V18": {"paragraphs": ("1.1.1.1.1. Просим ответить.",)},
}


@pytest.mark.parametrize(("rule", "changed"), PLANTED.items(), ids=PLANTED)
def test_a_planted_error_is_found_by_its_rule_and_weighs_what_the_body_says(
    rule: str, changed: dict[str, tuple[object, ...]]
) -> None:
    letter = replace(LETTER, **changed)  # type: ignore[arg-type]
    assert {one.rule for one in findings(letter, "ru", NORM)} == {rule}
    for level in Level:
        norm = weigh(NORM, {rule: level})
        assert [one.level for one in findings(letter, "ru", norm)] == ([] if level == Level.OFF else [level])
        if level == Level.ERROR:
            with pytest.raises(BadFact):
                check_form(letter, "ru", norm)
        else:
            check_form(letter, "ru", norm)


@pytest.mark.parametrize("text", ["05.06.2019 г.", "5.6.2019", "05.6.2019"])
def test_dates_in_digits_have_their_form(text: str) -> None:
    assert {one.rule for one in findings(replace(LETTER, paragraphs=(f"До {text}",)), "ru", NORM)} == {"V07"}


@pytest.mark.parametrize("text", ["5 июня 2019 г.", "05.06.2019", "10 мая", "1.1.1.1. Пункт", "г. Минск, просим"])
def test_good_dates_numbers_and_places_are_let_be(text: str) -> None:
    found = findings(replace(LETTER, paragraphs=(text,)), "ru", NORM)
    assert found == []


def test_a_sign_that_our_type_lacks_never_gets_to_a_signer() -> None:
    with pytest.raises(BadFact, match="☃"):
        check_form(replace(LETTER, paragraphs=("Снег ☃",)), "ru", NORM)
