"""The book of a whole year in a database of its own: in time, in full, and once, however often it is begun."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from .book import OPEN, Book, book, plant

HOUSE = Path(__file__).parents[2]
SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
INCOMING, OUTGOING, FAULTS = (1_800, 400, 80) if SMALL else (44_318, 5_000, 300)
MOST_SECONDS = 600


class Machine:
    """An installation in a folder: its commands are processes, so that they can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/office.sqlite3",
            "CHANCERY_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        self.run("manage.py", "migrate", "-v0")
        self.run("-m", "tests.imports.monday", "found")

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Begin a command."""
        command = [sys.executable, *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=HOUSE, env=self.places, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, *arguments: str | Path, status: int = 0) -> str:
        """A command to its end; what it printed."""
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode == status, err[-2000:]
        return out

    def bring(self, made: Book) -> tuple[str | Path, ...]:
        """The command that brings a book over, and its files."""
        path, profile = made.write(self.folder / f"{made.direction}.csv"), self.folder / f"{made.direction}.toml"
        return ("manage.py", "import_register", path, "--profile", made.profile(profile), "--as", "chief@gknt")

    def told(self) -> dict[str, Any]:
        """What stands in the database."""
        found: dict[str, Any] = json.loads(self.run("-m", "tests.imports.monday", "told"))
        return found

    def faults(self, made: Book) -> dict[int, set[str]]:
        """The faults that the report names: row -> fields and codes."""
        found: dict[int, set[str]] = {}
        report = (self.folder / f"{made.direction}.report.csv").read_text(encoding="utf-8-sig").splitlines()
        for line in report[1:]:
            row, _number, _outcome, field, code, *_ = line.split(";")
            if code:
                found.setdefault(int(row), set()).add(f"{field} {code}")
        assert len({line.split(";")[0] for line in report[1:]}) == len(made.rows)
        return found


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """An office before its first Monday."""
    yield Machine(tmp_path)


def books() -> tuple[Book, Book]:
    """Both books with their faults."""
    incoming, outgoing = book("in", INCOMING, Random(2026)), book("out", OUTGOING, Random(2027))
    plant(incoming, FAULTS * 4 // 5, Random(1))
    plant(outgoing, FAULTS // 5, Random(2))
    return incoming, outgoing


def killed_between(machine: Machine, made: Book) -> None:
    """Begin to bring a book over, and kill it in the batch that follows its first word of progress."""
    process = machine.start(*machine.bring(made))
    assert process.stderr is not None
    assert process.stderr.readline().endswith(f" of {len(made.good)}\n")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    process.communicate()


@pytest.mark.campaign
def test_a_whole_book_comes_in_once_and_in_time(machine: Machine) -> None:
    incoming, outgoing = books()
    begun = time.monotonic()
    for made in (incoming, outgoing):
        out = machine.run(*machine.bring(made), status=1)
        assert f"{len(made.rows)} rows: {len(made.good)} in, {len(made.faults)} fault" in out
    seconds = time.monotonic() - begun
    print(f"{INCOMING + OUTGOING} rows in {seconds:.0f} s")
    assert seconds <= MOST_SECONDS
    told = machine.told()
    for made in (incoming, outgoing):
        assert machine.faults(made) == {row: {" ".join(fault)} for row, fault in made.faults.items()}
        assert told["numbers"][made.direction] == sorted(row["number"] for row in made.good)
    states = [row["state"] for made in (incoming, outgoing) for row in made.good]
    assert told["open"] == sum(state in OPEN - {"Исполнено", "Отправлено"} for state in states)
    assert told["control"] == sum(state in ("На исполнении", "Исполнено", "Ждём ответа") for state in states)
    assert told["next"] == f"Вх-{INCOMING + 1}"
    assert told["findings"] == []
    machine.run(*machine.bring(incoming), status=1)
    assert machine.told()["digest"] == told["digest"]


@pytest.mark.campaign
def test_a_book_whose_import_was_killed_comes_in_by_the_next_run(machine: Machine) -> None:
    made = book("in", min(INCOMING, 6_000), Random(3))
    plant(made, 40, Random(4))
    killed_between(machine, made)
    half = machine.told()
    assert 0 < len(half["numbers"]["in"]) < len(made.good)
    assert half["findings"] == []
    machine.run(*machine.bring(made), status=1)
    told = machine.told()
    assert told["numbers"]["in"] == sorted(row["number"] for row in made.good)
    assert (told["next"], told["findings"]) == (f"Вх-{made.last + 1}", [])
    machine.run(*machine.bring(made), status=1)
    assert machine.told()["digest"] == told["digest"]
