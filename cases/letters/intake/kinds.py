"""The kinds of files that are let in, known by their first bytes and the endings that go with them."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from .unfit import Code, Unfit

LONGEST_NAME = 200
# What a name may not hold: it would break a line, hide its ending, or name a folder.
STRANGE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\:*?\"<>|]")


class Kind(StrEnum):
    """By media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"

    @property
    def endings(self) -> tuple[str, ...]:
        """How names of this kind end; the first is the usual one."""
        return {"JPEG": ("jpg", "jpeg"), "TIFF": ("tif", "tiff")}.get(self.name, (self.name.lower(),))


HEADS = {
    b"%PDF-": Kind.PDF,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"\xff\xd8\xff": Kind.JPEG,
    b"II*\0": Kind.TIFF,
    b"MM\0*": Kind.TIFF,
}
PACKAGE = b"PK\x03\x04"
PACKAGED = (Kind.DOCX, Kind.XLSX, Kind.ODT, Kind.ODS)
MARKS = {b"word/document.xml": Kind.DOCX, b"xl/workbook.xml": Kind.XLSX}


def head_of(octets: bytes) -> Kind | None:
    """The kind that the first bytes tell of, or None; packages are told by their parts."""
    return next((kind for head, kind in HEADS.items() if octets.startswith(head)), None)


def kind_of(octets: bytes) -> Kind | None:
    """The kind of bytes that were let in once, by what is quickly seen. None for what never was let in."""
    if not octets.startswith(PACKAGE):
        return head_of(octets)
    typed = octets[30:160].partition(b"mimetype")[2]
    for kind in (Kind.ODS, Kind.ODT):
        if typed.startswith(kind.encode()):
            return kind
    return next((kind for mark, kind in MARKS.items() if mark in octets), None)


def check_name(name: str) -> str:
    """The ending of a name in small letters. Raises Unfit for a name that is none."""
    if not name.strip(". ") or len(name) > LONGEST_NAME or STRANGE.search(name) or name != name.strip():
        raise Unfit(Code.NAME)
    return unicodedata.normalize("NFC", name).rpartition(".")[2].lower()


def check_ending(ending: str, kinds: Iterable[Kind]) -> None:
    """Refuse a name that promises another kind. Raises Unfit."""
    if not any(ending in kind.endings for kind in kinds):
        raise Unfit(Code.KIND_DIFFERS, ending[:10])
