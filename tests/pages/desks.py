"""The cast at their browsers, by the clock of the tests."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from tests.cast import Office

from .browser import Browser, Page

PASSWORD = "long enough for a test"


class Seats(ABC):
    """People at browsers, each at one of his own; whoever is not logged in any more logs in again."""

    def __init__(self) -> None:
        self.sitting: dict[str, Browser] = {}

    def __call__(self, name: str) -> Browser:
        """The browser of a person, on his first page."""
        browser = self.sitting.get(name)
        if browser is None or browser.open("/").path != "/":
            browser = self.sitting[name] = self.log_in(name)
            browser.open("/")
        return browser

    @abstractmethod
    def log_in(self, name: str) -> Browser:
        """Seat a person at a browser."""

    def act(self, name: str, title: str, button: str, /, **fill: object) -> Page:
        """Open a letter from what waits or from the register, follow one of its buttons, fill in, press."""
        browser = self(name)
        if title not in browser.page.links:
            browser.follow("All letters")
        browser.follow(title)
        browser.follow(button)
        page = browser.press(button.removeprefix("Enter from paper: "), **fill)
        assert page.status == 200, page.text
        assert "Done:" in page.text or "Decided:" in page.text, page.text
        return page


class Desks(Seats):
    """Each member of the cast at a browser of his own, reading English; logged in by the page where that is told."""

    def __init__(self, office: Office, *, by_page: bool = False) -> None:
        super().__init__()
        self.office, self.by_page = office, by_page

    def log_in(self, name: str) -> Browser:
        """Log in, as a person does or without the slow hashing of his password."""
        user, browser = self.office.user(name), Browser()
        user.language = "en"
        if not self.by_page:
            user.save()
            browser.client.force_login(user)
            return browser
        user.set_password(PASSWORD)
        user.save()
        browser.open("/")
        page = browser.press("Log in", username=user.username, password=PASSWORD)
        assert page.path == "/", page.text
        return browser


@contextmanager
def clock_of(office: Office) -> Iterator[None]:
    """Pages read the clock of the office: a second later at every look."""

    def now() -> object:
        office.clock += timedelta(seconds=1)
        return office.clock

    with patch("django.utils.timezone.now", now):
        yield
