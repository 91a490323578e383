"""The words of a text, and what a query asks for."""

import pytest

from cases.search.words import MOST_ASKED, MOST_WORDS, Word, asked, words_of


def found_by(query: str, *texts: str, numbers: tuple[str, ...] = ()) -> bool:
    """Whether a text has every word of a query, judged without any database."""
    words = words_of(texts, numbers).split()
    return all(any(meets(word, one) for one in words) for word in asked(query))


def meets(word: Word, one: str) -> bool:
    """Whether a kept word is one that is asked for."""
    return one in word.exact or one.startswith(word.beginnings or ("\0",))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("сотрудничество", "О научно-техническом сотрудничестве"),
        ("СОТРУДНИЧЕСТВА", "о сотрудничестве"),
        ("научно-технического сотрудничества", "О научно-техническом сотрудничестве"),
        ("техническое", "О научно-техническом сотрудничестве"),
        ("ещё", "еще"),
        ("счет", "о счёте"),
        ("ще\u0301дрый", "щедрого"),
        ("договорённости", "О договоренностях"),
        ("пасяджэнне", "Аб пасяджэнні камітэта"),
        ("пасяджэння", "Аб пасяджэннях"),
        ("сумеснага", "Аб сумесных праектах"),
        ("сумесныя", "сумеснага праекта"),
        ("супрацоўніцтва", "Аб супрацоўніцтве"),
        ("беларускай", "Беларускага ўніверсітэта"),
        ("універсітэт", "універсітэта"),
        ("аб'яднанне", "Аб’яднання"),
        ("cooperation", "On Cooperation"),
        ("о", "о чём-то"),
        ("18.07.2019", "письмо от 18.07.2019 направлено"),
    ],
)
def test_words_are_found_in_every_form(query: str, text: str) -> None:
    assert found_by(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("проверка", "О проекте"),
        ("сотрудник проекта", "О сотруднике"),
        ("край", "О крайностях"),
        ("мыла", "О море"),
        ("18.07.2019", "18.07.2020 и 19.07.2019"),
        ("узнать", "В узком"),
    ],
)
def test_other_words_are_not(query: str, text: str) -> None:
    assert not found_by(query, text)


@pytest.mark.parametrize(
    "query",
    ["06-09/398", "6-9/398", "06-09/00398", "398", "9/398", "06-09", "0609398", "№ 06-09/398", " 06–09/398 "],
)
def test_a_number_is_found_however_it_is_typed(query: str) -> None:
    assert found_by(query, numbers=("06-09/398",))
    assert not found_by(query, numbers=("07-08/39",))


@pytest.mark.parametrize(
    "query", ["Вх-44318", "вх 44318", "ВХ44318", "44318", "вх", "BX-44318", "bx 44318", "вх.44318", "вх№44318"]
)
def test_the_letters_of_a_number_are_typed_in_either_alphabet(query: str) -> None:
    assert found_by(query, numbers=("Вх-44318",))


@pytest.mark.parametrize("query", ["4431", "443180", "06-09/39", "06-09/3980", "09-06/398", "6/398"])
def test_a_part_of_a_number_is_another_number(query: str) -> None:
    assert not found_by(query, numbers=("06-09/398", "Вх-44318"))


def test_a_query_without_any_word_asks_nothing() -> None:
    assert asked(" %_№ «»—") == []
    assert asked("") == []


def test_a_single_letter_counts_only_alone() -> None:
    assert len(asked("о сотрудничестве с краем")) == 2
    assert len(asked("о с")) == 2
    assert len(asked("5 %")) == 1


def test_words_hold_no_sign_that_a_database_could_take_for_its_own() -> None:
    hostile = "a\"b'c\\d:*()|&!<-> NEAR \0 \u2028 «x» 1;2 д'е"
    for word in [*words_of([hostile], [hostile]).split(), *(w for one in asked(hostile) for w in one.exact)]:
        assert all(sign.isalnum() or sign == "·" for sign in word), word


def test_what_is_kept_and_asked_is_bounded() -> None:
    assert len(words_of([" ".join(f"слово{n}" for n in range(MOST_WORDS + 5000))]).split()) <= MOST_WORDS + 3
    assert len(asked("слово " * 200)) == MOST_ASKED
    assert max(map(len, words_of(["я" * 1000], ["1" * 1000]).split())) <= 60


def test_every_word_is_kept_once_and_in_order() -> None:
    assert words_of(["край края", "Край"]) == "кра"
    assert words_of(["б а"]) == "а б"
