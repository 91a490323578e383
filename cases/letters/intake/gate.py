"""The gate: a file from outside is judged apart, within limits, then by the body's scanner, and only then kept.

Nothing of this happens inside a transaction. What the scanner could not judge lies in quarantine, where no page and no
act finds it; who sent it is told to send it again.
"""

import atexit
import json
import os
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.letters import blobs
from cases.letters.apart import Room
from cases.letters.fetcher import RefusedAddress
from cases.letters.limits import Limits, NotPrintable
from cases.lifecycle.refusal import BadFact

from . import room, virus
from .examination import LARGEST
from .kinds import Kind
from .reasons import REASONS
from .unfit import Code, Unfit

BOUNDS = Limits(processor=10, wall=30, memory=1_000_000_000)


class Refused(BadFact):
    """A file that is not let in; `code` is one of unfit.Code."""

    def __init__(self, code: Code, *, field: str = "") -> None:
        super().__init__(REASONS[code], field=field)
        self.code = code.value


class InTransaction(RuntimeError):
    """A file was to be judged inside a transaction, where others would wait for it: that is a mistake of ours."""


class Judge(Room):
    """A room in which files are taken apart."""

    module = "cases.letters.intake.room"

    def judge(self, octets: bytes, name: str, *, bounds: Limits = BOUNDS) -> Kind:
        """The kind of a file. Raises Unfit; a file that ends the hand by its size or work is too much."""
        try:
            [told] = self.hand_in({"name": name}, octets, bounds=bounds)
        except (NotPrintable, RefusedAddress) as error:
            raise Unfit(Code.TOO_MUCH, type(error).__name__) from error
        return verdict(json.loads(told))


def verdict(told: dict[str, Any]) -> Kind:
    """What the room has said. Raises Unfit."""
    if "code" in told:
        raise Unfit(Code(told["code"]), told["told"])
    return Kind(told["kind"])


def let_in(octets: bytes, name: str, *, field: str = "") -> str:
    """Judge a file and keep it; returns its digest. Raises Refused; then it is not kept, but maybe in quarantine."""
    if settings.CHANCERY_PRESS_APART and transaction.get_connection().in_atomic_block:
        raise InTransaction
    try:
        examined(octets, name)
        check_viruses(octets)
    except Unfit as unfit:
        raise Refused(unfit.code, field=field) from unfit
    return blobs.keep(octets)


def examined(octets: bytes, name: str) -> Kind:
    """The kind of a file, judged apart; what is too large does not go there. Raises Unfit."""
    if len(octets) > LARGEST:
        raise Unfit(Code.TOO_LARGE)
    if settings.CHANCERY_PRESS_APART:
        return ours().judge(octets, name)
    [told] = room.judge({"name": name}, [octets], BOUNDS)
    return verdict(json.loads(told))


def check_viruses(octets: bytes) -> None:
    """Ask the scanner, where the body has one. Raises Unfit, also when it does not answer."""
    if not settings.CHANCERY_CLAMD:
        return
    try:
        if virus.is_clean(octets, settings.CHANCERY_CLAMD):
            return
    except virus.NoAnswer as error:
        blobs.keep(octets, among="quarantine")
        raise Unfit(Code.QUARANTINED, str(error)) from error
    raise Unfit(Code.VIRUS)


@cache
def ours() -> Judge:
    """The judge of this process, opened by its first file and closed at its end."""
    judge = Judge()
    atexit.register(judge.close)
    # Two processes must never share the pipes of one room: a fork gets a judge of its own.
    os.register_at_fork(after_in_child=ours.cache_clear)
    return judge
