"""A mark of ours laid over the scan of a foreign letter: the receipt stamp (D02) and the file mark (D17).

The scan stays what it is, page by page and word by word; the mark is drawn once more on its first page, where there
is room. What came is kept beside it under its own digest, so that signatures in it still hold. This is done where
sheets are drawn: it knows neither Django nor the database.
"""

import hashlib
import re
from io import BytesIO
from typing import Any

SCAN = "asset:scan"
LOT = re.compile(rb"<([0-9A-F]{32})>")
POINT = 25.4 / 72  # mm
GRAIN = 2  # dots a millimetre, to look for room
DARK = 180
CLEAN = 0.0005  # of the dots: a scan has dust
EDGE, STEP, AROUND = 10, 2, 2  # mm: from the edge of the page, between two places that are tried, around the mark

type Box = tuple[float, float, float, float]


def lay(mark: bytes, scan: bytes) -> bytes:
    """The scan with the mark on its first page; the mark alone where the scan cannot be read.

    Equal bytes give equal bytes.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(scan)
        page = document[0]
    except (pypdfium2.PdfiumError, IndexError):
        return mark
    stamp = pypdfium2.PdfDocument(mark)
    box = inked(stamp[0])
    wide, tall = box[2] - box[0], box[3] - box[1]
    left, bottom = room(page, wide, tall)
    drawn = stamp.page_as_xobject(0, document).as_pageobject()
    drawn.set_matrix(pypdfium2.PdfMatrix().translate(left - box[0], bottom - box[1]).multiply(upright(page)))
    page.insert_obj(drawn)
    page.gen_content()
    told = BytesIO()
    document.save(told)
    return named(told.getvalue(), has_name=bool(document.get_identifier()))


def named(octets: bytes, *, has_name: bool) -> bytes:
    """A file whose identifier comes from its bytes: the library draws lots for the part that changes with it."""
    start = octets.rfind(b"/ID[")
    drawn = list(LOT.finditer(octets, max(0, start)))[-1 if has_name else -2 :]
    bare = octets
    for lot in drawn:
        bare = bare.replace(lot[0], b"")
    digest = hashlib.md5(bare, usedforsecurity=False).hexdigest().upper().encode()
    for lot in drawn:
        octets = octets[: lot.start(1)] + digest + octets[lot.end(1) :]
    return octets


def inked(page: Any) -> Box:
    """The box of the ink of a page: left, bottom, right, top in points."""
    shades = page.render(scale=GRAIN * POINT, grayscale=True).to_pil().point(lambda shade: 255 if shade < DARK else 0)
    left, top, right, bottom = shades.getbbox() or (0, 0, *shades.size)
    dot, tall = 1 / (GRAIN * POINT), page.get_height()
    return ((left - 1) * dot, tall - (bottom + 1) * dot, (right + 1) * dot, tall - (top - 1) * dot)


def room(page: Any, wide: float, tall: float) -> tuple[float, float]:
    """Where a mark of that size stands on a page as it is shown: its lower left corner in points.

    The first place without ink, from the lower right corner on; else the one with the least.
    """
    shades = page.render(scale=GRAIN * POINT, grayscale=True).to_pil().point(lambda shade: 255 if shade < DARK else 0)
    width, height = (round(side * POINT * GRAIN) for side in (wide, tall))
    edge, step, around = EDGE * GRAIN, STEP * GRAIN, AROUND * GRAIN
    right = max(0, shades.width - edge - width)
    columns = sorted({right, right // 2 + edge // 2, min(edge, right)}, reverse=True)
    places = [(x, y) for y in range(max(0, shades.height - edge - height), edge - 1, -step) for x in columns]
    fullness = {}
    for x, y in places or [(0, 0)]:
        spots = shades.crop((x - around, y - around, x + width + around, y + height + around)).histogram()
        fullness[x, y] = sum(spots[1:]) / max(1, width * height)
        if fullness[x, y] < CLEAN:
            break
    x, y = min(fullness, key=lambda place: fullness[place])
    return x / (GRAIN * POINT), (shades.height - y - height) / (GRAIN * POINT)


def upright(page: Any) -> Any:
    """From places on a page as it is shown to those in its file: a page may be shown turned, and begin anywhere."""
    import pypdfium2

    left, bottom, right, top = page.get_bbox()
    wide, tall = right - left, top - bottom
    turned = {
        0: pypdfium2.PdfMatrix(),
        90: pypdfium2.PdfMatrix(0, 1, -1, 0, wide, 0),
        180: pypdfium2.PdfMatrix(-1, 0, 0, -1, wide, tall),
        270: pypdfium2.PdfMatrix(0, -1, 1, 0, 0, tall),
    }
    return turned[page.get_rotation()].translate(left, bottom)
