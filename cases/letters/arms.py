"""The arms or emblem of a body: what may be uploaded, and how it reaches the sheet."""

import re
from io import BytesIO
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from cases.lifecycle.refusal import BadFact

from . import blobs

LARGEST = 500_000  # bytes
MOST_PIXELS = 4_000  # a side
PNG = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "g", "path", "circle", "ellipse", "rect", "polygon", "polyline", "line", "title", "desc"}
TRAITS = re.compile(
    r"(id|class|d|points|transform|viewBox|width|height|version|[xyr]|[cr][xy]|[xy][12]"
    r"|fill(-rule|-opacity)?|clip-rule|stroke(-width|-linecap|-linejoin|-miterlimit|-opacity)?|opacity)"
)
ADDRESS = "asset:arms"


def keep(octets: bytes) -> str:
    """Keep a picture of arms and return its digest. Raises BadFact for what is no plain PNG or SVG."""
    check(octets)
    return blobs.keep(octets)


def check(octets: bytes) -> None:
    """Refuse what a sheet may not carry: other formats, large ones, and drawings that do more than draw."""
    if len(octets) > LARGEST:
        raise BadFact(_("arms are a file of at most 500 kB"), field="arms")
    if octets.startswith(PNG):
        check_pixels(octets)
    else:
        check_shapes(octets)


def check_pixels(octets: bytes) -> None:
    """Refuse a picture that cannot be read whole, or is larger than any print needs."""
    from PIL import Image, UnidentifiedImageError

    if not octets.endswith(PNG_END):  # WeasyPrint tells Pillow to draw what is cut off
        raise BadFact(_("this picture cannot be read"), field="arms")
    try:
        with Image.open(BytesIO(octets), formats=["PNG"]) as picture:
            if max(picture.size) > MOST_PIXELS:
                raise BadFact(_("a picture of arms has at most 4,000 pixels a side"), field="arms")
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BadFact(_("this picture cannot be read"), field="arms") from error


def check_shapes(octets: bytes) -> None:
    """Refuse a drawing with anything but shapes: no text, style, script, entity, reference or address."""
    if b"<!" in octets or b"<?xml-" in octets or b"\0" in octets:
        raise BadFact(_("a drawing of arms has no document type, comment or style sheet"), field="arms")
    try:
        root = ElementTree.fromstring(octets)  # noqa: S314 - without a document type there are no entities, and zeros would hide one
    except ElementTree.ParseError as error:
        raise BadFact(_("arms are a PNG or an SVG"), field="arms") from error
    for element in root.iter():
        name = str(element.tag).removeprefix(SVG)
        if name not in SHAPES or not all(TRAITS.fullmatch(str(trait)) for trait in element.attrib):
            raise BadFact(_("a drawing of arms is made of plain shapes only"), field="arms")
        if any("url(" in value.lower() for value in element.attrib.values()):
            raise BadFact(_("a drawing of arms is made of plain shapes only"), field="arms")
    if root.tag != f"{SVG}svg":
        raise BadFact(_("arms are a PNG or an SVG"), field="arms")


def assets(digest: str) -> dict[str, tuple[bytes, str]]:
    """What the fetcher may hand out for a sheet of a body with these arms. Raises MissingBlob or DamagedBlob."""
    if not digest:
        return {}
    octets = blobs.fetch(digest)
    return {ADDRESS: (octets, "image/png" if octets.startswith(PNG) else "image/svg+xml")}
