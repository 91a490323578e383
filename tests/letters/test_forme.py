"""Letters of one mailing: what they share is laid out once, and each has the very bytes that it would have alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from cases.letters import drawing, forme, rendering, specimens
from cases.letters.press import Press
from cases.lifecycle.sheets import Sheet
from cases.norms import profile

SHORT = ["Правительство", "Образцовой области"]
LONG = [*SHORT, "Первому заместителю Председателя", "Многофамильному-Примерову А.А.", "ул. Длинная, 1", "Город, 100000"]


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """Nothing stands from another test."""
    forme.ours.cache_clear()
    yield
    forme.ours.cache_clear()


def letter(norm: str, lines: list[str], language: str = "ru", **other: Any) -> dict[str, Any]:
    """The letter to one addressee."""
    facts = specimens.specimen(Sheet.LETTER, norm, language)
    facts["letter"] |= {"addressees": [lines], **other}
    return facts


def layouts() -> int:
    """How many layouts stand."""
    return len(forme.ours().kept)


@pytest.mark.parametrize("language", specimens.LANGUAGES)
@pytest.mark.parametrize("norm", profile.codes())
def test_each_has_the_bytes_of_a_letter_drawn_alone(norm: str, language: str) -> None:
    for lines in (SHORT, [*SHORT[:1], "Примерного края"], LONG, SHORT, [*LONG[:-1], "Город, 200000"]):
        facts = letter(norm, lines, language)
        assert rendering.render(facts, mailed=True) == rendering.render(facts)
    assert layouts() <= 2  # one for the short ones and one for the long: norms differ in whether the text moves


def test_what_is_laid_out_once_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    whole: list[bool] = []
    monkeypatch.setattr(forme.Forme, "filled", counted(whole, forme.Forme.filled))
    for number in range(5):
        rendering.render(letter("by-2009", [*SHORT, f"отдел {number}"]), mailed=True)
    assert whole == [True, True, True, True]  # the first has nothing to fill


def counted(found: list[bool], real: Any) -> Any:
    """The real thing, and whether it found a layout."""

    def filled(self: forme.Forme, *given: Any) -> Any:
        document = real(self, *given)
        found.append(document is not None)
        return document

    return filled


def test_pages_behind_the_first_stand_as_they_are() -> None:
    paragraphs = letter("ru-2025", SHORT)["letter"]["paragraphs"] * 14
    for lines in (SHORT, LONG, SHORT):
        facts = letter("ru-2025", lines, paragraphs=paragraphs)
        found = rendering.render(facts, mailed=True)
        assert found == rendering.render(facts)
    assert len(list(drawing.pictures(found))) > 2


def test_another_text_in_between_is_never_mixed_in() -> None:
    for heading in ("О первом", "О втором", "О первом"):
        facts = letter("ru-2016", SHORT, heading=heading)
        assert rendering.render(facts, mailed=True) == rendering.render(facts)
        assert layouts() == 1

    for number in ("1", "2"):
        facts = letter("ru-2025", SHORT)
        facts["case"]["number"] = f"06-09/{number}"
        assert rendering.render(facts, mailed=True) == rendering.render(facts)
    assert layouts() == 1


def test_no_more_layouts_stand_than_a_few() -> None:
    for tall in range(1, forme.MOST + 4):
        facts = letter("by-2009", ["Строка"] * (3 * tall))
        assert rendering.render(facts, mailed=True) == rendering.render(facts)
    assert layouts() == forme.MOST


def test_a_letter_of_other_measures_is_laid_out_anew() -> None:
    for size in (13, 14):
        facts = letter("ru-2025", SHORT)
        facts["profile"]["size"] = size
        assert rendering.render(facts, mailed=True) == rendering.render(facts)


def test_a_mailed_letter_without_parts_of_its_own_is_drawn_all_the_same() -> None:
    facts = specimens.specimen(Sheet.APPROVAL, "by-2009")
    assert {rendering.render(facts, mailed=True) for _ in range(2)} == {rendering.render(facts)}


def test_the_room_draws_them_like_this() -> None:
    press = Press()
    for lines in (SHORT, LONG, SHORT):
        facts = letter("ru-2025", lines)
        assert press.draw(rendering.manuscript(facts, mailed=True)).pdf == rendering.render(facts)
    press.close()
