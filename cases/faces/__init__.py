"""The type that letters are drawn with: Tinos, which lies beside this file, and no face of the machine."""

import os
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Tinos"
FACES = {False: "Tinos-Regular.ttf", True: "Tinos-Bold.ttf"}
MM_A_POINT = 25.4 / 72
# What stands for a sign that the face lacks: seen by every reader, and by the check of the form before that.
REPLACEMENT = "\ufffd"


def alone() -> None:
    """Let fontconfig know our faces only; to be called before anything loads it."""
    wanted = str(FOLDER / "fonts.conf")
    if os.environ.get("FONTCONFIG_FILE") != wanted:
        os.environ["FONTCONFIG_FILE"] = wanted


@cache
def face(bold: bool) -> tuple[frozenset[int], dict[int, int], int]:
    """The code points that a face draws, their widths, and the units of an em."""
    from fontTools.ttLib import TTFont

    font: Any = TTFont(FOLDER / FACES[bold], lazy=False)
    names, widths = font.getBestCmap(), font["hmtx"].metrics
    return frozenset(names), {code: widths[name][0] for code, name in names.items()}, font["head"].unitsPerEm


def draws(sign: str) -> bool:
    """Whether the face has a sign; line ends and tabs need none."""
    return ord(sign) in face(False)[0] or sign in "\n\t"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in mm, at a size in points; a sign without width counts as an average one."""
    _, widths, em = face(bold)
    return sum(widths.get(ord(sign), em // 2) for sign in text) / em * size * MM_A_POINT


def lines(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """How a text falls into lines of `room` mm; a word that is wider has a line of its own."""
    found: list[str] = []
    for word in text.split(" "):
        if found and width(f"{found[-1]} {word}", size, bold=bold) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found
