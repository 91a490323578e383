"""The press: sheets are drawn by a process apart, within limits, and never inside a transaction.

Facts come from people. So nothing that lays them out runs where the database and the secrets are: the press hands a
manuscript into its room (pressroom.py) and gets bytes back, or a named error.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from cases import faces

from . import drawing, rendering
from .drawing import Manuscript, Printed
from .fetcher import RefusedAddress
from .frames import BrokenFrame, pack, unpack
from .limits import USUAL, Limits, NotPrintable, PressDied, TooMuchMemory, TooSlow, Unprintable

NEARLY = 0.75  # of the address space, some of which is the libraries' own
GRACE = 20  # seconds beside the wall: to start the room, and for a sheet that ends by itself
# What the room may know of our environment: where its libraries are, and where fontconfig keeps its index.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "HOME", "LANG", "SYSTEMROOT")
ERRORS: dict[str, type[Exception]] = {one.__name__: one for one in (*NotPrintable.__subclasses__(), RefusedAddress)}


class InTransaction(RuntimeError):
    """A sheet was to be drawn inside a transaction: that is a mistake of ours."""


def render(context: dict[str, Any], *, pictures: bool = False, mailed: bool = False) -> Printed:
    """The sheet of frozen facts, with the pictures of its pages when they are wanted; `mailed` as of a manuscript.

    Raises what `rendering.manuscript` raises, RefusedAddress, or a NotPrintable.
    """
    if not settings.CHANCERY_PRESS_APART:
        return Printed(rendering.render(context, mailed=mailed))
    return draw(rendering.manuscript(context, mailed=mailed), pictures=pictures)


def pictures_of(signed: bytes) -> tuple[bytes, ...]:
    """The pictures of a sheet of the press that has got a signature since, where pictures are made."""
    return tuple(drawing.pictures(signed)) if settings.CHANCERY_PRESS_APART else ()


def draw(manuscript: Manuscript, *, pictures: bool = False, bounds: Limits = USUAL) -> Printed:
    """The sheet of a manuscript, by the press of this process.

    Raises RefusedAddress or a NotPrintable, and InTransaction where others would wait for the sheet.
    """
    if not settings.CHANCERY_PRESS_APART:
        return Printed(drawing.draw(manuscript, bounds))
    if transaction.get_connection().in_atomic_block:
        raise InTransaction
    return ours().draw(manuscript, pictures=pictures, bounds=bounds)


class Press:
    """One room with one hand. Threads wait for each other; a second press works beside it."""

    def __init__(self) -> None:
        self.spent = 0.0  # seconds of a processor, of the last sheet
        self.number = 0
        self.room: subprocess.Popen[bytes] | None = None
        self.one_at_a_time = threading.Lock()

    def draw(self, manuscript: Manuscript, *, pictures: bool = False, bounds: Limits = USUAL) -> Printed:
        """The sheet of a manuscript. Raises RefusedAddress or a NotPrintable; the press lives on."""
        drawing.check(manuscript, bounds)
        assets = [(name, kind) for name, (_, kind) in manuscript.assets.items()]
        asked: dict[str, Any] = {
            "limits": asdict(bounds),
            "assets": assets,
            "made_at": manuscript.made_at.isoformat() if manuscript.made_at else None,
            "mailed": manuscript.mailed,
            "pictures": pictures,
        }
        texts = (manuscript.html.encode(errors="replace"), manuscript.css.encode(), manuscript.data or b"")
        with self.one_at_a_time:
            self.number += 1
            asked["number"] = self.number
            frame = pack(asked, *texts, *(octets for octets, _ in manuscript.assets.values()))
            facts, parts = self.ask(frame, bounds.wall + GRACE)
        self.spent = facts.get("spent", 0.0)
        if "error" in facts:
            raise error_of(facts, bounds)
        return Printed(parts[0], tuple(parts[1:]))

    def ask(self, frame: bytes, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        """Hand a frame in and wait for the answer. Raises TooSlow or PressDied; then the next sheet has a new room."""
        try:
            room = self.open()
            gate(room.stdin).write(frame)
            gate(room.stdin).flush()
            while True:
                facts, parts = unpack(partial(read, room, seconds))
                # The answer to an earlier sheet may still stand in the pipe: never take it for this one's.
                if facts.get("number", self.number) == self.number:
                    return facts, parts
        except (BrokenFrame, OSError) as error:
            self.close(at_once=True)
            raise PressDied("the room has closed") from error
        except BaseException:
            self.close(at_once=True)
            raise

    def open(self) -> subprocess.Popen[bytes]:
        """The room, made when there is none. It gets nothing of ours but pipes and a bare environment."""
        if self.room is None or self.room.poll() is not None:
            self.close(at_once=True)
            known = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
            self.room = subprocess.Popen(
                [sys.executable, "-m", "cases.letters.pressroom"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=Path(settings.BASE_DIR),
                env=known | {"FONTCONFIG_FILE": str(faces.FOLDER / "fonts.conf")},
                start_new_session=True,
            )
            unpack(partial(read, self.room, GRACE * 3))
        return self.room

    def close(self, *, at_once: bool = False) -> None:
        """End the room: after the sheet in hand, or at once with all that it has forked."""
        room, self.room = self.room, None
        if room is None:
            return
        if at_once:
            with suppress(ProcessLookupError):
                os.killpg(room.pid, signal.SIGKILL)
        for pipe in (room.stdin, room.stdout):
            with suppress(OSError):  # what could not be written is not wanted any more
                if pipe:
                    pipe.close()
        room.wait()


def error_of(facts: dict[str, Any], bounds: Limits) -> Exception:
    """The named error that an answer tells; who dies with the memory nearly full has died of that."""
    kind = ERRORS.get(facts["error"], PressDied)
    if kind in (PressDied, Unprintable) and facts["peak"] > NEARLY * bounds.memory:
        kind = TooMuchMemory
    return kind(str(facts["told"]))


def read(room: subprocess.Popen[bytes], seconds: float, count: int) -> bytes:
    """So many bytes, or fewer at the end of the stream. Raises TooSlow."""
    source = gate(room.stdout)
    found = bytearray()
    while len(found) < count:
        ready, _, _ = select.select([source], [], [], seconds)
        if not ready:
            raise TooSlow(f"no answer in {seconds:.0f} s")
        if not (some := os.read(source.fileno(), min(count - len(found), 1 << 20))):
            break
        found += some
    return bytes(found)


def gate(pipe: IO[bytes] | None) -> IO[bytes]:
    """A pipe of the room, which has both: it was opened with them."""
    if pipe is None:
        raise BrokenFrame
    return pipe


@cache
def ours() -> Press:
    """The press of this process, opened by its first sheet and closed at its end."""
    press = Press()
    atexit.register(press.close)
    # Two processes must never share the pipes of one room: a fork gets a press of its own.
    os.register_at_fork(after_in_child=ours.cache_clear)
    return press
