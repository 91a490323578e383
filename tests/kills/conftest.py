"""A mail server that doomed processes reach."""

from collections.abc import Iterator
from typing import Any

import pytest

from config.mail import mailers
from tests import postbox
from tests.postbox import Postbox

HOST = "https://chancery.example"


@pytest.fixture
def post(settings: Any) -> Iterator[Postbox]:
    """A mail server that really listens, for processes too."""
    with postbox.opened() as opened:
        settings.MAILERS = mailers(opened.address, HOST)
        settings.CHANCERY_BASE_URL = HOST
        yield opened
