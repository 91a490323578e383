"""The story: the letter № 06-09/398 of 18.07.2019, from its first draft to the file in which it lies with its reply."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from cases.lifecycle.facts import Digest
from cases.lifecycle.sheets import Sheet
from cases.models import Letter, OutgoingCase

from .answering import Answering
from .asking import Asking
from .closing import Closing
from .office import Office
from .telling import Clock, Told


@dataclass
class Story:
    """Both sides, act by act; `cases` are those that the story has opened so far, each with its office."""

    committee: Office
    government: Office
    clock: Clock
    cases: dict[int, Office] = field(default_factory=dict)

    def play(self) -> Iterator[Told]:
        """Every act in its order; the worker works between them, so that letters lie rendered when they are sent."""
        for told in self.chapters():
            self.cases.setdefault(told.done.case, told.office)
            yield told

    def chapters(self) -> Iterator[Told]:
        """Asking, answering, closing."""
        asking = Asking(self.committee, self.clock)
        yield from asking.play()
        sent = OutgoingCase.objects.get(pk=asking.case)
        answering = Answering(self.government, self.clock)
        yield from answering.receive(sent.letter, sent.number, dated(sent), scan_of(sent))
        yield from answering.work()
        yield from answering.write()
        yield from answering.finish()
        reply = OutgoingCase.objects.get(pk=answering.reply)
        closing = Closing(self.committee, self.clock)
        yield from closing.receive(sent, reply.title, reply.number, dated(reply), scan_of(reply))
        yield from closing.file(sent.pk)


def dated(letter: OutgoingCase) -> date:
    """The date of a registered letter."""
    if letter.number_date is None:
        raise ValueError(f"{letter} is not registered")
    return letter.number_date


def scan_of(letter: OutgoingCase) -> Digest:
    """What the other side's scanner makes of a letter: the demonstration takes the PDF that was sent."""
    found = Letter.objects.filter(case=letter.pk, sheet=Sheet.LETTER).order_by("-pk").first()
    return Digest(found.digest if found else "")
