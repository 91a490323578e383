"""What somebody tries at the door: chosen by chance, with a bent for what brings a case on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from cases.lifecycle.act import Origin
from cases.lifecycle.move import moves_of
from cases.models import LAWS
from workflows.perform import Done, open_case, perform

from . import oracle
from .facts import OPENINGS, PROVIDERS, Facts, facts_of, load, spoil
from .oracle import Standing
from .town import Person, Town

SCAN = "5" * 64
MINSK = ZoneInfo("Europe/Minsk")


def day_of(moment: datetime) -> date:
    """The day by the clock of both bodies."""
    return moment.astimezone(MINSK).date()


@dataclass(frozen=True)
class Attempt:
    """One press of a button: the same attempt pressed again is the same request."""

    person: Person
    direction: str
    move: str
    case: int | None
    facts: Facts
    key: str | None = None
    version: int | None = None
    paper_of: Person | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def author(self) -> Person:
        """Whose act it is."""
        return self.paper_of or self.person

    def press(self, at: datetime) -> Done:
        """Go to the door. Raises what the door raises."""
        made = getattr(LAWS[self.direction], self.move)
        if self.case is None:
            body = self.person.office.body
            return open_case(made, body=body, by=self.person.user, at=at, key=self.key, **self.facts)
        paper: dict[str, Any] = {}
        if self.paper_of is not None:
            paper = {"origin": Origin.PAPER, "on_behalf_of": self.paper_of.id, "scan": SCAN, "occurred_at": at}
        return perform(
            made, case=self.case, by=self.person.user, at=at, version=self.version, key=self.key, **paper, **self.facts
        )

    def __str__(self) -> str:
        told = f" for {self.paper_of}" if self.paper_of else ""
        return f"{self.person}{told}: {self.direction}.{self.move} on {self.case} {self.facts}"


def weight(direction: str, state: str, move: str) -> float:
    """How often a lawful move is chosen beside others: what brings a case on is daily bread, going back is rarer,
    giving up is rare."""
    target = oracle.targets(direction)[state, move]
    if target in oracle.FINAL - {"filed"}:
        return 0.06
    if oracle.leads_on(direction, state, move):
        return 1.0 if oracle.rank(direction, target) >= oracle.rank(direction, state) else 0.2
    return 0.25


def opening(town: Town, chance: Random, direction: str | None = None, key: str | None = None) -> Attempt:
    """A new case of either machine, opened by who may."""
    direction = direction or chance.choice(("out", "in"))
    move = OPENINGS[direction]
    able = oracle.golden(direction)[""][move]
    person = chance.choice([one for one in town.people if any(post.role in able for post in one.posts)])
    return Attempt(person, direction, move, None, facts_of(direction, move, person, None, chance), key)


def lawful(town: Town, standing: Standing, chance: Random, at: datetime, key: str | None = None) -> Attempt | None:
    """A move that somebody may make on the case now, or None where nobody may."""
    able: dict[str, list[Person]] = {}
    for person in town.people_of(town.office_of[standing.body]):
        for move in oracle.moves(person, standing, day_of(at)):
            able.setdefault(move, []).append(person)
    if not able:
        return None
    [move] = chance.choices(list(able), [weight(standing.direction, standing.state, one) for one in able])
    person = chance.choice(able[move])
    told = facts_of(standing.direction, move, person, load(standing.case), chance)
    attempt = Attempt(person, standing.direction, move, standing.case, told, key, standing.version)
    on_paper = bool(oracle.enterers(standing.direction, move)) and chance.random() < 0.15
    return entered(attempt, town, chance) if on_paper else attempt


def entered(attempt: Attempt, town: Town, chance: Random) -> Attempt:
    """The same act made on paper and entered by the chancery."""
    clerks = [one for one in town.people_of(attempt.person.office) if one.name in ("clerk", "registrar")]
    return replace(attempt, person=chance.choice(clerks), paper_of=attempt.person)


def meddling(town: Town, standing: Standing, chance: Random) -> Attempt:
    """Anybody's attempt at any move of the machine, with facts that are right or nearly so."""
    person = town.anybody(chance)
    move = chance.choice(list(PROVIDERS[standing.direction]))
    if chance.random() < 0.5:
        move = chance.choice(list(oracle.golden(standing.direction).get(standing.state, {move: frozenset()})))
    case = load(standing.case)
    told = facts_of(standing.direction, move, person, case, chance)
    if chance.random() < 0.3:
        told = spoil(told, chance)
    if move in OPENINGS.values():
        told = {}
    attempt = Attempt(person, standing.direction, move, standing.case, told, version=standing.version)
    return entered(attempt, town, chance) if chance.random() < 0.1 else attempt


def law(direction: str) -> set[str]:
    """The names of every move of a machine, as the law declares them."""
    return set(moves_of(LAWS[direction]))
