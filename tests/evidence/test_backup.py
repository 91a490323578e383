"""A backup that is taken while people work is restored elsewhere, and every restored copy is proved."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.db import connection

from cases.journal import guards
from cases.journal.verify import verify
from cases.models import Case, Entry, OutgoingCase
from tests.cast import Office
from tests.journal.tampering import SQLITE
from tests.stories import lives
from workflows import sequencer

SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
COPY = "chancery_restored"


def write_on(office: Office, stop: Event, problems: list[BaseException]) -> None:
    """Acts without a pause, and the log signed in between."""
    try:
        while not stop.is_set():
            case = lives.to_draft(office)
            lives.act(office, "drafter", OutgoingCase.revise, case, letter=office.letter())
            sequencer.sequence(office.at)
    except BaseException as problem:
        problems.append(problem)
    finally:
        connection.close()


def copied(folder: Path) -> dict[str, Any]:
    """The backup and its restoring, as docs/operations.md tells them; the settings of the restored database."""
    told = connection.settings_dict
    if SQLITE:
        to = folder / "copy.sqlite3"
        to.unlink(missing_ok=True)
        source = sqlite3.connect(told["NAME"])
        source.execute("VACUUM INTO ?", [str(to)])
        source.close()
        return {"NAME": str(to)}
    address = psycopg.conninfo.make_conninfo(
        host=told["HOST"], port=told["PORT"], user=told["USER"], password=told["PASSWORD"], dbname=told["NAME"]
    )
    dump = folder / "copy.dump"
    subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", address], check=True)
    other = psycopg.conninfo.make_conninfo(address, dbname=COPY)
    with psycopg.connect(psycopg.conninfo.make_conninfo(address, dbname="postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {COPY}")
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={other}", str(dump)], check=True)
    return {"NAME": COPY}


@pytest.fixture
def in_copy(lived: Office) -> Iterator[Callable[[dict[str, Any]], list[str]]]:
    """Prove a restored copy in the place of the database; afterwards the database is back."""
    kept = dict(connection.settings_dict)

    def prove(settings: dict[str, Any]) -> list[str]:
        connection.close()
        connection.settings_dict.update(settings)
        try:
            assert Entry.objects.exists()
            assert guards.missing(connection) == []
            sequencer.take_census(lived.at)  # the tree that was restored is the one that was signed
            return [str(finding) for finding in verify(Case.objects.all())]
        finally:
            connection.close()
            connection.settings_dict.update(kept)

    yield prove
    connection.settings_dict.update(kept)


def prove_rounds(rounds: int, office: Office, prove: Callable[[dict[str, Any]], list[str]], folder: Path) -> None:
    """Back up while somebody writes, restore, prove: again and again."""
    lives.to_registered(office)
    stop, problems = Event(), list[BaseException]()
    writer = Thread(target=write_on, args=(office, stop, problems))
    writer.start()
    try:
        copies = []
        for number in range(rounds):
            (folder / str(number)).mkdir()
            copies.append(copied(folder / str(number)))
            if not SQLITE:
                # One restored database at a time; the writer's connection is another one.
                stop.set()
                writer.join(60)
                assert prove(copies[-1]) == []
                stop.clear()
                writer = Thread(target=write_on, args=(office, stop, problems))
                writer.start()
    finally:
        stop.set()
        writer.join(60)
    assert problems == []
    for settings in copies if SQLITE else ():
        assert prove(settings) == []


@pytest.mark.skipif(not SQLITE and shutil.which("pg_dump") is None, reason="no pg_dump on this machine")
def test_a_copy_that_was_taken_under_load_is_proved(
    lived: Office, in_copy: Callable[[dict[str, Any]], list[str]], tmp_path: Path
) -> None:
    prove_rounds(2, lived, in_copy, tmp_path)


@pytest.mark.campaign
@pytest.mark.skipif(not SQLITE and shutil.which("pg_dump") is None, reason="no pg_dump on this machine")
def test_ten_copies_are_proved(lived: Office, in_copy: Callable[[dict[str, Any]], list[str]], tmp_path: Path) -> None:
    prove_rounds(3 if SMALL else 10, lived, in_copy, tmp_path)
