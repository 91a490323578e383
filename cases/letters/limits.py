"""What one sheet may cost, and the named errors of a sheet that costs more."""

from dataclasses import dataclass


class NotPrintable(Exception):
    """A sheet that is not drawn; its words tell figures and never a text of the sheet."""


class TooLong(NotPrintable):
    """The sheet has more bytes of HTML than one may have."""


class TooManyPages(NotPrintable):
    """The sheet has more pages than one may have."""


class TooManyPixels(NotPrintable):
    """A picture on the sheet is larger than any print needs."""


class TooDeep(NotPrintable):
    """The parts of the sheet lie in one another deeper than they can be laid out."""


class TooMuchWork(NotPrintable):
    """The sheet takes more time of a processor than one may take."""


class TooMuchMemory(NotPrintable):
    """The sheet takes more memory than one may take."""


class TooSlow(NotPrintable):
    """The sheet is not ready in the time that one may take by the clock on the wall."""


class PressDied(NotPrintable):
    """The process that drew the sheet has ended without an answer."""


class Unprintable(NotPrintable):
    """Drawing failed by an error that has no name here; the words tell the error's kind."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Per sheet. The wall must stay below the lease of a job (workflows.outbox.LEASE)."""

    html: int = 4_000_000  # bytes
    pages: int = 500
    pixels: int = 16_000_000  # a picture
    processor: int = 60  # seconds
    wall: int = 180  # seconds
    memory: int = 1_500_000_000  # bytes of address space
    sheets: int = 500  # that one hand of the press draws before another takes its place


USUAL = Limits()
NAMES = frozenset(one.__name__ for one in NotPrintable.__subclasses__())
