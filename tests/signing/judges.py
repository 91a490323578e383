"""Judges that are not ours: pyHanko asked directly, poppler's pdfsig, veraPDF."""

import asyncio
import re
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature

from tests.letters import verapdf

from .authority import authority
from .signed import READ as AT

ARCHIVAL: list[str] = []
LACK = "pdfsig did not judge the signatures: it is not here (apt-get install poppler-utils)"
needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason=LACK)
needs_java = pytest.mark.skipif(not verapdf.is_here(), reason=verapdf.LACK)


def pyhanko(pdf: bytes) -> dict[str, bool]:
    """Field to whether pyHanko calls its signature good to the last line."""
    found = {}
    for one in PdfFileReader(BytesIO(pdf)).embedded_regular_signatures:
        context = authority().trust().context(AT)
        found[one.field_name] = asyncio.run(async_validate_pdf_signature(one, context)).bottom_line
    return found


def pdfsig(pdf: bytes) -> dict[str, str]:
    """Field to what poppler says of its signature; it trusts nobody and looks at the bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.pdf"
        path.write_bytes(pdf)
        done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    names = re.findall(r"Signature Field Name: (.*)", done.stdout)
    return dict(zip(names, re.findall(r"Signature Validation: (.*)", done.stdout), strict=True))


def archival(pdf: bytes, name: str) -> None:
    """Have veraPDF judge a revision by both standards."""
    assert verapdf.broken(pdf, "3a") == []
    assert verapdf.broken(pdf, "ua1") == []
    ARCHIVAL.append(name)
