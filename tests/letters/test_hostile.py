"""Hostile sheets: nothing outside is read, each ends within its limits by name or as a clean PDF, the press lives on.

What is read is judged twice: by the hand's own guard, and by a listening socket and a file that nobody may touch.
"""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from cases.letters.drawing import Manuscript
from cases.letters.fetcher import RefusedAddress
from cases.letters.limits import USUAL, NotPrintable
from cases.letters.press import Press

from .hostile import BOMBS, FETCHES, generated

HOUSE = Path(__file__).parents[2]
NARROW = replace(USUAL, processor=3, wall=30, memory=900_000_000, pages=300)
SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
GENERATED = 60 if SMALL else 500
# How each of these ends; the others are ended by the limit that the machine reaches first.
QUICK = ("deep div", "large box", "nested tables", "deep lists", "counters")
ENDED: Counter[str] = Counter()


@pytest.fixture(scope="module")
def one() -> Iterator[Press]:
    """A press of these tests."""
    made = Press()
    yield made
    made.close()


@pytest.fixture
def doors() -> Iterator[socket.socket]:
    """What is listening where hostile sheets want to go."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def end_of(one: Press, html: str) -> str:
    """How a sheet ends: `PDF`, or the name of its error; anything else is raised."""
    began = time.monotonic()
    try:
        pdf = one.draw(Manuscript(html), bounds=NARROW).pdf
    except (NotPrintable, RefusedAddress) as error:
        end = type(error).__name__
    else:
        end = "PDF"
        assert len(pypdfium2.PdfDocument(pdf)) <= NARROW.pages
        assert b"EmbeddedFile" not in pdf
    assert time.monotonic() - began < NARROW.wall + 10
    ENDED[end] += 1
    return end


def knocks(doors: socket.socket) -> int:
    """How often somebody has come to the door."""
    count = 0
    while True:
        try:
            doors.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def assert_it_draws(one: Press) -> None:
    """The press lives on."""
    assert one.draw(Manuscript("<p>Дакумент"), bounds=NARROW).pdf.startswith(b"%PDF-")


def at(html: str, doors: socket.socket) -> str:
    """The same page, wanting to come to these doors."""
    return html.replace("127.0.0.1:9/", f"127.0.0.1:{doors.getsockname()[1]}/")


@pytest.mark.parametrize("way", FETCHES)
def test_no_way_of_fetching_reads_anything(way: str, one: Press, doors: socket.socket) -> None:
    end = end_of(one, at(FETCHES[way], doors))
    assert knocks(doors) == 0
    assert end in ("RefusedAddress", "PDF")
    assert_it_draws(one)


def test_most_ways_are_refused_aloud_and_all_are_there(one: Press, doors: socket.socket) -> None:
    ends = {way: end_of(one, at(html, doors)) for way, html in FETCHES.items()}
    assert len(ends) == 25
    # These are never asked for by the engine: no image of a `use`, no path without a base, no profile unused.
    assert {way for way, end in ends.items() if end == "PDF"} <= {
        "svg use",
        "relative path",
        "color-profile",
        "svg image",
    }


def test_the_doors_do_hear_who_comes(doors: socket.socket) -> None:
    socket.create_connection(doors.getsockname()).close()
    assert knocks(doors) == 1


@pytest.mark.parametrize("name", QUICK)
def test_a_layout_bomb_ends_within_its_limits(name: str, one: Press) -> None:
    end_of(one, BOMBS[name])
    assert_it_draws(one)


@pytest.mark.parametrize("seed", range(8))
def test_a_generated_page_ends_within_its_limits(seed: int, one: Press, doors: socket.socket) -> None:
    end_of(one, at(generated(seed), doors))
    assert knocks(doors) == 0


@pytest.mark.campaign
class TestTheCampaign:
    """All of them; in the end the counts are told."""

    @pytest.mark.parametrize("name", [*BOMBS][:: 3 if SMALL else 1])
    def test_every_bomb_ends_within_its_limits(self, name: str, one: Press) -> None:
        end_of(one, BOMBS[name])
        assert_it_draws(one)

    @pytest.mark.parametrize("first", range(1_000, 1_000 + GENERATED, 20))
    def test_every_generated_page_ends_within_its_limits(self, first: int, one: Press, doors: socket.socket) -> None:
        for seed in range(first, first + 20):
            end_of(one, at(generated(seed), doors))
        assert knocks(doors) == 0
        assert_it_draws(one)

    def test_each_has_ended_by_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert len(BOMBS) == 23
        with capsys.disabled():
            print(f"\nhostile sheets: {sum(ENDED.values())}, {dict(sorted(ENDED.items()))}, 0 reads outside")
        assert ENDED.keys() <= {"PDF", "RefusedAddress"} | {kind.__name__ for kind in NotPrintable.__subclasses__()}
        assert not ENDED.keys() & {"PressDied"}


class TestTheLock:
    """The guard of a hand, put up in a process of its own: even code of ours gets nothing there."""

    @pytest.mark.parametrize(
        "deed",
        [
            "open('/etc/hostname')",
            "open('new', 'w')",
            "__import__('pathlib').Path('/etc/hostname').read_bytes()",
            "open('.venv/../manage.py')",
            "__import__('os').open('/etc/hostname', 0)",
            "__import__('socket').create_connection(('127.0.0.1', 9))",
            "__import__('socket').socket()",
            "__import__('subprocess').run(['true'])",
            "__import__('os').system('true')",
            "__import__('os').remove('manage.py')",
            "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
            "__import__('ctypes').CDLL('libc.so.6')",
        ],
    )
    def test_what_is_outside_is_refused(self, deed: str) -> None:
        assert "RefusedAddress" in locked(deed)

    def test_code_and_type_are_read(self) -> None:
        assert locked("__import__('wave') and open(__import__('cases.faces').faces.FOLDER / 'OFL.txt').close()") == ""


def locked(deed: str) -> str:
    """What a process says that locks itself and then does something."""
    code = f"from cases.letters import hands; import pathlib, urllib.request; hands.lock(); {deed}"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=False)
    return done.stderr
