"""Processes that kill themselves: a worker at a named point of its work, an act in the middle of its transaction.

A fork server loads this module once and forks each doomed process from it, before any connection is opened: so
each is a process of its own, with connections of its own, and dies of a real SIGKILL without paying for imports.
"""

import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

import weasyprint  # noqa: E402, F401 - paid for once, by the fork server
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from cases.letters import rendering  # noqa: E402
from cases.lifecycle.facts import canonical  # noqa: E402
from cases.models import OutgoingCase, User  # noqa: E402
from workflows import worker  # noqa: E402
from workflows.perform import perform  # noqa: E402

WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE) "?(\w+)')
NAME = "doomed"  # by which PostgreSQL knows our connections


@dataclass(frozen=True)
class World:
    """What a test has set up: its database, its blobs, the letters it has sent, how it renders and mails."""

    database: dict[str, Any]
    storages: dict[str, Any]
    folder: Path
    log_key: Path
    render: Callable[[dict[str, Any]], bytes]
    mailers: dict[str, Any]
    base_url: str

    @classmethod
    def of_this_process(cls) -> "World":
        """The world as it is here and now."""
        folder = settings.CHANCERY_FOLDER_CHANNEL
        mail = (settings.MAILERS, settings.CHANCERY_BASE_URL)
        key = settings.CHANCERY_LOG_KEY
        return cls(dict(connection.settings_dict), settings.STORAGES, folder, key, rendering.render, *mail)

    def enter(self) -> None:
        """Work in this world from now on; nothing was opened before."""
        os.environ["PGAPPNAME"] = NAME
        connection.settings_dict.update(self.database)
        settings.STORAGES, settings.CHANCERY_FOLDER_CHANNEL = self.storages, self.folder
        settings.MAILERS, settings.CHANCERY_BASE_URL = self.mailers, self.base_url
        settings.CHANCERY_LOG_KEY = self.log_key
        settings.CHANCERY_PRESS_APART = False
        rendering.render = self.render  # type: ignore[assignment]


def plain_page(context: dict[str, Any]) -> bytes:
    """A page that costs nothing: equal facts give equal bytes, and no others do."""
    return canonical(context)


class Countdown:
    """Kills its process when it is called at the wanted point for the n-th time."""

    def __init__(self, wanted: str, nth: int = 1) -> None:
        self.wanted, self.left = wanted, nth

    def __call__(self, point: str) -> None:
        self.left -= point == self.wanted
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def watch_commits(passing: Countdown) -> None:
    """Have each transaction pass COMMIT before it commits and COMMITTED after it."""
    commit = connection.commit

    def watched() -> None:
        passing("COMMIT")
        commit()
        passing("COMMITTED")

    connection.commit = watched  # type: ignore[method-assign]


def work(world: World, point: str, nth: int, now: datetime) -> None:
    """A worker that is killed when it passes a point, or one of its transactions commits, for the n-th time."""
    world.enter()
    worker.passing = Countdown(point, nth)
    watch_commits(worker.passing)
    worker.work_off(lambda: now)


def register(world: World, point: str, case: int, user: int, now: datetime) -> None:
    """The registration of a letter, killed after its first writing of a table, or before or after it commits."""
    world.enter()
    passing = Countdown(point)
    watch_commits(passing)

    def watch(execute: Any, sql: str, *told: Any) -> Any:
        result = execute(sql, *told)
        if written := WRITTEN.match(sql):
            passing(written[1])
        return result

    by = User.objects.get(pk=user)
    with connection.execute_wrapper(watch):
        perform(OutgoingCase.register, case=case, by=by, at=now, key="registration", file_index="06-09")
