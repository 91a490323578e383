"""Two people at the door in one moment, in one thread: a rival gets in wherever the lock of the case does not stop him.

A lock makes the rival wait until the first one is through. Without it he is let in between the first one's look at
the case and his writing, as another process would be.
"""

from collections.abc import Callable
from typing import Any

import pytest

from cases import access
from workflows import admission, perform


class Turnstile:
    """Knows who holds the lock, and lets the rival in when nobody does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rival: Callable[[], Any] | None = None
        self.locked = False
        self.results: list[Any] = []
        lock, admit = access.lock, admission.admit

        def locking(case: int) -> None:
            lock(case)
            self.locked = True

        def admitting(*told: Any) -> None:
            if not self.locked:
                self.let_in()
            admit(*told)

        monkeypatch.setattr(access, "lock", locking)
        monkeypatch.setattr(perform, "admit", admitting)

    def let_in(self) -> None:
        """The rival goes, if there is one."""
        rival, self.rival = self.rival, None
        if rival is not None:
            self.results.append(rival())

    def meet(self, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
        """Both come at once; what came of each, in no order."""
        self.rival, self.locked, self.results = second, False, []
        self.results.append(first())
        self.let_in()
        return self.results
