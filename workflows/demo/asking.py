"""The first chapter: the committee writes the letter № 06-09/398 of 18.07.2019 and waits for a reply."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cases.lifecycle.facts import Way
from cases.models import OutgoingCase as Law

from .committee import FILE
from .telling import Telling, Told

SITE = "http://www.gknt.gov.by/"
APPROVERS = ("lawyer", "finance", "foreign")
TRACKING = "RR190719398BY"


class Asking(Telling):
    """The life of the letter up to the wait; `case` is it."""

    case = 0

    def play(self) -> Iterator[Told]:
        """Make every act in its order."""
        yield (first := self.begin())
        self.case = case = first.done.case
        route = self.route(*APPROVERS)
        yield self.act("drafter", "10.07 16:00", Law.submit, case)
        yield self.act("clerk", "11.07 10:00", Law.start_round, case, route=route)
        yield self.act("lawyer", "11.07 15:20", Law.agree, case, **self.seen(case))
        remark = "Указать, где размещены материалы: адрес сайта ГКНТ и раздел."
        yield self.act("foreign", "12.07 11:45", Law.refuse_visa, case, remarks=remark, **self.seen(case))
        yield self.act("drafter", "15.07 09:10", Law.resubmit, case, letter=self.letter("letter"), route=route)
        yield self.act("foreign", "15.07 12:00", Law.agree, case, **self.seen(case))
        yield self.act("lawyer", "15.07 14:30", Law.agree, case, **self.seen(case))
        remark = "Расходы на участие – за счёт направляющей стороны."
        yield self.act("finance", "16.07 10:05", Law.agree_with_remarks, case, remarks=remark, **self.seen(case))
        yield self.act("deputy", "18.07 11:00", Law.sign, case, digest=self.seen(case)["digest"])
        yield self.act("registrar", "18.07 14:15", Law.register, case, file_index=FILE)
        yield self.act("clerk", "18.07 16:00", Law.queue, case, ways=(Way(self.office.other_side.pk),))
        yield self.act("clerk", "19.07 10:00", Law.record_sent, case, ordinal=1, proof=TRACKING)
        yield self.act("controller", "19.07 11:00", Law.await_reply, case, until=date(2019, 9, 18))

    def begin(self) -> Told:
        """The first draft, which does not say yet where the materials are."""
        letter = self.letter("letter")
        without = tuple(
            text.replace(f" {SITE} в разделе «Международное сотрудничество»", "") for text in letter.paragraphs
        )
        return self.open(
            "drafter",
            "10.07 09:30",
            Law.draft_letter,
            letter=replace(letter, paragraphs=without),
            unit=self.office.unit.pk,
            signer=self.office.id("deputy"),
        )
