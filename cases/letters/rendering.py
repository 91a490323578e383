"""From frozen facts to the bytes of a PDF. It asks the database nothing, and it runs outside any transaction."""

import atexit
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from cases.lifecycle.sheets import Sheet

from .fetcher import LockedFetcher, RefusedAddress
from .occasion import FORMAT

ENDLESS = re.compile(r"\S{100,}")
# Marks that turn the order of letters around: a sheet must read as its bytes do.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UnknownFormat(Exception):
    """The facts were frozen in a format that these templates do not know."""


def render(context: dict[str, Any]) -> bytes:
    """The PDF of a sheet; equal facts give equal bytes on one machine.

    Raises UnknownFormat, RefusedAddress, or TemplateDoesNotExist for a sheet without a template.
    """
    # Pango and its friends cost a second at import: only a worker that renders pays for them.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    html = mark_up(context)
    css, fonts = style()
    try:
        page = HTML(string=html, url_fetcher=LockedFetcher())
        octets: bytes = page.write_pdf(stylesheets=[css], font_config=fonts)
    except FatalURLFetchingError as error:
        raise RefusedAddress(str(error)) from error
    return octets


def mark_up(context: dict[str, Any]) -> str:
    """The sheet as HTML: every fact is escaped, none of them is ever markup."""
    if context.get("format") != FORMAT:
        raise UnknownFormat(context.get("format"))
    template = engine().get_template(f"letters/{Sheet(context['sheet']).slug}.html")
    return template.render(Context(legible(context)))


def legible(value: Any) -> Any:
    """The facts with every control or turning character made visible as U+FFFD, and no word without an end."""
    if isinstance(value, str):
        shown = "".join("\ufffd" if unprintable(sign) else sign for sign in value)
        return ENDLESS.sub(breakable, shown)
    if isinstance(value, dict):
        return {key: legible(part) for key, part in value.items()}
    if isinstance(value, list):
        return [legible(part) for part in value]
    return value


def breakable(word: re.Match[str]) -> str:
    """An endless word with places to break that have no width: without them its layout takes minutes."""
    return "\u200b".join(word[0][start : start + 50] for start in range(0, len(word[0]), 50))


def unprintable(sign: str) -> bool:
    """Whether a character has no place on paper; tabs and line ends have."""
    return sign in TURNING or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t")


@cache
def engine() -> Engine:
    """An engine of our own: no request, no context processors, no templates but those of the house."""
    return Engine(dirs=[str(templates())], builtins=["cases.letters.words"], autoescape=True)


@cache
def style() -> tuple[Any, Any]:
    """The style sheet, parsed once a process, and the fonts that go with it."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # Left to the end of the process, it would complain of modules that are gone.
    atexit.register(style.cache_clear)
    text = (templates() / "letters" / "letters.css").read_text(encoding="utf-8")
    return CSS(string=text, url_fetcher=LockedFetcher(), font_config=fonts), fonts


def templates() -> Path:
    """Where the house keeps its templates."""
    return Path(settings.BASE_DIR) / "templates"
