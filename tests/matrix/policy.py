"""The policy as data, and what it expects of one cell: it reads policy.txt and asks nothing of Chancery."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

WITHOUT_ACTS = {"auditor", "admin"}
LOGIN = {"login"}
OPEN = {"open", "machine", "mail"}  # kinds of addresses that ask nobody to log in
FOREIGN = {"beside", "past", "future", "other", "stranger"}


@dataclass(frozen=True)
class Person:
    """Somebody: his role, in which relation to the cases it is, and his places in them."""

    name: str
    role: str
    relation: str
    places: frozenset[str] = frozenset()

    @property
    def is_outside(self) -> bool:
        """Whether he is not logged in, or not any more."""
        return self.relation in ("nobody", "gone")


@dataclass(frozen=True)
class Case:
    """A case in a state; in some nobody has a place yet."""

    direction: str
    state: str
    places: frozenset[str]
    restricted: bool = False


@dataclass
class Policy:
    """The three tables."""

    sees: dict[str, str] = field(default_factory=dict)
    acts: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = field(default_factory=dict)
    routes: dict[str, tuple[str, str]] = field(default_factory=dict)


@cache
def policy() -> Policy:
    """The policy as it is written."""
    found, table = Policy(), ""
    for line in (Path(__file__).parent / "policy.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            table = line.strip("[]")
        elif line and not line.startswith("#"):
            if table == "sees":
                relation, who = line.split()
                found.sees[relation] = who
            elif table == "acts":
                head, by, paper = line.split(":")
                direction, move, *states = head.split()
                found.acts[direction, move] = (set(states), set(by.split()), set(paper.split()))
            else:
                name, get, post = line.split()
                found.routes[name] = (get, post)
    return found


def places_in(person: Person, case: Case) -> set[str]:
    """The places that a person has in a case."""
    return set(person.places & case.places)


def is_seen(person: Person, case: Case) -> bool:
    """Whether a person sees a case."""
    told = policy().sees
    ways = [told.get(person.relation, "nobody"), *(told[place] for place in places_in(person, case))]
    return "named" in ways or ("all" in ways and person.role != "admin")


def roles_in(person: Person, case: Case) -> set[str]:
    """By what a person acts in a case."""
    held = {person.role} if person.relation in ("own", "above") else set()
    return held & WITHOUT_ACTS or held | places_in(person, case)


def answers(person: Person, case: Case | None, route: str, method: str, move: str = "") -> set[str]:
    """The answers that the policy allows for one cell: words of test_matrix.WORDS."""
    kinds = policy().routes[route]
    kind = kinds[["GET", "POST"].index(method)]
    if kind in OPEN:
        return {"page", "refused", "elsewhere", "login", "late", "no method"}
    if route == "deadlines":
        return {"hidden"} if method == "GET" else {"no method", "hidden"}
    if person.is_outside:
        return LOGIN | {"no method"} if OPEN.intersection(kinds) else LOGIN
    if kind == "no":
        return {"no method"}
    if case is None:
        return own_page(person, kind)
    if not is_seen(person, case):
        no_desk = {"hidden", "no seat"} | ({"not yours"} if person.relation == "stranger" else set())
        return no_desk if kind in ("desk", "decide") else {"hidden"}
    return of_a_case(person, case, kind, move)


def own_page(person: Person, kind: str) -> set[str]:
    """Pages that are about the person."""
    if kind == "admin":
        return {"page", "elsewhere"} if person.role == "admin" and person.relation != "stranger" else {"hidden"}
    today = person.relation not in ("past", "future", "stranger")
    if kind == "seat":
        has_seat = person.relation != "stranger" and not (today and person.role in WITHOUT_ACTS)
        return {"page", "elsewhere"} if has_seat else {"hidden", "no seat", "not yours"}
    if kind in ("opener", "taker"):
        opens = person.role == {"opener": "drafter", "taker": "clerk"}[kind] and today
        return {"page", "refused"} if opens else {"not yours"}
    if kind == "router":
        return {"page", "refused"} if person.role in ("clerk", "assistant") and today else {"hidden"}
    if kind == "leader":
        return {"page"} if person.role in ("head", "chancery_head") and today else {"hidden"}
    if kind == "head":
        return {"page", "refused"} if person.role == "head" and today else {"hidden"}
    if kind in ("office", "nothing"):
        answered = {"page", "refused", "elsewhere"} if kind == "office" else {"hidden", "not yours"}
        return {"no seat", "hidden", "not yours"} if person.relation == "stranger" else answered
    return {"page", "elsewhere", "refused"}


def of_a_case(person: Person, case: Case, kind: str, move: str) -> set[str]:
    """What who sees a case is answered."""
    if kind == "case":
        return {"page"}
    if (kind == "letter" and case.direction == "in") or (kind == "file" and case.state == "received"):
        return {"hidden"}  # there is no such file yet
    if kind in ("file", "letter"):
        by_name = person.relation == "shown"
        return {"hidden"} if case.restricted and not by_name else {"page"}
    if kind == "auditor":
        audits = person.role == "auditor" and person.relation in ("own", "above", "shown")
        return {"page", "refused"} if audits else {"hidden"}
    if kind == "hidden":
        return {"hidden"}
    if kind in ("desk", "decide"):
        return {"page", "elsewhere", "hidden", "no seat", "not yours", "refused", "late"} - (
            {"page", "elsewhere"} if kind == "decide" and not may(person, case, "sign") else set()
        )
    return of_an_act(person, case, kind, move)


def may(person: Person, case: Case, move: str) -> bool:
    """Whether a person may make a move, in the state in which a case is."""
    states, by, _ = policy().acts.get((case.direction, move), (set(), set(), set()))
    return case.state in states and bool(by & roles_in(person, case))


def of_an_act(person: Person, case: Case, kind: str, move: str) -> set[str]:
    """The form of a move, or its entry from paper."""
    known = policy().acts.get((case.direction, move))
    if known is None:
        return {"hidden"}
    states, by, paper = known
    roles = roles_in(person, case)
    if kind == "paper" and not roles & paper:
        return {"not yours"}
    if case.state not in states:
        return {"late"}
    if kind == "paper" or roles & by:
        return {"page", "elsewhere", "refused", "late"}
    return {"not yours"}
