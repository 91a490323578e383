"""From frozen facts to the manuscript of a sheet. It asks the database nothing, and runs outside any transaction."""

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

from . import archive, arms, barcode, drawing, scans
from .occasion import FORMAT

ENDLESS = re.compile(r"\S{100,}")
# Marks that turn the order of letters around: a sheet must read as its bytes do.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UnknownFormat(Exception):
    """The facts were frozen in a format that these templates do not know."""


def render(context: dict[str, Any], *, mailed: bool = False) -> bytes:
    """The PDF of a sheet, drawn in this process; equal facts give equal bytes on one machine.

    For facts of our own, and for the press. Raises what `manuscript` and `drawing.draw` raise.
    """
    return drawing.draw(manuscript(context, mailed=mailed))


def manuscript(context: dict[str, Any], *, mailed: bool = False) -> drawing.Manuscript:
    """All that the sheet is drawn from: PDF/A-3a and PDF/UA-1 at once, with the facts attached.

    Raises UnknownFormat, MissingBlob or DamagedBlob for arms that are not kept as they were, or
    TemplateDoesNotExist for a sheet without a template.
    """
    return drawing.Manuscript(
        html=mark_up(context),
        css=style(canonical(context["profile"])),
        assets=pictures(context),
        data=archive.data(context),
        made_at=archive.made_at(context),
        mailed=mailed,
    )


def pictures(context: dict[str, Any]) -> dict[str, tuple[bytes, str]]:
    """What the sheet may show beside its text: arms and code, and the scan that it is a mark on."""
    return arms.assets(context["body"]["arms"]) | barcode.assets(context) | scans.assets(context)


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


@lru_cache(maxsize=32)
def style(profile: bytes) -> str:
    """The style sheet of a profile as it was frozen."""
    return measures(json.loads(profile)) + (templates() / "letters" / "letters.css").read_text(encoding="utf-8")


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
