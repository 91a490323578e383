"""How the story is told: acts of 2019 are imported, with the time when they were made and the time of the telling.

Every entry says `origin: import`, when the act took place and when it was told to this system, so that nothing here
looks back-dated.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cases.lifecycle.act import Origin
from cases.lifecycle.facts import Addressee, LetterText, Place
from cases.lifecycle.move import rule_of
from cases.models import OutgoingCase
from workflows.perform import Done, open_case, perform

from .office import Office

type Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Told:
    """One act of the story, as it was made."""

    office: Office
    who: str
    when: datetime
    done: Done
    sheets: tuple[str, ...]


class Telling:
    """One office tells its acts; `clock` is the server's own."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office = office
        self.clock = clock

    def open(self, who: str, when: str, move: Any, **facts: Any) -> Told:
        """A case is opened; `when` is "10.07 09:30" of 2019 by the clock of the body."""
        return self.told(who, when, move, facts, body=self.office.body, how=open_case)

    def act(self, who: str, when: str, move: Any, case: int, **facts: Any) -> Told:
        """An act on a case."""
        return self.told(who, when, move, facts, case=case, how=perform)

    def told(self, who: str, when: str, move: Any, facts: dict[str, Any], *, how: Any, **where: Any) -> Told:
        """Make an act through the door, as one of 2019."""
        zone = ZoneInfo(self.office.body.time_zone)
        moment = datetime.strptime(f"{when} 2019", "%d.%m %H:%M %Y").replace(tzinfo=zone)
        by = self.office.user(who)
        done = how(move, by=by, at=self.clock(), origin=Origin.IMPORT, occurred_at=moment, **where, **facts)
        return Told(self.office, who, moment, done, tuple(sheet.value for sheet in rule_of(move).sheets))

    def letter(self, name: str) -> LetterText:
        """A letter that lies beside this file, to the other side."""
        told = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
        addressee = Addressee(self.office.other_side.pk, tuple(told["addressee"]))
        return LetterText(told["heading"], tuple(told["paragraphs"]), (addressee,), (), tuple(told["points"]))

    def route(self, *logins: str) -> tuple[Place, ...]:
        """Approvers who are asked in parallel."""
        return tuple(Place(self.office.id(login)) for login in logins)

    def seen(self, case: int) -> dict[str, Any]:
        """What an approver has before his eyes: the version and the round."""
        found = OutgoingCase.objects.select_related("draft").get(pk=case)
        return {"digest": found.draft.digest if found.draft else "", "round": found.round}
