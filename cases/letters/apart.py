"""A room apart: a process that works for this one within limits, and knows neither the database nor the secrets.

What is done there is said by its module (pressroom.py draws sheets, intake/room.py judges what comes in). It gets
frames and gives frames; threads of this process wait for each other, and a hand that dies costs its own frame only.
"""

import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from cases import faces

from .fetcher import RefusedAddress
from .frames import BrokenFrame, pack, unpack
from .limits import Limits, NotPrintable, PressDied, TooMuchMemory, TooSlow, Unprintable

NEARLY = 0.75  # of the address space, some of which is the libraries' own
GRACE = 20  # seconds beside the wall: to start the room, and for a frame that ends by itself
# What the room may know of our environment: where its libraries are, and where fontconfig keeps its index.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "HOME", "LANG", "SYSTEMROOT")
ERRORS: dict[str, type[Exception]] = {one.__name__: one for one in (*NotPrintable.__subclasses__(), RefusedAddress)}


class Room:
    """One process with one hand. A second room works beside it."""

    module = ""

    def __init__(self) -> None:
        self.spent = 0.0  # seconds of a processor, of the last frame
        self.peak = 0  # bytes of memory that the hand has had at most
        self.number = 0
        self.room: subprocess.Popen[bytes] | None = None
        self.one_at_a_time = threading.Lock()

    def hand_in(self, asked: dict[str, Any], *parts: bytes, bounds: Limits) -> list[bytes]:
        """The parts of the answer. Raises RefusedAddress or a NotPrintable; the room lives on."""
        with self.one_at_a_time:
            self.number += 1
            frame = pack(asked | {"number": self.number, "limits": asdict(bounds)}, *parts)
            facts, answer = self.ask(frame, bounds.wall + GRACE)
        self.spent, self.peak = facts.get("spent", 0.0), facts.get("peak", 0)
        if "error" in facts:
            raise error_of(facts, bounds)
        return answer

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
            self.room = subprocess.Popen(  # noqa: S603 - this interpreter and a module of ours
                [sys.executable, "-m", self.module],
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
