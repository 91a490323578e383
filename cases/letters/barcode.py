"""The two-dimensional code of a letter (R31): by it the receiving side finds and counts the document."""

import hashlib
from io import BytesIO
from typing import Any

from cases.lifecycle.sheets import Sheet

from . import archive

ADDRESS = "asset:code"


def payload(context: dict[str, Any]) -> str:
    """Body, number, date and the beginning of the digest of the attached data; never a person's data."""
    case = context["case"]
    digest = hashlib.sha256(archive.data(context)).hexdigest()
    return ";".join((context["body"]["name"], case["number"], case["dated"], digest[:16]))


def is_due(context: dict[str, Any]) -> bool:
    """Whether a sheet bears the code: a registered letter under a norm that asks for it."""
    return bool(context["sheet"] == Sheet.LETTER and context["profile"]["qr"] and context["case"]["number"])


def assets(context: dict[str, Any]) -> dict[str, tuple[bytes, str]]:
    """The drawing of the code for the fetcher, nothing for a sheet without one."""
    if not is_due(context):
        return {}
    import segno

    drawn = BytesIO()
    segno.make(payload(context), error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return {ADDRESS: (drawn.getvalue(), "image/svg+xml")}
