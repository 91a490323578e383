"""The names under which sheets leave Chancery: they say what is inside without opening it."""

import re

from cases.lifecycle.sheets import Sheet

UNSAFE = re.compile(r"[^\w.-]+")


def file_name(number: str, sheet: Sheet, seq: int, *, last: bool) -> str:
    """The file name of a sheet: 06-09_398_letter.pdf.

    number: of the case, empty before it has one. last: no later sheet of this kind is in the case; only the
    last one of a numbered case goes without the number of its entry, so names are unique in a case.
    """
    case = UNSAFE.sub("_", number).strip("._") or "draft"
    plain = last and bool(number.strip())
    return f"{case}_{sheet.slug}.pdf" if plain else f"{case}_{sheet.slug}_seq-{seq:02}.pdf"
