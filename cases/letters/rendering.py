"""From frozen facts to the bytes of a PDF. It asks the database nothing, and it runs outside any transaction."""

import atexit
import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from cases import faces
from cases.lifecycle.facts import canonical
from cases.lifecycle.sheets import Sheet

from . import archive, arms, barcode
from .fetcher import LockedFetcher, RefusedAddress
from .occasion import FORMAT

ENDLESS = re.compile(r"\S{100,}")
# Marks that turn the order of letters around: a sheet must read as its bytes do.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UnknownFormat(Exception):
    """The facts were frozen in a format that these templates do not know."""


def render(context: dict[str, Any]) -> bytes:
    """The PDF of a sheet, PDF/A-3a and PDF/UA-1 at once; equal facts give equal bytes on one machine.

    Raises UnknownFormat, RefusedAddress, MissingBlob or DamagedBlob for arms that are not kept as they were, or
    TemplateDoesNotExist for a sheet without a template.
    """
    faces.alone()
    # Pango and its friends cost a second at import: only a worker that renders pays for them.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    html = mark_up(context)
    fetcher = LockedFetcher(pictures(context))
    css, fonts = style(canonical(context["profile"]))
    try:
        page = HTML(string=html, url_fetcher=fetcher)
        document = page.render(stylesheets=[css], font_config=fonts, **archive.OPTIONS)
        archive.declare(document)
        attached = [archive.attachment(context, fetcher)]
        octets: bytes = document.write_pdf(attachments=attached, **archive.OPTIONS)
    except FatalURLFetchingError as error:
        raise RefusedAddress(str(error)) from error
    return octets


def pictures(context: dict[str, Any]) -> dict[str, tuple[bytes, str]]:
    """What the sheet may show beside its text: arms and code."""
    return arms.assets(context["body"]["arms"]) | barcode.assets(context)


def mark_up(context: dict[str, Any]) -> str:
    """The sheet as HTML: every fact is escaped, none of them is ever markup."""
    if context.get("format") != FORMAT:
        raise UnknownFormat(context.get("format"))
    template = engine().get_template(f"letters/{Sheet(context['sheet']).slug}.html")
    return template.render(Context(legible(context) | {"coded": barcode.is_due(context)}))


def legible(value: Any) -> Any:
    """The facts with every sign that cannot be printed made visible as U+FFFD, and no word without an end."""
    if isinstance(value, str):
        strange = {ord(sign): faces.REPLACEMENT for sign in set(value) if unprintable(sign)}
        return ENDLESS.sub(breakable, value.translate(strange))
    if isinstance(value, dict):
        return {key: legible(part) for key, part in value.items()}
    if isinstance(value, list):
        return [legible(part) for part in value]
    return value


def breakable(word: re.Match[str]) -> str:
    """An endless word with places to break that have no width: without them its layout takes minutes."""
    return "\u200b".join(word[0][start : start + 50] for start in range(0, len(word[0]), 50))


def unprintable(sign: str) -> bool:
    """Whether a character has no place on paper: it controls, it turns the text around, or our type lacks it."""
    return sign in TURNING or not faces.draws(sign) or (unicodedata.category(sign) == "Cc" and sign not in "\n\t")


@cache
def engine() -> Engine:
    """An engine of our own: no request, no context processors, no templates but those of the house."""
    return Engine(dirs=[str(templates())], builtins=["cases.letters.words"], autoescape=True)


@cache
def fonts() -> Any:
    """What WeasyPrint knows of our type, once a process."""
    from weasyprint.text.fonts import FontConfiguration

    # Left to the end of the process, it would complain of modules that are gone.
    atexit.register(fonts.cache_clear)
    return FontConfiguration()


@lru_cache(maxsize=32)
def style(drawing: bytes) -> tuple[Any, Any]:
    """The style sheet of a profile as it was frozen, parsed once a process, and the fonts that go with it."""
    from weasyprint import CSS

    atexit.register(style.cache_clear)
    text = measures(json.loads(drawing)) + (templates() / "letters" / "letters.css").read_text(encoding="utf-8")
    return CSS(string=text, url_fetcher=LockedFetcher(), font_config=fonts()), fonts()


def measures(drawing: dict[str, Any]) -> str:
    """The profile's lengths as a style sheet: the page, and the properties that the other one uses."""
    one = drawing
    wide = 210 - one["left"] - one["right"]
    foot = one["bottom"] + (one["qr"] - 4 if one["qr"] else 0)
    spans = {
        "size": f"{one['size']}pt",
        "line": f"{one['line']}pt",
        "head": f"{one['head']}mm",
        "gap": f"{one['gap']}mm",
        "heading": f"{one['heading']}mm",
        "addressee": f"{one['addressee']}mm",
        "post": f"{(one['name'] or wide - 60) - 6}mm",
        "arms": f"{one['arms']}mm",
        "code": f"{one['qr']}mm",
        "arms-up": f"{one['arms_top'] - one['top']}mm",
    }
    return (
        f"@page {{ margin: {one['top']}mm {one['right']}mm {one['bottom']}mm {one['left']}mm; }}\n"
        f"@page coded:first {{ margin-bottom: {foot}mm; }}\n"
        f":root {{ {' '.join(f'--{name}: {span};' for name, span in spans.items())} }}\n"
    )


def templates() -> Path:
    """Where the house keeps its templates."""
    return Path(settings.BASE_DIR) / "templates"
