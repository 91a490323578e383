"""Drawing the pages of evidence: accounts, statements. Equal pages give equal bytes on one machine."""

from typing import Any

from django.template import Context

from cases.letters import rendering
from cases.letters.fetcher import LockedFetcher


def page(template: str, facts: dict[str, Any]) -> str:
    """A page of evidence as HTML; every fact is escaped, and what cannot be printed is made visible."""
    return rendering.engine().get_template(f"evidence/{template}.html").render(Context(rendering.legible(facts)))


def draw(html: str) -> bytes:
    """The PDF of a page. It may load nothing from anywhere. Not to be called in a transaction."""
    from weasyprint import HTML

    octets: bytes = HTML(string=html, url_fetcher=LockedFetcher()).write_pdf()
    return octets
