"""Pictures: a page of a scan, read whole and no larger than a scanner makes it."""

import warnings
from io import BytesIO
from typing import Any

from .kinds import Kind
from .unfit import Code, Unfit

MOST_PIXELS = 120_000_000  # a page; A3 at 600 dpi has 70 million
MOST_PAGES = 100
ENDS = {Kind.PNG: b"IEND\xaeB`\x82", Kind.JPEG: b"\xff\xd9"}


def examine(octets: bytes, kind: Kind) -> None:
    """Refuse a picture that cannot be read to its end, is too large, or has something behind it. Raises Unfit."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it is in the same process, has it drawn anyway
    if not octets.endswith(ENDS.get(kind, b"")):
        raise Unfit(Code.PICTURE_DAMAGED, "end")
    if kind is Kind.PNG:
        check_chunks(octets)
    try:
        with warnings.catch_warnings(action="error"), Image.open(BytesIO(octets), formats=[kind.name]) as picture:
            check_pages(picture, len(octets))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(Code.PICTURE_SIZE) from error
    except (Unfit, MemoryError):
        raise
    except Exception as error:  # a reader of pictures may fail in every way
        raise Unfit(Code.PICTURE_DAMAGED, type(error).__name__) from error


def check_pages(picture: Any, size: int) -> None:
    """Read every page of a picture whose size is that of a scan. Raises Unfit and what the reader raises."""
    pages = getattr(picture, "n_frames", 1)
    if pages > MOST_PAGES:
        raise Unfit(Code.PICTURE_SIZE)
    for page in range(pages):
        picture.seek(page)
        if picture.width * picture.height > MOST_PIXELS:
            raise Unfit(Code.PICTURE_SIZE)
        check_strips(picture, size)
        picture.load()


def check_strips(picture: Any, size: int) -> None:
    """The pixels of a page of a TIFF all lie in the file: its reader would not say that some lack."""
    tags = getattr(picture, "tag_v2", {})
    for places, lengths in ((273, 279), (324, 325)):
        for place, length in zip(tags.get(places, ()), tags.get(lengths, ()), strict=True):
            if place + length > size:
                raise Unfit(Code.PICTURE_DAMAGED, "strip")


def check_chunks(octets: bytes) -> None:
    """A PNG ends with its first IEND: what comes behind it would be another file."""
    place = 8
    while place + 8 <= len(octets):
        length, name = int.from_bytes(octets[place : place + 4]), octets[place + 4 : place + 8]
        place += length + 12
        if name == b"IEND":
            break
    if place != len(octets):
        raise Unfit(Code.PICTURE_DAMAGED, "chunks")
