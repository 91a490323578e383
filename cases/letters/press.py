"""The press: sheets are drawn by a process apart, within limits, and never inside a transaction.

Facts come from people. So nothing that lays them out runs where the database and the secrets are: the press hands a
manuscript into its room (pressroom.py) and gets bytes back, or a named error.
"""

import atexit
import os
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction

from . import drawing, rendering
from .apart import Room
from .drawing import Manuscript, Printed
from .limits import USUAL, Limits


class InTransaction(RuntimeError):
    """A sheet was to be drawn inside a transaction: that is a mistake of ours."""


def render(context: dict[str, Any], *, pictures: bool = False) -> Printed:
    """The sheet of frozen facts, with the pictures of its pages when they are wanted.

    Raises what `rendering.manuscript` raises, RefusedAddress, or a NotPrintable.
    """
    if not settings.CHANCERY_PRESS_APART:
        return Printed(rendering.render(context))
    return draw(rendering.manuscript(context), pictures=pictures)


def pictures_of(signed: bytes) -> tuple[bytes, ...]:
    """The pictures of a sheet of the press that has got a signature since, where pictures are made.

    Raises a NotPrintable.
    """
    return ours().pictures(signed) if settings.CHANCERY_PRESS_APART else ()


def draw(manuscript: Manuscript, *, pictures: bool = False, bounds: Limits = USUAL) -> Printed:
    """The sheet of a manuscript, by the press of this process.

    Raises RefusedAddress or a NotPrintable, and InTransaction where others would wait for the sheet.
    """
    if not settings.CHANCERY_PRESS_APART:
        return Printed(drawing.draw(manuscript, bounds))
    if transaction.get_connection().in_atomic_block:
        raise InTransaction
    return ours().draw(manuscript, pictures=pictures, bounds=bounds)


class Press(Room):
    """A room in which sheets are drawn."""

    module = "cases.letters.pressroom"

    def draw(self, manuscript: Manuscript, *, pictures: bool = False, bounds: Limits = USUAL) -> Printed:
        """The sheet of a manuscript. Raises RefusedAddress or a NotPrintable; the press lives on."""
        drawing.check(manuscript, bounds)
        asked: dict[str, Any] = {
            "assets": [(name, kind) for name, (_, kind) in manuscript.assets.items()],
            "made_at": manuscript.made_at.isoformat() if manuscript.made_at else None,
            "mailed": manuscript.mailed,
            "pictures": pictures,
        }
        texts = (manuscript.html.encode(errors="replace"), manuscript.css.encode(), manuscript.data or b"")
        assets = (octets for octets, _ in manuscript.assets.values())
        first, *others = self.hand_in(asked, *texts, *assets, bounds=bounds)
        return Printed(first, tuple(others))

    def pictures(self, pdf: bytes, *, bounds: Limits = USUAL) -> tuple[bytes, ...]:
        """The pages of a PDF as PNG. Raises a NotPrintable; the press lives on."""
        return tuple(self.hand_in({"of": "pdf"}, pdf, bounds=bounds))


@cache
def ours() -> Press:
    """The press of this process, opened by its first sheet and closed at its end."""
    press = Press()
    atexit.register(press.close)
    # Two processes must never share the pipes of one room: a fork gets a press of its own.
    os.register_at_fork(after_in_child=ours.cache_clear)
    return press
