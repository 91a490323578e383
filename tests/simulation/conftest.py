"""A database that really commits, so that a crash takes back what it should and no more."""

from collections.abc import Iterator

import pytest
from django.db import connection

from cases.journal import guards


@pytest.fixture
def committing(transactional_db: None) -> Iterator[None]:
    """Guards up for the year; down at its end, because they refuse the flush that empties the tables."""
    guards.put_up(connection)
    yield
    guards.take_down(connection)
