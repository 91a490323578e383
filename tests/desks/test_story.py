"""The whole story of both sides in a real browser: without scripts, and with them."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest
from django.db import connection

from cases.journal import guards
from cases.models import Case
from tests.pages.browser import Browser
from tests.stories.test_pages_story import LETTER, REPLY, Clock, People, Story
from workflows.demo import committee, government

from .chromium import Chromium
from .reading import Reader


class Town(People):
    """Both bodies before one browser, at which each sits down in turn."""

    chromium: Chromium
    base: str
    folder: Path

    def log_in(self, name: str) -> Browser:
        """Log in by the page, and read English from then on."""
        reader = Reader(self.chromium, self.base, self.folder)
        reader.open("/")
        page = reader.press("Log in", username=name, password=self.passwords[name])
        assert page.path == "/", page.text
        reader.press("English")
        return cast(Browser, reader)


@pytest.fixture
def told(
    chromium: Chromium, transactional_db: None, live_server: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Story]:
    """Both bodies as they were founded for the demonstration, in July 2019."""
    guards.put_up(connection)
    clock = Clock()
    with patch("django.utils.timezone.now", clock.now):
        people = Town(clock, committee.found(), government.found())
        people.chromium, people.base, people.folder = chromium, str(live_server), tmp_path
        chromium.sized(1440, 900)
        Reader.taken = None
        yield Story(people, clock)
    chromium.scripted(True)
    guards.take_down(connection)


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_the_whole_story_is_told_in_a_browser(told: Story, chromium: Chromium, scripts: bool) -> None:
    chromium.scripted(scripts)
    people = told.people
    told.ask()
    told.receive(people.sheet("clerk", LETTER, "Letter"))
    told.find_out()
    told.answer()
    told.close(people.sheet("mo-clerk", REPLY, "Letter"))
    states = dict(Case.objects.exclude(number="").values_list("number", "state"))
    assert states == dict.fromkeys(("06-09/398", "Вх-44318", "Исх-5117/12-04", "2712-вх"), "filed")
    assert chromium.complaints() == []
