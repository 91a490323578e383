"""What letters that leave the body say, in Russian and Belarusian: the wording is data, the facts stand in it.

A phrase has its facts in braces: {their_date}, {case[title]}. Both languages of a phrase name the same facts.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from . import typography

PHRASES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "wording.json").read_text(encoding="utf-8"),
)
LANGUAGES = ("ru", "be")
# A number is never parted from its sign, nor broken at its own hyphen.
NUMBER = re.compile(rf"(№[ {typography.NO_BREAK}][^\s«»,;()]*[^\s«»,;().:])")


def language_of(case: Mapping[str, Any]) -> str:
    """In which of them a letter is worded: one in another language has its fixed words in Russian."""
    return known(case["language"])


def known(language: str) -> str:
    """A language, or Russian for one in which nothing is worded."""
    return language if language in LANGUAGES else LANGUAGES[0]


def say(key: str, language: str, facts: Mapping[str, Any]) -> SafeString:
    """A phrase with its facts: typeset and escaped. Raises KeyError for a phrase, a language or a fact that lacks."""
    told = Formatter().vformat(PHRASES[key][language], (), facts)
    parts = NUMBER.split(typography.typeset(told, language))
    return format_html_join("", "{}", ((whole(one) if at % 2 else one,) for at, one in enumerate(parts)))


def whole(text: str) -> SafeString:
    """What stands on one line."""
    return format_html('<span class="whole">{}</span>', text)


def facts_of(phrase: str) -> list[str]:
    """The facts that a phrase names, in their order."""
    return [name for _, name, _, _ in Formatter().parse(phrase) if name is not None]
