"""Who may do what, judged a second time: from the reviewed golden files and the posts that the tests gave out.

Nothing here asks a Rule, a law or `cases.access`: places in a case are read from its rows.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from cases.models import Assignment, Case, Familiarisation, Visa
from tests.lifecycle import matrix

from .town import Person

MACHINES = {"out": "outgoing", "in": "incoming"}
SILENT = {"admin", "auditor"}


@cache
def golden(direction: str) -> dict[str, dict[str, frozenset[str]]]:
    """State -> move -> roles, as people reviewed them."""
    found: dict[str, dict[str, set[str]]] = {}
    for told in matrix.golden(MACHINES[direction]):
        found.setdefault(told.partition(" | ")[0].replace("(new)", ""), {})
    for state, move, role in sorted(matrix.listed(MACHINES[direction])):
        found.setdefault(state, {}).setdefault(move, set()).add(role)
    return {state: {move: frozenset(by) for move, by in moves.items()} for state, moves in found.items()}


@cache
def notes(direction: str) -> dict[str, str]:
    """Move -> the last column of the golden file: decision, on paper by …, beside, after …"""
    lines = [[part.strip() for part in line.split(" | ")] for line in matrix.golden(MACHINES[direction])]
    return {move: how for _, move, _, _, how in lines}


@cache
def targets(direction: str) -> dict[tuple[str, str], str]:
    """(state, move) -> where it leads, as people reviewed it."""
    lines = [[part.strip() for part in line.split(" | ")] for line in matrix.golden(MACHINES[direction])]
    return {("" if state == "(new)" else state, move): by.partition(" -> ")[2] for state, move, by, _, _ in lines}


@cache
def enterers(direction: str, move: str) -> frozenset[str]:
    """Who enters a move that was made on paper; nobody where it is not made so."""
    how = [part.strip() for part in notes(direction)[move].split(",")]
    return frozenset(role for part in how for role in part.partition("on paper by ")[2].split())


@cache
def rank(direction: str, state: str) -> int:
    """How far a state stands in the life of a case, by the order of the golden file."""
    states = list(golden(direction))
    return states.index(state) if state in states else len(states)


@cache
def sheets(direction: str) -> dict[tuple[str, str], set[str]]:
    """(state, move) -> the sheets that the move leaves, as people reviewed them."""
    lines = [[part.strip() for part in line.split(" | ")] for line in matrix.golden(MACHINES[direction])]
    return {("" if state == "(new)" else state, move): set(drawn.split()) - {"-"} for state, move, _, drawn, _ in lines}


@cache
def followers(direction: str, move: str) -> list[str]:
    """The moves that Chancery tries right after this one."""
    tried = {name: how.partition("after ")[2].split() for name, how in notes(direction).items() if "after " in how}
    return [name for name, after in tried.items() if move in after]


@dataclass
class Standing:
    """Where a case stands, and who has which place in it, read once from the rows."""

    case: int
    uid: Any
    body: int
    unit: int
    direction: str
    state: str
    version: int
    head_seq: int
    head_hash: str
    number: str
    places: dict[int, set[str]] = field(default_factory=dict)

    def place(self, official: int | None, role: str) -> None:
        """Note a place."""
        if official is not None:
            self.places.setdefault(official, set()).add(role)


COLUMNS = ("pk", "uid", "body", "unit", "direction", "state", "version", "head_seq", "head_hash", "number")


def stand(case: int) -> Standing:
    """A case as it stands in the database."""
    row = Case.objects.filter(pk=case).values_list(*COLUMNS, "executor", "signer", "round").get()
    found = Standing(*row[: len(COLUMNS)])
    executor, signer, round = row[len(COLUMNS) :]
    if found.direction == "out":
        found.place(executor, "executor")
        found.place(signer, "signer")
        if found.state == "approval":
            for official in asked(case, round):
                found.place(official, "approver")
    else:
        held = Assignment.objects.filter(case=case, ended=False)
        for official, responsible, author in held.values_list("official", "responsible", "resolution__author"):
            found.place(official, "executor" if responsible else "coexecutor")
            found.place(author, "author")
    if "familiarise" in golden(found.direction).get(found.state, {}):
        unread = Familiarisation.objects.filter(case=case, read_at=None)
        for reader in unread.values_list("official", flat=True):
            found.place(reader, "reader")
    return found


def asked(case: int, round: int) -> list[int]:
    """Whose visa is awaited now: the pending ones of the earliest turn."""
    pending = list(Visa.objects.filter(case=case, round=round, outcome="pending").values_list("turn", "official"))
    first = min((turn for turn, _ in pending), default=0)
    return [official for turn, official in pending if turn == first]


def roles(person: Person, standing: Standing, day: date) -> set[str]:
    """What a person is in a case on a day; an administrator and an auditor are nothing else (S7, S8)."""
    if person.office.body.pk != standing.body:
        return set()
    held = {post.role for post in person.posts if post.holds(standing.unit, person.office, day)}
    return held & SILENT or held | standing.places.get(person.id, set())


def moves(person: Person, standing: Standing, day: date) -> list[str]:
    """The moves that a person may make on a case as it stands."""
    held = roles(person, standing, day)
    return [move for move, by in golden(standing.direction).get(standing.state, {}).items() if by & held]


def may(person: Person, standing: Standing, move: str, day: date) -> bool:
    """Whether a person may make this move now."""
    return move in moves(person, standing, day)


@cache
def leads_on(direction: str, state: str, move: str) -> bool:
    """Whether a move brings the case on: to another state that does not give it up, or by what may follow it."""
    target = targets(direction)[state, move]
    following = [targets(direction).get((target, name), target) for name in followers(direction, move)]
    return any(after != state and after not in GIVEN_UP for after in (target, *following))


GIVEN_UP = {"cancelled", "annulled", "withdrawn"}
FINAL = GIVEN_UP | {"filed", "returned", "refused", "counted", "forwarded", "joined"}
