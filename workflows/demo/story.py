"""The story: the letter № 06-09/398 of 18.07.2019, from its first draft to the wait for a reply.

The acts of 2019 are told, not lived: every entry says `origin: import`, when the act took place and when it
was told to this system, so that nothing here looks back-dated.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cases.lifecycle.act import Origin
from cases.lifecycle.facts import Addressee, LetterText, Place, Way
from cases.lifecycle.move import rule_of
from cases.models import OutgoingCase
from workflows.perform import Done, open_case, perform

from .office import Office

type Clock = Callable[[], datetime]

MINSK = ZoneInfo("Europe/Minsk")
SITE = "http://www.gknt.gov.by/"
APPROVERS = ("lawyer", "finance", "foreign")
TRACKING = "RR190719398BY"


@dataclass(frozen=True, slots=True)
class Told:
    """One act of the story, as it was made."""

    who: str
    when: datetime
    done: Done
    sheets: tuple[str, ...]


class Story:
    """The letter's life, act by act; `clock` is the server's own."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office = office
        self.clock = clock
        self.case = 0

    def play(self) -> Iterator[Told]:
        """Make every act in its order."""
        yield self.open(10, 9, 30)
        yield self.act("drafter", 10, 16, 0, OutgoingCase.submit)
        yield self.act("clerk", 11, 10, 0, OutgoingCase.start_round, route=self.route())
        yield self.act("lawyer", 11, 15, 20, OutgoingCase.agree, **self.seen())
        remark = "Указать, где размещены материалы: адрес сайта ГКНТ и раздел."
        yield self.act("foreign", 12, 11, 45, OutgoingCase.refuse_visa, remarks=remark, **self.seen())
        yield self.act("drafter", 15, 9, 10, OutgoingCase.resubmit, letter=self.letter(), route=self.route())
        yield self.act("foreign", 15, 12, 0, OutgoingCase.agree, **self.seen())
        yield self.act("lawyer", 15, 14, 30, OutgoingCase.agree, **self.seen())
        remark = "Расходы на участие – за счёт направляющей стороны."
        yield self.act("finance", 16, 10, 5, OutgoingCase.agree_with_remarks, remarks=remark, **self.seen())
        yield self.act("deputy", 18, 11, 0, OutgoingCase.sign, digest=self.seen()["digest"])
        yield self.act("registrar", 18, 14, 15, OutgoingCase.register, file_index="06-09")
        yield self.act("clerk", 18, 16, 0, OutgoingCase.queue, ways=(Way(self.office.government.pk),))
        yield self.act("clerk", 19, 10, 0, OutgoingCase.record_sent, ordinal=1, proof=TRACKING)
        yield self.act("controller", 19, 11, 0, OutgoingCase.await_reply, until=date(2019, 9, 18))

    def open(self, day: int, hour: int, minute: int) -> Told:
        """The first draft, which does not say yet where the materials are."""
        when = datetime(2019, 7, day, hour, minute, tzinfo=MINSK)
        letter = self.letter()
        without = tuple(
            text.replace(f" {SITE} в разделе «Международное сотрудничество»", "") for text in letter.paragraphs
        )
        done = open_case(
            OutgoingCase.draft_letter,
            body=self.office.body,
            by=self.office.user("drafter"),
            at=self.clock(),
            origin=Origin.IMPORT,
            occurred_at=when,
            letter=replace(letter, paragraphs=without),
            unit=self.office.unit.pk,
            signer=self.office.officials["deputy"].pk,
        )
        self.case = done.case
        return Told("drafter", when, done, sheets_of(OutgoingCase.draft_letter))

    def act(self, who: str, day: int, hour: int, minute: int, move: Any, **facts: Any) -> Told:
        """One act of July 2019."""
        when = datetime(2019, 7, day, hour, minute, tzinfo=MINSK)
        done = perform(
            move,
            case=self.case,
            by=self.office.user(who),
            at=self.clock(),
            origin=Origin.IMPORT,
            occurred_at=when,
            **facts,
        )
        return Told(who, when, done, sheets_of(move))

    def letter(self) -> LetterText:
        """The letter as it was sent, word for word."""
        told = json.loads((Path(__file__).parent / "letter.json").read_text(encoding="utf-8"))
        addressee = Addressee(self.office.government.pk, tuple(told["addressee"]))
        return LetterText(told["heading"], tuple(told["paragraphs"]), (addressee,), (), tuple(told["points"]))

    def route(self) -> tuple[Place, ...]:
        """All approvers in parallel."""
        return tuple(Place(self.office.officials[login].pk) for login in APPROVERS)

    def seen(self) -> dict[str, Any]:
        """What an approver has before his eyes: the version and the round."""
        case = OutgoingCase.objects.select_related("draft").get(pk=self.case)
        return {"digest": case.draft.digest if case.draft else "", "round": case.round}


def sheets_of(move: Any) -> tuple[str, ...]:
    """The sheets that the law declares for a move."""
    return tuple(sheet.value for sheet in rule_of(move).sheets)
