"""A finished PDF as the rules see it: lines of text with their places in millimetres, and the ink at 300 dpi."""

import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from . import archive

DPI = 300
MM = 25.4 / 72  # a point
DARK = 160  # what is darker is ink
METADATA = re.compile(rb"/Type\s*/Metadata[^>]{0,200}>>\s*stream\r?\n")
MOST_METADATA = 1 << 20

type Box = tuple[float, float, float, float]  # left, top, right, bottom in mm from the upper left corner


class NotAPdf(Exception):
    """The file cannot be read as a PDF."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text on one line; `size` in points."""

    text: str
    box: Box
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size in mm, its lines in their order, and its picture."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    picture: Any

    def ink(self, within: Box | None = None, without: tuple[Box, ...] = ()) -> Box | None:
        """The box of the ink, or of that within a box and outside others; None where there is none."""
        from PIL import ImageDraw

        picture = self.picture.point(lambda shade: 255 if shade < DARK else 0)
        for box in without:
            ImageDraw.Draw(picture).rectangle([dots(side) for side in box], fill=0)
        left, top = (dots(side) for side in within[:2]) if within else (0, 0)
        found = picture.crop([dots(side) for side in within] if within else None).getbbox()
        if found is None:
            return None
        sides = (found[0] + left, found[1] + top, found[2] + left, found[3] + top)
        return (mm(sides[0]), mm(sides[1]), mm(sides[2]), mm(sides[3]))


def dots(length: float) -> int:
    """Millimetres as dots of the picture."""
    return round(length / 25.4 * DPI)


def mm(count: int) -> float:
    """Dots of the picture as millimetres."""
    return count / DPI * 25.4


def pages(pdf: bytes) -> list[Page]:
    """Every page of a PDF. Raises NotAPdf."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(BytesIO(pdf))
    except pypdfium2.PdfiumError as error:
        raise NotAPdf(str(error)) from error
    return [
        Page(
            number,
            page.get_width() * MM,
            page.get_height() * MM,
            tuple(lines(page)),
            page.render(scale=DPI / 72, grayscale=True).to_pil(),
        )
        for number, page in enumerate(document, 1)
    ]


def lines(page: Any) -> Iterator[Line]:
    """The runs of text of a page."""
    import ctypes

    from pypdfium2 import raw

    text, tall = page.get_textpage(), page.get_height()
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        found = text.get_text_bounded(left, bottom, right, top)
        at = raw.FPDFText_GetCharIndexAtPos(text, left + 1, (top + bottom) / 2, 4, 4)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, max(at, 0), ctypes.byref(matrix))
        size = raw.FPDFText_GetFontSize(text, max(at, 0)) * abs(matrix.d)
        box = (left * MM, (tall - top) * MM, right * MM, (tall - bottom) * MM)
        yield Line(" ".join(found.split()), box, size)


def metadata(pdf: bytes) -> Iterator[bytes]:
    """What a file says of itself in XML: each packet that is found in it, of earlier revisions too."""
    for found in METADATA.finditer(pdf):
        octets = pdf[found.end() :]
        if b"FlateDecode" in found[0]:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(octets, MOST_METADATA)
        else:
            yield octets[: octets.find(b"endstream")]


def facts(pdf: bytes) -> dict[str, Any]:
    """The facts that travel with a sheet of ours; a foreign file has none."""
    import pypdfium2

    document = pypdfium2.PdfDocument(BytesIO(pdf))
    for index in range(document.count_attachments()):
        file = document.get_attachment(index)
        if file.get_name() == archive.DATA:
            told: dict[str, Any] = json.loads(bytes(file.get_data()))
            return told
    return {}
