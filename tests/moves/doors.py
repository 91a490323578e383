"""What the door asks of any move: facts, version, person, and one effect."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from cases.access import NotFound
from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import CaseGrant
from tests import cast
from tests.cast import Office
from tests.stories.lives import act
from tests.traces import SCAN, everything, refused, stands, undone
from workflows.admission import NotYours, Stale
from workflows.perform import KeyReused

type Life = Callable[[Office], int]
type Facts = Callable[[Office, int], dict[str, Any]]
MISSING = object()


@dataclass(frozen=True)
class Lawful:
    """A move as the law wants it: where the case stands, whose act it is, with which facts."""

    move: Any
    life: Life
    who: str
    facts: Facts


def plain(**facts: Any) -> Facts:
    """Facts that do not hang on the office."""
    return lambda office, case: facts


REASON = plain(reason="Ошибка")
INDEX = plain(file_index="06-09")
CARD = plain(title="О дружбе", file_index="06-09", reason="Описка")
GRANT: dict[str, Any] = {"until": date(2026, 4, 1), "because": "По поручению"}
OTHER_CARD = {"title": "О другом", "file_index": "06-10", "reason": "Другое"}


def let_see(office: Office, case: int, who: str = "lawyer") -> int:
    """The head lets a colleague see a case; returns it."""
    act(office, "head", type(stands(case)).grant_access, case, official=office.id(who), **GRANT)
    return case


def ended(_: Office, case: int) -> dict[str, Any]:
    """The facts that end the one grant of a case."""
    return {"grant": CaseGrant.objects.get(content_object=case).pk, "reason": "Больше не нужно"}


def by_life(lawful: Iterable[Lawful]) -> dict[Life, list[Lawful]]:
    """The moves that are tried on the same life, so that it is lived once."""
    found: dict[Life, list[Lawful]] = {}
    for one in lawful:
        found.setdefault(one.life, []).append(one)
    return found


def try_every_flaw(office: Office, life: Life, tried: list[Lawful], subtests: pytest.Subtests) -> None:
    """Each move of a life is refused for every flaw of its request, then done once."""
    case, strangers = life(office), cast.found("mid")
    for lawful in tried:
        with undone():
            told = Told(lawful, case, lawful.facts(office, case))
            refused_for_its_facts(office, told, subtests)
            refused_for_its_people(office, strangers, told, subtests)
            with subtests.test(told.name, flaw="none"):
                done_once(office, told)


def facts_of(move: Any) -> list[inspect.Parameter]:
    """The facts that a move takes, in the order of its signature."""
    return [one for one in inspect.signature(move).parameters.values() if one.kind is one.KEYWORD_ONLY]


@dataclass(frozen=True)
class Told:
    """A lawful act on a letter, with its facts read."""

    lawful: Lawful
    case: int
    facts: dict[str, Any]

    @property
    def name(self) -> str:
        """The move's name."""
        return str(self.lawful.move.rule.name)

    def refused(self, office: Office, error: type[Refusal], field: str, who: str = "", /, **other: Any) -> Refusal:
        """The act with something other about it is refused."""
        facts = {name: value for name, value in (self.facts | other).items() if value is not MISSING}
        return refused(office, error, field, who or self.lawful.who, self.lawful.move, self.case, **facts)

    def refused_somehow(self, office: Office, **other: Any) -> None:
        """The act with something other about it is refused, for whatever reason is found first."""
        before = everything()
        with pytest.raises(Refusal):
            act(office, self.lawful.who, self.lawful.move, self.case, **self.facts | other)
        assert everything() == before


def refused_for_its_facts(office: Office, told: Told, subtests: pytest.Subtests) -> None:
    """A fact is unknown, missing or of a wrong type; the version is no more; the act is not made on paper."""
    with subtests.test(told.name, flaw="unknown fact"):
        told.refused(office, BadFact, "colour", colour="red")
    for fact in facts_of(told.lawful.move):
        with subtests.test(told.name, flaw="wrong type", fact=fact.name):
            told.refused(office, BadFact, fact.name, "", **{fact.name: object()})
        if fact.default is fact.empty:
            with subtests.test(told.name, flaw="missing", fact=fact.name):
                told.refused(office, BadFact, fact.name, "", **{fact.name: MISSING})
        if fact.annotation in (int, int | None):
            for number in (-1, 2**31, 2**63, 10**30):
                with subtests.test(told.name, flaw="wrong number", fact=fact.name, number=number):
                    told.refused_somehow(office, **{fact.name: number})
    if not told.lawful.move.rule.beside:
        with subtests.test(told.name, flaw="stale"):
            stale = told.refused(office, Stale, "", version=stands(told.case).version - 1)
            assert isinstance(stale, Stale)
            assert stale.last is not None
            assert stale.last.seq == stands(told.case).head_seq
    if not told.lawful.move.rule.on_paper:
        with subtests.test(told.name, flaw="on paper"):
            paper = {"origin": "paper", "on_behalf_of": office.id(told.lawful.who), "scan": SCAN}
            told.refused(office, BadFact, "origin", "clerk", **paper)


def refused_for_its_people(office: Office, strangers: Office, told: Told, subtests: pytest.Subtests) -> None:
    """An auditor only reads, an administrator sees no case, and another body knows nothing of it."""
    with subtests.test(told.name, flaw="auditor"):
        told.refused(office, NotYours, "", "auditor")
    with subtests.test(told.name, flaw="administrator"):
        told.refused(office, NotFound, "", "admin")
    with subtests.test(told.name, flaw="another body"):
        told.refused(strangers, NotFound, "")


def done_once(office: Office, told: Told) -> None:
    """The act takes effect once, whoever asks again; its key is good for no other request."""
    who, move, case = told.lawful.who, told.lawful.move, told.case
    # Acts beside one another are never stale: their round and digest say what was seen.
    keyed = {"version": stands(case).version - move.rule.beside, "key": "an act of one page"}
    done = act(office, who, move, case, **keyed, **told.facts)
    written = everything()
    assert act(office, who, move, case, **keyed, **told.facts) == done
    assert everything() == written
    with pytest.raises(KeyReused):
        act(office, who, type(stands(case)).correct_card, case, key=keyed["key"], **OTHER_CARD)
    assert everything() == written
