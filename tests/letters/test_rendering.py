"""Bytes: the same for the same facts, from nothing but the facts, whatever the facts hold."""

import copy
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from cases.letters import rendering
from cases.letters.fetcher import LockedFetcher, RefusedAddress

from .conftest import Printed, Sheets, text_of
from .samples import declared, key

MILLIMETRE = 72 / 25.4
HOUSE = Path(__file__).parents[2]
AFAR = (
    "http://example.org/a.png",
    "https://example.org/a.png",
    "ftp://example.org/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
)
WAYS_OUT = (
    '<img src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<style>@import url("{}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style><p>x</p>',
    '<p style="background: url({})">x</p>',
    '<object data="{}"></object>',
)
CODES = ("sheet", "move", "profile", "arms")
POISON = '"><script>alert(1)</script><img src="file:///etc/passwd">{{ body }}{% now "Y" %}'
ELSEWHERE = """
import hashlib, json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from cases.letters import rendering
print(hashlib.sha256(rendering.render(json.load(sys.stdin))).hexdigest())
"""


def poisoned(value: Any) -> Any:
    """The same facts with markup in every text of people; what chooses a template, a norm or a picture stays."""
    if isinstance(value, str):
        return value + POISON
    if isinstance(value, dict):
        return {name: part if name in CODES else poisoned(part) for name, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part) for part in value]
    return value


def with_text(facts: dict[str, Any], *paragraphs: str) -> dict[str, Any]:
    """The letter with another body."""
    changed = copy.deepcopy(facts)
    changed["letter"]["paragraphs"] = list(paragraphs)
    return changed


@pytest.fixture
def letter(sheets: Sheets) -> dict[str, Any]:
    """The facts of the registered letter."""
    return sheets.made["register", "D15"]


def test_equal_facts_give_equal_bytes(letter: dict[str, Any]) -> None:
    first = rendering.render(letter)
    assert first.startswith(b"%PDF-")
    assert rendering.render(json.loads(json.dumps(letter))) == first


def test_another_process_makes_the_same_bytes(letter: dict[str, Any]) -> None:
    made = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        cwd=HOUSE,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"},
        input=json.dumps(letter),
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == hashlib.sha256(rendering.render(letter)).hexdigest()


def test_rendering_asks_the_database_nothing(
    letter: dict[str, Any], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        rendering.render(letter)


def test_rendering_leaves_the_facts_alone(letter: dict[str, Any]) -> None:
    before = copy.deepcopy(letter)
    rendering.mark_up(with_text(letter, "a\x00b"))
    rendering.mark_up(letter)
    assert letter == before


@pytest.mark.parametrize("url", AFAR)
def test_the_fetcher_fetches_nothing_from_outside(url: str) -> None:
    with pytest.raises(RefusedAddress):
        LockedFetcher()(url)


def test_the_fetcher_hands_out_its_own_assets_by_their_exact_name() -> None:
    fetcher = LockedFetcher({"asset:emblem": (b"<svg/>", "image/svg+xml")})
    answer = fetcher("asset:emblem")
    assert (answer.read(), answer.content_type) == (b"<svg/>", "image/svg+xml")
    with pytest.raises(RefusedAddress):
        fetcher("asset:emblem/../../etc/passwd")


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("url", AFAR)
def test_a_sheet_that_reaches_outside_is_not_made(
    url: str, way: str, letter: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Our templates reach nowhere; should one ever do, the sheet is refused and not left with a hole.
    monkeypatch.setattr(rendering, "mark_up", lambda _: f"<html><body>{way.format(url)}</body></html>")
    with pytest.raises(RefusedAddress):
        rendering.render(letter)


@pytest.mark.parametrize("of", [key(*one) for one in declared()], ids="-".join)
def test_no_fact_becomes_markup_on_any_sheet(of: tuple[str, str, str], sheets: Sheets) -> None:
    html = rendering.mark_up(poisoned(sheets.sampled[of]))
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "{% now" in html


def test_no_disclosed_text_becomes_markup_in_the_history(sheets: Sheets) -> None:
    html = rendering.mark_up(poisoned(sheets.history))
    assert "<script" not in html
    assert "<img" not in html


def test_markup_in_a_letter_is_printed_as_it_was_typed(letter: dict[str, Any], printed: Printed) -> None:
    assert "<b>жирный</b> & <i>5 < 6</i>" in printed(with_text(letter, "<b>жирный</b> & <i>5 < 6</i>"))


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x85", "\u202e", "\u2066", "\ud800"])
def test_a_sign_that_cannot_be_printed_is_seen_instead_of_hidden(sign: str, letter: dict[str, Any]) -> None:
    html = rendering.mark_up(with_text(letter, f"плати{sign}ть"))
    assert "плати\ufffdть" in html
    assert rendering.render(with_text(letter, f"плати{sign}ть")).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "text",
    [
        "слово " * 3400,
        "Ы" * 20_000,
        "а-" * 10_000,
        "\n" * 5_000,
        "e\u0301\u0301\u0301" * 500,
        "👩‍👩‍👧 漢字 עברית العربية ў і ₽ № ☃ \u2028 \ufffe",
    ],
    ids=["words", "one word", "compounds", "lines", "marks", "scripts"],
)
def test_odd_and_long_texts_are_printed(text: str, letter: dict[str, Any]) -> None:
    assert "С.С.Щербаков" in text_of(rendering.render(with_text(letter, text)))


def test_lines_of_a_paragraph_stay_lines(letter: dict[str, Any], printed: Printed) -> None:
    assert "первая вторая" in printed(with_text(letter, "первая\nвторая"))
    assert "первая\nвторая" in rendering.mark_up(with_text(letter, "первая\nвторая"))


def test_pages_are_numbered_from_the_second_in_the_top_margin(letter: dict[str, Any]) -> None:
    tops = []
    for page in pypdfium2.PdfDocument(rendering.render(letter)):
        # The top margin without its outer 10 mm, in points from the lower edge of the sheet.
        top = page.get_height() - 10 * MILLIMETRE
        tops.append(page.get_textpage().get_text_bounded(bottom=top - 10 * MILLIMETRE, top=top).strip())
    assert tops == ["", "2"]
