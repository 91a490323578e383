"""`python -m cases.letters.intake.room`: the process in which files from outside are taken apart and judged."""

import json
from contextlib import suppress
from io import BytesIO
from typing import Any

from cases.letters import hands
from cases.letters.limits import Limits

from .examination import examine
from .unfit import Unfit


def judge(asked: dict[str, Any], parts: list[bytes], _: Limits) -> list[bytes]:
    """The kind of a file, or the code of what is wrong with it."""
    try:
        told = {"kind": examine(parts[0], asked["name"]).value}
    except Unfit as unfit:
        told = {"code": unfit.code.value, "told": unfit.told}
    return [json.dumps(told).encode()]


def warm() -> None:
    """Import what the readers import at their first file; after that the room is locked."""
    import pikepdf
    from PIL import Image

    Image.init()
    for kind in ("PNG", "JPEG", "TIFF"):
        drawn = BytesIO()
        Image.new("L", (9, 9)).save(drawn, kind)
        judge({"name": f"a.{kind.lower()}"}, [drawn.getvalue()], Limits())
    drawn = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(drawn)
    judge({"name": "a.pdf"}, [drawn.getvalue()], Limits())
    with suppress(Unfit):
        examine(b"PK\3\4", "a.docx")


if __name__ == "__main__":
    hands.main(warm, judge)
