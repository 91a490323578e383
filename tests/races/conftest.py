"""What the races share."""

import pytest

from cases.letters import rendering
from tests.kills.doomed import plain_page


@pytest.fixture
def plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets that cost nothing, so that workers meet at the database and not at the printer."""
    monkeypatch.setattr(rendering, "render", plain_page)
