"""The place of a signature in a PDF: making room for it, and laying it in."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from . import fields

ROOM = 32 * 1024  # hexadecimal digits kept for a signature with its certificates and time stamp
RANGES = re.compile(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+) *\]")


class NoRoom(Exception):
    """The signature is longer than the room that was kept for it."""


class NotPrepared(Exception):
    """The bytes have no empty room for a signature, or no such field."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A PDF with an empty room for a signature, from `start` up to `end`; the signature covers all the rest."""

    pdf: bytes
    start: int
    end: int

    @property
    def covered(self) -> bytes:
        """The bytes that are signed."""
        return self.pdf[: self.start] + self.pdf[self.end :]

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes that are signed: by it a signature that comes later is known."""
        return hashlib.sha256(self.covered).hexdigest()


def prepare(pdf: bytes, field: str, drawing: bytes | None, *, at: datetime, certify: bool = False) -> Prepared:
    """Make the revision that a signature will complete; the bytes of `pdf` are its beginning.

    drawing: a PDF of one page that the field shows. certify: only signatures of the fields left open may follow.
    Raises NotPrepared for a PDF without that empty field.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import cms_embedder, pdf_byterange

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    steps = cms_embedder.PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
    try:
        next(steps)
    except SigningError as error:
        raise NotPrepared(str(error)) from error
    lock = FieldMDPSpec(FieldMDPAction.EXCLUDE, [fields.REGISTRAR]) if certify else FieldMDPSpec(FieldMDPAction.ALL)
    steps.send(
        cms_embedder.SigObjSetup(
            sig_placeholder=pdf_byterange.SignatureObject(
                timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=ROOM
            ),
            mdp_setup=cms_embedder.SigMDPSetup("sha256", certify, lock, MDPPerm.FILL_FORMS),
            appearance_setup=cms_embedder.SigAppearanceSetup(shown(drawing), at, None) if drawing else None,
        )
    )
    written = BytesIO()
    steps.send(cms_embedder.SigIOSetup("sha256", output=written))
    return reopened(written.getvalue())


def shown(drawing: bytes) -> Any:
    """A page as the appearance of a field. Made anew for every signature: what is imported belongs to one file."""
    from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import BaseStampStyle

    class Drawing(BaseStampStyle):  # type: ignore[misc]
        def create_stamp(self, writer: Any, box: Any, text_params: Any) -> Any:
            self.writer = writer
            return self

        def apply_appearance(self, annotation: Any) -> None:
            page = self.writer.import_page_as_xobject(PdfFileReader(BytesIO(drawing)))
            annotation[pdf_name("/AP")] = DictionaryObject({pdf_name("/N"): page})

    return Drawing()


def reopened(pdf: bytes) -> Prepared:
    """A prepared PDF that was kept, as it waits for its signature. Raises NotPrepared."""
    for found in reversed(list(RANGES.finditer(pdf))):
        start, end, rest = (int(one) for one in found.groups())
        if end + rest == len(pdf) and set(pdf[start + 1 : end - 1]) == {ord("0")}:
            return Prepared(pdf, start, end)
    raise NotPrepared("no empty room for a signature")


def embed(prepared: Prepared, cms: bytes) -> bytes:
    """The signed PDF. Raises NoRoom."""
    room = prepared.end - prepared.start - 2
    digits = cms.hex().encode()
    if len(digits) > room:
        raise NoRoom(f"{len(cms)} bytes of {room // 2}")
    return prepared.pdf[: prepared.start] + b"<" + digits.ljust(room, b"0") + b">" + prepared.pdf[prepared.end :]
