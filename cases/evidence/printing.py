"""Drawing the pages of evidence: accounts, statements. Equal pages give equal bytes on one machine."""

from typing import Any

from django.template import Context

from cases.letters import press, rendering
from cases.letters.drawing import Manuscript
from cases.letters.limits import Limits

# Fifty cases with all that happened in them, made by an operator who waits for it.
LONG = Limits(html=40_000_000, pages=5_000, processor=1_200, wall=3_600, memory=4_000_000_000)


def page(template: str, facts: dict[str, Any]) -> str:
    """A page of evidence as HTML; every fact is escaped, and what cannot be printed is made visible."""
    return rendering.engine().get_template(f"evidence/{template}.html").render(Context(rendering.legible(facts)))


def draw(html: str) -> bytes:
    """The PDF of a page. It may load nothing from anywhere. Not to be called in a transaction."""
    return press.draw(Manuscript(html), bounds=LONG).pdf
