"""Fixtures of the pages."""

from collections.abc import Iterator

import pytest

from tests.cast import Office

from .desks import Desks, clock_of


@pytest.fixture
def desks(office: Office) -> Iterator[Desks]:
    """The cast at their browsers, by the clock of the office."""
    with clock_of(office):
        yield Desks(office)
