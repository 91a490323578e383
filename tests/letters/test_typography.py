"""The spacing pass, the measures of the type, and what they do to a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import faces
from cases.letters.typography import LONGEST_RUN, NO_BREAK, typeset
from cases.letters.words import balanced, paragraph

# Each place where a line may not end is written ~.
TYPESET = {
    "ru": [
        "просим о~встрече и~в~мае",
        "письмо №~06-09/398 и~§~5",
        "с~С.~С.~Щербаковым, Щербаков~С.С.",
        "18~июля 2019~года, 2019~г. и~5~млн",
        "1~234~567~руб. и~3 листа",
        "ул.~Мира, г.~Минск, т.~д. и~т.~п.",
        "слово~– слово",
        "ответил~ли он, не~приехал~бы",
        "по-русски и~кое-как",
    ],
    "be": ["аб~навуцы ў~рамках", "5~ліпеня 2019~г.", "ведае~ці ён", "г.~Мінск"],
}


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang, texts in TYPESET.items() for text in texts])
def test_spaces_that_may_not_end_a_line_are_no_break_spaces(language: str, text: str) -> None:
    assert typeset(text.replace("~", " "), language).replace(NO_BREAK, "~") == text


@given(st.text(alphabet="абвгдиоусяАБС ў.,–-№§%0123456789\n«»()", max_size=200), st.sampled_from(["ru", "be", "en"]))
def test_the_pass_changes_spaces_only_and_a_second_time_nothing(text: str, language: str) -> None:
    once = typeset(text, language)
    assert once.replace(NO_BREAK, " ") == text
    assert typeset(once, language) == once


def test_no_run_that_holds_together_is_longer_than_a_line() -> None:
    figures = typeset("123 " * 500, "ru")
    assert max(map(len, figures.split(" "))) <= LONGEST_RUN


def test_our_type_has_every_sign_of_both_languages_and_says_what_it_lacks() -> None:
    for sign in "АЯаяЁёІіЎў№«»„“–—…’ʼ§₽°\u0301\u00a0\u2010\u2011\u202f\n":
        assert faces.draws(sign), sign
    for sign in "漢☃😀א":
        assert not faces.draws(sign)


def test_the_measures_are_those_of_times() -> None:
    # Times New Roman sets «Н» in 1479 and «а» in 909 units of 2048.
    assert faces.width("Н", 2048 / faces.MM_A_POINT) == pytest.approx(1479, abs=1)
    assert faces.width("а", 2048 / faces.MM_A_POINT) == pytest.approx(909, abs=1)
    assert faces.width("Договор", 14, bold=True) > faces.width("Договор", 14)


def test_a_heading_falls_into_even_lines() -> None:
    heading = "О научно-техническом сотрудничестве в рамках Союзного государства"
    assert balanced(typeset(heading, "ru"), 80).replace(NO_BREAK, " ").split("\n") == [
        "О научно-техническом",
        "сотрудничестве в рамках",
        "Союзного государства",
    ]
    assert balanced("О выставке", 80) == "О выставке"
    assert balanced("слово " * 400, 80) == "слово " * 400


def test_a_paragraph_ends_with_a_whole_short_word() -> None:
    assert paragraph("Просим сообщить ответ.", "ru") == 'Просим сообщить <span class="whole">ответ.</span>'
    assert paragraph("В интересах государства.", "ru") == f"В{NO_BREAK}интересах государства."
    assert paragraph("<b> & 5", "ru") == "&lt;b&gt; &amp; 5"
    assert paragraph("слово", "ru") == '<span class="whole">слово</span>'
