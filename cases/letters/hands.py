"""What goes on in a room apart (apart.py): a hand does one task after the other, warm, locked and limited.

The room is started without the settings and secrets of the house, imports all that its task needs, and forks a hand.
A hand that dies is replaced from the warm process at once. Frames come by standard input and go by standard output;
when the house closes them, all end.
"""

import gc
import logging
import os
import resource
import signal
import sys
import sysconfig
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from . import limits
from .fetcher import RefusedAddress
from .frames import BrokenFrame, pack, unpack
from .limits import Limits

SWEEP = 8  # sheets between two collections of garbage
WENT_HOME, GATE_CLOSED, LOST = 0, 3, 4  # how a hand ends
DEADLY = {signal.SIGXCPU: limits.TooMuchWork, signal.SIGALRM: limits.TooSlow}
# What a hand may be asked for by the libraries, of all that the interpreter tells.
CLOSED = (
    "socket.",
    "subprocess.",
    "os.",
    "shutil.",
    "tempfile.",
    "ftplib.",
    "smtplib.",
    "http.",
    "urllib.",
    "pty.",
    "ctypes.dlopen",
)
HARMLESS = frozenset({"os.listdir", "os.scandir"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


type Task = Callable[[dict[str, Any], list[bytes], Limits], list[bytes]]


def main(warm: Callable[[], None], task: Task) -> None:
    """Warm up, then have a hand at the task, frame after frame, until the house closes the gate."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # who ends us closes the gate, after the sheet in hand
    took, gave = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no frame
    warm()
    gave.write(pack({"ready": os.getpid()}))
    gave.flush()
    while True:
        if not (hand := os.fork()):
            os._exit(hand_at_work(took, gave, task))
        _, status, used = os.wait4(hand, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == GATE_CLOSED:
            return
        if not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == WENT_HOME):
            gave.write(pack(obituary(status) | {"peak": used.ru_maxrss * 1024}))
            gave.flush()


def obituary(status: int) -> dict[str, Any]:
    """What is told of a hand that died at its work."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        kind = DEADLY.get(signal.Signals(number), limits.PressDied)
        return {"error": kind.__name__, "told": f"ended by {signal.Signals(number).name}"}
    return {"error": limits.PressDied.__name__, "told": f"ended by code {os.WEXITSTATUS(status)}"}


def hand_at_work(took: BinaryIO, gave: BinaryIO, task: Task) -> int:
    """What the system hears of a hand when it ends."""
    try:
        return work(took, gave, task)
    except BaseException:  # where memory has run out, no error can be told any more
        return LOST


def work(took: BinaryIO, gave: BinaryIO, task: Task) -> int:
    """A hand's life: sheet after sheet. Returns how it ends."""
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    gc.freeze()
    gc.disable()
    logging.disable(logging.CRITICAL)  # what libraries complain of may repeat a word of the sheet
    refused = lock()
    for number in count(1):
        try:
            asked, parts = unpack(took.read)
        except BrokenFrame:
            return GATE_CLOSED
        refused.clear()
        facts, printed = at_work(task, asked, parts, refused)
        gave.write(pack(facts, *printed))
        gave.flush()
        # What has run out of memory is in pieces; what leaks in the libraries goes with the hand.
        if facts.get("error") == limits.TooMuchMemory.__name__ or number >= asked["limits"]["sheets"]:
            break
        if not number % SWEEP:
            gc.collect()
    return WENT_HOME


def at_work(
    task: Task, asked: dict[str, Any], parts: list[bytes], refused: list[str]
) -> tuple[dict[str, Any], list[bytes]]:
    """One sheet within its limits: the answer's facts and parts."""
    before = time.process_time()
    bounds = Limits(**asked["limits"])
    bind(bounds)
    try:
        printed = task(asked, parts, bounds)
        error: BaseException | None = RefusedAddress(refused[0]) if refused else None
    except BaseException as raised:  # whatever it is, it is told by name
        error, printed = (RefusedAddress(refused[0]) if refused else raised), []
    unbind()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    facts = {"number": asked["number"], "spent": time.process_time() - before, "peak": peak}
    if error is not None:
        return facts | {"error": name_of(error), "told": words_of(error)}, []
    return facts, printed


def bind(bounds: Limits) -> None:
    """Let the system end this process when the sheet takes too long, too much work or too much memory."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    budget = int(spent.ru_utime + spent.ru_stime) + bounds.processor + 1
    resource.setrlimit(resource.RLIMIT_CPU, (budget, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, bounds.wall)


def unbind() -> None:
    """An answer is not cut off half-way."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def name_of(error: BaseException) -> str:
    """Which named error it is."""
    if isinstance(error, RefusedAddress | limits.NotPrintable):
        return type(error).__name__
    known: list[tuple[type[BaseException], type[limits.NotPrintable]]] = [
        (MemoryError, limits.TooMuchMemory),
        (RecursionError, limits.TooDeep),
    ]
    return next((ours for theirs, ours in known if isinstance(error, theirs)), limits.Unprintable).__name__


def words_of(error: BaseException) -> str:
    """What is told of it: of errors that are not ours their kind alone, for they may repeat a word of the sheet."""
    return str(error)[:500] if isinstance(error, RefusedAddress | limits.NotPrintable) else type(error).__name__


def lock() -> list[str]:
    """Close this process to all but reading its own code and type, for ever; returns where refusals are noted."""
    refused: list[str] = []
    rooms = open_rooms()

    def guard(event: str, told: tuple[Any, ...]) -> None:
        opens = event == "open"
        if not may_open(rooms, *told) if opens else event.startswith(CLOSED) and event not in HARMLESS:
            refused.append(f"{event} {str(told[0] if told else '')[:200]}")
            raise RefusedAddress(refused[-1])

    sys.addaudithook(guard)
    return refused


def open_rooms() -> tuple[str, ...]:
    """The folders of code and type that may be read."""
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders = [Path(path) for path in paths] + [Path(__file__).parents[1]]
    return tuple(f"{folder.resolve()}{os.sep}" for folder in folders)


def may_open(rooms: tuple[str, ...], path: Any, _: Any, flags: Any) -> bool:
    """Whether a file may be opened: one of ours, to be read."""
    if isinstance(path, int):
        return True  # it is open already
    return not (flags or 0) & WRITING and os.path.realpath(os.fsdecode(path)).startswith(rooms)
