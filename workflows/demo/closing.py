"""The last chapter: the committee receives the reply, which finds its letter by number and date; both are filed."""

from collections.abc import Iterator
from datetime import date

from cases.lifecycle.facts import Digest
from cases.models import IncomingCase as In
from cases.models import OutgoingCase

from .committee import FILE
from .telling import Telling, Told


class Closing(Telling):
    """The life of the reply at the committee; `reply` is it."""

    reply = 0

    def receive(self, ours: OutgoingCase, title: str, number: str, dated: date, scan: Digest) -> Iterator[Told]:
        """The reply comes by post and is registered: from there on Chancery links it by «На № … от …»."""
        first = self.open(
            "clerk",
            "16.09 09:20",
            In.accept,
            unit=self.office.unit.pk,
            correspondent=self.office.other_side.pk,
            title=title,
            their_number=number,
            their_date=dated,
            our_number=ours.number,
            our_date=ours.number_date,
            image=scan,
        )
        self.reply = first.done.case
        yield first
        yield self.act("registrar", "16.09 10:00", In.register, self.reply)

    def file(self, ours: int) -> Iterator[Told]:
        """The head takes note, and the request and its reply go to one file."""
        yield self.act("clerk", "16.09 10:30", In.to_preliminary, self.reply)
        yield self.act("assistant", "16.09 15:00", In.submit_to_head, self.reply, proposal="К сведению.")
        text = "К сведению. Использовать при подготовке предложений к программам Союзного государства."
        yield self.act("head", "17.09 09:00", In.for_information, self.reply, text=text, file_index=FILE)
        yield self.act("clerk", "17.09 11:00", OutgoingCase.file, ours, file_index=FILE)
