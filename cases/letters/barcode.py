"""The two-dimensional code of a letter (R31): by it the receiving side finds and counts the document.

It also tells the last checkpoint before the letter got its number: whoever has the paper holds the log to it.
"""

import hashlib
from io import BytesIO
from typing import Any

from cases.lifecycle.sheets import Sheet

from . import archive

ADDRESS = "asset:code"
DOTS = 4  # a module: 260 to an inch and more, so that no reader of PDF can blur it
ROOM = 367  # bytes of a code with 65 modules a side at level L: on 25 mm each has 0.38 mm
LEAST = 60  # bytes of the body's name that are told in any case


def payload(context: dict[str, Any]) -> str:
    """Body, number, date and the beginning of the digest of the attached data; then the checkpoint, if there was one.

    Never a person's data. Where the checkpoint leaves no room, the name of the body is cut.
    """
    case, name = context["case"], context["body"]["name"]
    digest = hashlib.sha256(archive.data(context)).hexdigest()
    rest = ";".join(("", case["number"], case["dated"], digest[:16]))
    if not context.get("checkpoint"):
        return f"{name}{rest}"
    rest += f"\n{signed(context['checkpoint'])}"
    return cut(name, max(ROOM - len(rest.encode()), LEAST)) + rest


def signed(note: str) -> str:
    """The text of a checkpoint and the log's own signature, without cosignatures and the last end of line."""
    head, _, lines = note.partition("\n\n")
    return f"{head}\n\n{lines.partition('\n')[0]}"


def cut(name: str, room: int) -> str:
    """As much of a name as has room in these bytes."""
    octets = name.encode()
    return name if len(octets) <= room else f"{octets[: room - 3].decode(errors='ignore')}…"


def is_due(context: dict[str, Any]) -> bool:
    """Whether a sheet bears the code: a registered letter under a norm that asks for it."""
    return bool(context["sheet"] == Sheet.LETTER and context["profile"]["qr"] and context["case"]["number"])


def assets(context: dict[str, Any]) -> dict[str, tuple[bytes, str]]:
    """The drawing of the code for the fetcher, nothing for a sheet without one."""
    if not is_due(context):
        return {}
    import segno

    drawn = BytesIO()
    level = "l" if context.get("checkpoint") else "m"  # of two sizes that can be read, the one with larger modules
    # Squares of black and white: a drawing of the same by lines takes a fifth of all that the letter takes.
    segno.make(payload(context), error=level, micro=False).save(drawn, kind="png", border=0, scale=DOTS)
    return {ADDRESS: (drawn.getvalue(), "image/png")}
