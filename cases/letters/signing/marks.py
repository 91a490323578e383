"""What a signature shows in its field: the mark of an electronic signature (R23), the registrar's date and number.

They are drawn for the moment of signing and nowhere else: a mark never stands without the signature that brings it.
"""

from typing import Any

from django.template import Context

from cases.letters import press, rendering
from cases.letters.drawing import Manuscript

from . import certificate

SIGNATURE = (68, 22)  # mm, as the style sheet of letters keeps room for it
REGISTRATION = (62, 7)


def of_signature(signer: Any, language: str) -> bytes:
    """The mark for a certificate: its number, its owner, how long it is valid."""
    since, until = certificate.validity(signer)
    facts = {
        "language": language,
        "serial": certificate.serial(signer),
        "owner": certificate.owner(signer),
        "since": f"{since:%d.%m.%Y}",
        "until": f"{until:%d.%m.%Y}",
    }
    return drawn("signature", facts, SIGNATURE)


def of_registration(number: str, dated: str) -> bytes:
    """The registrar's stamp: date and number where the blank keeps their place."""
    return drawn("registration", {"number": number, "dated": dated}, REGISTRATION)


def drawn(name: str, facts: dict[str, str], size: tuple[int, int]) -> bytes:
    """One mark as a PDF of one page of its size in mm, its type within it."""
    html = rendering.engine().get_template(f"letters/marks/{name}.html").render(Context(rendering.legible(facts)))
    page = f"@page {{ size: {size[0]}mm {size[1]}mm; margin: 0 }}\n"
    style = (rendering.templates() / "letters" / "marks" / "marks.css").read_text(encoding="utf-8")
    return press.draw(Manuscript(html, page + style)).pdf
