"""From the HTML of a sheet to its PDF and the pictures of its pages: all that the room behind the press can do.

It knows neither Django nor the database: what a sheet needs comes with its manuscript.
"""

import atexit
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache, partial
from io import BytesIO
from typing import Any

from cases import faces

from . import archive, forme, overlay
from .fetcher import LockedFetcher, RefusedAddress
from .limits import USUAL, Limits, TooLong, TooManyPages, TooManyPixels
from .signing import fields

DPI = 96  # of the pictures that the screen shows
COLOURS = 32  # enough for ink, arms and stamps, at a quarter of the bytes
MOST_PICTURES = 40  # pages; who reads on takes the PDF
PNG_SIZE = slice(16, 24)  # where a PNG tells its width and height, four bytes each


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All that a sheet is drawn from; `data` is what machines read of it, and makes it a file for the archive.

    mailed: it is one of many that differ in their own parts only; what they share is laid out once.
    """

    html: str
    css: str = ""
    assets: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    data: bytes | None = None
    made_at: datetime | None = None
    mailed: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet as it is kept: its PDF, and its pages as PNG for the screen."""

    pdf: bytes
    pictures: tuple[bytes, ...] = ()


def draw(manuscript: Manuscript, limits: Limits = USUAL) -> bytes:
    """The PDF of a manuscript; equal manuscripts give equal bytes on one machine.

    Raises RefusedAddress, TooLong, TooManyPages or TooManyPixels.
    """
    check(manuscript, limits)
    faces.alone()
    # Pango and its friends cost a second at import: only who draws pays for them.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    fetcher = LockedFetcher(manuscript.assets)
    options = archive.OPTIONS if manuscript.data is not None else {}
    try:
        page = HTML(string=manuscript.html, url_fetcher=fetcher)
        render = partial(HTML.render, stylesheets=style(manuscript.css), font_config=fonts(), **options)
        document = forme.ours().lay(page, manuscript.css, render) if manuscript.mailed else render(page)
        if len(document.pages) > limits.pages:
            raise TooManyPages(f"{len(document.pages)} pages of at most {limits.pages}")
        attached = []
        if manuscript.data is not None:
            archive.declare(document)
            attached = [archive.attachment(manuscript.data, manuscript.made_at, fetcher)]
        finisher = fields.add if fields.PLACE in manuscript.html else None
        octets: bytes = document.write_pdf(attachments=attached, finisher=finisher, **options)
    except FatalURLFetchingError as error:
        raise RefusedAddress(str(error)) from error
    scan, _ = manuscript.assets.get(overlay.SCAN, (b"", ""))
    return overlay.lay(octets, scan) if scan else octets


def check(manuscript: Manuscript, limits: Limits) -> None:
    """Refuse what is too large before any work is done. Raises TooLong or TooManyPixels."""
    if len(manuscript.html.encode(errors="replace")) > limits.html:
        raise TooLong(f"more than {limits.html} bytes of HTML")
    for octets, kind in manuscript.assets.values():
        if kind == "image/png":
            sides = octets[PNG_SIZE]
            size = int.from_bytes(sides[:4]) * int.from_bytes(sides[4:])
            if size > limits.pixels:
                raise TooManyPixels(f"a picture of {size} pixels of at most {limits.pixels}")


def pictures(pdf: bytes) -> Iterator[bytes]:
    """The pages as PNG, in their order."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()  # the marks of signatures stand in fields
        for number in range(min(len(document), MOST_PICTURES)):
            drawn = BytesIO()
            shown = document[number].render(scale=DPI / 72).to_pil()
            shown.quantize(COLOURS, method=2, dither=0).save(drawn, "PNG")  # 2: the quick one
            yield drawn.getvalue()
    finally:
        document.close()


@cache
def fonts() -> Any:
    """What WeasyPrint knows of our type, once a process."""
    from weasyprint.text.fonts import FontConfiguration

    # Left to the end of the process, it would complain of modules that are gone.
    atexit.register(fonts.cache_clear)
    return FontConfiguration()


@lru_cache(maxsize=32)
def style(text: str) -> list[Any]:
    """A style sheet, parsed once a process; none of an empty text."""
    from weasyprint import CSS

    atexit.register(style.cache_clear)
    return [CSS(string=text, url_fetcher=LockedFetcher(), font_config=fonts())] if text else []
