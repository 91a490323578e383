"""The occasion on which a sheet is drawn up, and the frame of facts that every sheet shares."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from cases.lifecycle.act import Act, Actor
from cases.lifecycle.move import Rule
from cases.lifecycle.sheets import Sheet
from cases.models import Body, IncomingCase, LivingCase, Official, OutgoingCase
from cases.norms.profile import Profile, profile_for

from . import dates
from .reading import Reading, reading_of

FORMAT = 1

type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One sheet of one act: the case as the move left it, and the facts of the move as they came."""

    case: LivingCase
    sheet: Sheet
    act: Act
    move: Rule
    facts: Mapping[str, Any]
    seq: int

    @property
    def outgoing(self) -> OutgoingCase:
        """The case as a letter of ours. Raises TypeError for the other direction."""
        if not isinstance(self.case, OutgoingCase):
            raise TypeError(f"{self.sheet.slug} is a sheet of outgoing cases")
        return self.case

    @property
    def incoming(self) -> IncomingCase:
        """The case as a letter of others. Raises TypeError for the other direction."""
        if not isinstance(self.case, IncomingCase):
            raise TypeError(f"{self.sheet.slug} is a sheet of incoming cases")
        return self.case

    @property
    def profile(self) -> Profile:
        """The norm of the sheet: a letter of ours goes by the date of its number, also when it is printed later."""
        numbered = self.case.number_date if self.case.direction == "out" else None
        return norm_of(self.case.body, numbered or self.case.day(self.act))

    @property
    def reading(self) -> Reading:
        """The rows read for the case so far."""
        return reading_of(self.case)

    def officials(self, ids: Iterable[int | None]) -> dict[int, Official]:
        """The officials behind those ids that are given."""
        return self.reading.officials({one for one in ids if one is not None})

    def person(self, official: int | None) -> Facts:
        """An official as sheets name him; nobody has an empty name."""
        if official is None:
            return {"name": "", "post": "", "phone": ""}
        return person(self.officials([official])[official])

    def day(self, value: datetime) -> str:
        """The day of a moment by the clock of the body."""
        return self.moment(value).partition(" ")[0]

    def moment(self, value: datetime | None) -> str:
        """A moment by the clock of the body."""
        return dates.moment(value, self.case.body.time_zone)


def person(official: Official) -> Facts:
    """An official as sheets name him."""
    return {"name": str(official), "post": official.post.name, "phone": official.phone}


def frame(on: Occasion) -> Facts:
    """The facts that every sheet of a case carries. It reads nothing from the database."""
    return {
        "format": FORMAT,
        "sheet": on.sheet.value,
        "seq": on.seq,
        "move": on.move.name,
        "profile": drawing(on.profile),
        "body": letterhead(on.case.body),
        "case": identity(on.case),
        "act": happened(on),
    }


def norm_of(body: Body, on: date) -> Profile:
    """The norm that a document of a body follows on a day, with the body's own weights."""
    return profile_for(body.norm_profile, body.norm_levels, on=on)


def drawing(profile: Profile) -> Facts:
    """How the sheet is to be drawn, frozen with it: a later change of the norm's data redraws nothing."""
    return {"code": profile.code, **asdict(profile.drawing)}


def letterhead(body: Body) -> Facts:
    """What stands at the head of a letter, in both languages."""
    return {
        "name": body.name,
        "name_be": body.name_be,
        "address": body.address,
        "address_be": body.address_be or body.address,
        "phone": body.phone,
        "fax": body.fax,
        "email": body.email,
        "arms": body.arms,
    }


def identity(case: LivingCase) -> Facts:
    """By what a case is known."""
    return {
        "uid": case.uid.hex,
        "direction": str(case.direction),
        "title": case.title,
        "language": case.language,
        "restriction": case.restriction,
        "number": case.number,
        "dated": dates.day(case.number_date),
    }


def happened(on: Occasion) -> Facts:
    """Who did it and when; `entered_by` when another person pressed than whose act it is."""
    act = on.act
    entered = act.actor if act.actor.official != act.author.official else None
    return {
        "author": named(act.author),
        "entered_by": named(entered) if entered else None,
        "instead_of": named(act.instead_of) if act.instead_of else None,
        "origin": str(act.origin),
        "scan": act.scan or "",
        "day": dates.day(on.case.day(act)),
        "moment": on.moment(act.occurred_at),
        "recorded": on.moment(act.recorded_at),
    }


def named(actor: Actor) -> Facts:
    """A person as the act carries him; Chancery itself has no name."""
    return {"name": actor.name, "post": actor.post}
