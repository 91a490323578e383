"""One browser for all its tests; a machine without one says so in one line."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cases.journal import guards
from tests import cast
from tests.cast import Office
from tests.pages.desks import clock_of

from .chromium import LACK, Chromium, why_not


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that no browser is here."""
    if why_not() == LACK:
        terminalreporter.write_line(LACK)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The browser."""
    if reason := why_not():
        pytest.skip(reason)
    driver = Chromium()
    yield driver
    driver.quit()


@pytest.fixture
def town(chromium: Chromium, transactional_db: None) -> Iterator[Office]:
    """A body whose rows are committed, so that the server behind the browser sees them, by its own clock."""
    guards.put_up(connection)
    office = cast.found()
    with clock_of(office):
        yield office
    guards.take_down(connection)


class Seat:
    """The browser as the seat of one member of the cast after the other."""

    def __init__(self, chromium: Chromium, base: str, office: Office) -> None:
        self.chromium, self.base, self.office = chromium, base, office

    def __call__(self, name: str, path: str = "/", language: str = "en") -> Chromium:
        """Sit somebody down at a page."""
        user, client = self.office.user(name), Client()
        user.language = language
        user.save()
        client.force_login(user)
        self.chromium.enter(self.base, {settings.SESSION_COOKIE_NAME: client.cookies["sessionid"].value})
        self.chromium.get(self.base + path)
        return self.chromium


@pytest.fixture
def seat(chromium: Chromium, town: Office, live_server: pytest.FixtureRequest) -> Seat:
    """Who sits down where: seat("deputy", "/desk/")."""
    return Seat(chromium, str(live_server), town)
