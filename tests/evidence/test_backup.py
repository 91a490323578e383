"""A backup that is taken while people work is restored elsewhere, and every restored copy is proved.

The commands are those of docs/operations.md, two to back up and two to restore.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.test import override_settings

import verify_evidence
from cases.evidence import keys, printing
from cases.journal import guards
from cases.journal.verify import verify
from cases.letters import blobs, rendering
from cases.lifecycle.facts import canonical
from cases.models import Case, Entry, OutgoingCase
from tests.cast import Office
from tests.journal.tampering import SQLITE
from tests.stories import lives
from workflows import sequencer
from workflows.export import export
from workflows.worker import work_off

from .test_forgeries import openssl

SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(not SQLITE and shutil.which("pg_dump") is None, reason="no pg_dump on this machine")


def told(what: str) -> list[str]:
    """The two commands of the page for operators, for the database of these tests."""
    on = "SQLite" if SQLITE else "PostgreSQL"
    [block] = re.findall(rf"^# {what}, {on}\n(.*?)(?=^\n|^```|^# )", PAGE, re.MULTILINE | re.DOTALL)
    commands = [line.partition("   # ")[0].strip() for line in block.splitlines() if line]
    assert len(commands) == 2
    return commands


def run(commands: list[str], folder: Path, database: str, var: Path) -> None:
    """The commands in a shell, with the settings of an installation."""
    python = f"{sys.executable} "
    env = os.environ | {"DATABASE_URL": database, "CHANCERY_VAR": str(var)}
    for command in commands:
        line = command.replace("./run python ", python).replace('"$CHANCERY_VAR/chancery.sqlite3"', f'"{database}"')
        done = subprocess.run(["bash", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (line, done.stderr)


def address(name: str) -> str:
    """The address of a database: a file, or as libpq takes it."""
    at = connection.settings_dict
    if SQLITE:
        return name
    return psycopg.conninfo.make_conninfo(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname=name
    )


@contextmanager
def elsewhere(folder: Path) -> Iterator[str]:
    """The name of an empty database in which a copy is restored."""
    if SQLITE:
        yield str(folder / "restored.sqlite3")
        return
    name = "chancery_restored"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        yield name
        connection.close()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Work:
    """Somebody writes letters without a pause, the worker draws them, the log is signed."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.stop = Event()
        self.problems: list[BaseException] = []
        self.held: list[bytes] = []
        self.thread = Thread(target=self.go_on)

    def go_on(self) -> None:
        """Acts, sheets and checkpoints until it is enough."""
        office = self.office
        try:
            while not self.stop.is_set():
                case = lives.to_draft(office)
                lives.act(office, "drafter", OutgoingCase.revise, case, letter=office.letter())
                work_off(lambda: office.at)
                self.held.append(sequencer.sequence(office.at).note.encode())
        except BaseException as problem:
            self.problems.append(problem)
        finally:
            connection.close()

    def __enter__(self) -> "Work":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(60)


def prove(name: str, var: Path, held: bytes, office: Office) -> int:
    """Prove a restored copy in the place of the database, and what is exported from it; how many entries it has.

    held: a checkpoint from before the backup, which the restored log must continue.
    """
    kept = dict(connection.settings_dict)
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": var / "blobs"}}
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        with override_settings(STORAGES={**settings.STORAGES, "blobs": place}):
            assert guards.missing(connection) == []
            assert [str(finding) for finding in verify(Case.objects.all(), fetch=blobs.fetch)] == []
            count = Entry.objects.count()
            bundle = io.BytesIO()
            export(bundle, cases=None, at=office.at, previous=[held.decode()])
            key = verify_evidence.Key(keys.load().vkey())
            assert verify_evidence.verify(bundle, [key], previous=[("held", held)]).found == []
            return count
    finally:
        connection.close()
        connection.settings_dict.update(kept)


def prove_rounds(rounds: int, office: Office, folder: Path) -> list[int]:
    """Back up while somebody writes, again and again; then restore and prove each copy. Entries of each copy."""
    lives.to_registered(office)
    work_off(lambda: office.at)
    sequencer.sequence(office.at)
    var = Path(storages["blobs"].path("")).parent
    backed: list[tuple[Path, bytes]] = []
    with Work(office) as work:
        for number in range(rounds):
            place = folder / str(number)
            place.mkdir()
            before = len(work.held)
            while len(work.held) < before + 2 and not work.problems:
                work.stop.wait(0.01)
            assert work.problems == []
            backed.append((place, work.held[-1]))
            run(told("Back up"), place, address(str(connection.settings_dict["NAME"])), var)
    assert work.problems == []
    assert len(work.held) > 2 * rounds
    found = []
    for place, held in backed:
        (place / "var").mkdir()
        with elsewhere(place) as name:
            run(told("Restore"), place, address(name), place / "var")
            found.append(prove(name, place / "var", held, office))
    assert found == sorted(set(found)), "every copy holds more than the one before"
    assert found[-1] < Entry.objects.count()
    return found


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets are drawn as plain bytes, and thousands of signatures are verified: neither is what is tried here."""
    monkeypatch.setattr(rendering, "render", canonical)
    monkeypatch.setattr(printing, "draw", str.encode)
    monkeypatch.setattr(verify_evidence, "is_signed", openssl)


def test_a_copy_that_was_taken_under_load_is_proved(lived: Office, tmp_path: Path) -> None:
    prove_rounds(2, lived, tmp_path)


@pytest.mark.campaign
def test_ten_copies_are_proved(lived: Office, tmp_path: Path) -> None:
    """The long run prints how many entries each copy held."""
    print(prove_rounds(3 if SMALL else 10, lived, tmp_path))
