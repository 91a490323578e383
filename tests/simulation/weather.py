"""What goes wrong in a year: processes that die at any statement or commit, workers that stall, disks that fill up.

A crash is no exception that anybody catches: it is raised through everything, as SIGKILL would end it, and the
database takes back what was not committed.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from django.db import connection

from cases.letters import blobs
from workflows import channels, worker

# Where a worker holds no transaction: there it may stall until its lease is over.
OUTSIDE = {"claimed", "rendered", "kept", "fetched", "sent", "mailed"}


class Crash(BaseException):
    """The process is dead; `committed` tells whether its transaction was through when it died."""

    def __init__(self, committed: bool) -> None:
        super().__init__(committed)
        self.committed = committed


class Disk:
    """Stands for `os` where bytes are kept: while it is full, nothing reaches it."""

    full = False

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fsync(self, handle: int) -> None:
        """Whatever is written is on the disk after this, or there is no room."""
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Weather:
    """The storms of one year; `stall` is what other workers do while one stands still."""

    def __init__(self, chance: Random, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chance = chance
        self.disk = Disk()
        self.rough = 0.0
        self.crashes = self.stalls = 0
        self.stall: Callable[[], None] = lambda: None
        self.stalled = False
        monkeypatch.setattr(blobs, "os", self.disk)
        monkeypatch.setattr(channels, "os", self.disk)
        monkeypatch.setattr(worker, "passing", self.pass_point)

    def pass_point(self, point: str) -> None:
        """A worker passes a point of its work: mostly nothing happens."""
        luck = self.chance.random()
        if luck < self.rough:
            self.crashes += 1
            raise Crash(committed=point == "committed")
        if luck < 2 * self.rough and point in OUTSIDE and not self.stalled:
            self.stalls += 1
            self.stalled = True
            try:
                self.stall()
            finally:
                self.stalled = False

    @contextmanager
    def storm(self) -> Iterator[None]:
        """Inside, the process dies at one statement, or at a commit: before it, or when only the answer is lost."""
        left = self.chance.choice((self.chance.randint(1, 12), self.chance.randint(1, 60)))
        commit = connection.commit
        at_commit = self.chance.random()

        def count(execute: Any, sql: str, *told: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and at_commit < 0.6:
                self.crashes += 1
                raise Crash(committed=False)
            return execute(sql, *told)

        def watched() -> None:
            if 0.6 <= at_commit < 0.8:
                connection.rollback()
            else:
                commit()
            if at_commit >= 0.6:
                self.crashes += 1
                raise Crash(committed=at_commit >= 0.8)

        connection.commit = watched  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(count):
                yield
        finally:
            connection.commit = commit  # type: ignore[method-assign]
