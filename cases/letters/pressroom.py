"""`python -m cases.letters.pressroom`: the process in which sheets are drawn."""

from datetime import datetime
from typing import Any

from cases import faces

from . import drawing, hands
from .drawing import Manuscript
from .limits import Limits


def warm() -> None:
    """Import and prepare all that a sheet needs, by drawing one of each kind."""
    faces.alone()
    sample = "<html lang=ru><title>а</title><p>ж<b>ў</b><table><tr><th>1</table><img src='asset:1'>"
    asset = (
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>",
        "image/svg+xml",
    )
    made = datetime(2026, 1, 1)  # of a sheet that nobody sees
    pdf = drawing.draw(Manuscript(sample, "p { hyphens: auto; font-family: Tinos }", {"asset:1": asset}, b"{}", made))
    list(drawing.pictures(pdf))


def sheet(asked: dict[str, Any], parts: list[bytes], bounds: Limits) -> list[bytes]:
    """The PDF, and when they are wanted the pictures of its pages; of a PDF that is handed in the pictures only."""
    if asked.get("of") == "pdf":
        return list(drawing.pictures(parts[0]))
    html, css, data, *assets = parts
    manuscript = Manuscript(
        html=html.decode(),
        css=css.decode(),
        assets={name: (octets, kind) for (name, kind), octets in zip(asked["assets"], assets, strict=True)},
        data=data if asked["made_at"] else None,
        made_at=datetime.fromisoformat(asked["made_at"]) if asked["made_at"] else None,
        mailed=asked["mailed"],
    )
    pdf = drawing.draw(manuscript, bounds)
    return [pdf, *drawing.pictures(pdf)] if asked["pictures"] else [pdf]


if __name__ == "__main__":
    hands.main(warm, sheet)
