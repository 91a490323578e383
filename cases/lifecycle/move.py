"""@move: one declaration a move, which everything else asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Concatenate

from django_fsm import transition

from .act import Act, Actor
from .roles import Role
from .sheets import Sheet


@dataclass(frozen=True, slots=True)
class Rule:
    """What the law says of one move.

    decision: takes effect after the body's holding time and may be undone until then.
    entered_by: who may enter it for its author when it was made on paper, with the scan as proof; nobody when empty.
    after: the moves after which Chancery tries this one by itself; its guard says whether it is due.
    beside: acts of several people that never make one another stale (judged by round and digest).
    no_sheet: why the move leaves no sheet; empty when it leaves one.
    in_person: no substitute makes it for another.
    """

    name: str
    sources: tuple[str, ...]
    target: str | None
    by: frozenset[Role]
    sheets: tuple[Sheet, ...]
    no_sheet: str
    decision: bool
    entered_by: frozenset[Role]
    beside: bool
    after: tuple[str, ...]
    in_person: bool

    @property
    def on_paper(self) -> bool:
        """Whether the move may be made on paper and entered afterwards."""
        return bool(self.entered_by)

    def allows(self, actor: Actor) -> bool:
        """Whether one of the actor's roles may make the move."""
        return bool(self.by & actor.roles)


type Move[**P] = Callable[Concatenate[Any, Act, P], None]


def move[**P](
    source: str | Iterable[str],
    target: str | None,
    *,
    by: Role | Iterable[Role],
    sheets: Sheet | Iterable[Sheet] = (),
    no_sheet: str = "",
    decision: bool = False,
    entered_by: Iterable[Role] = (),
    beside: bool = False,
    after: Iterable[str] = (),
    in_person: bool = False,
) -> Callable[[Move[P]], Move[P]]:
    """Declare a move from each source to the target (None: the state stays what it is).

    Raises TypeError at import when the move has neither a sheet nor a reason for having none.
    """
    sources = (str(source),) if isinstance(source, str) else tuple(str(one) for one in source)
    kinds = (sheets,) if isinstance(sheets, Sheet) else tuple(sheets)
    roles = frozenset({by} if isinstance(by, Role) else by)

    def declare(method: Move[P]) -> Move[P]:
        name = getattr(method, "__name__", "")
        if bool(kinds) == bool(no_sheet):
            raise TypeError(f"{name}: a move has either its sheet or a written reason why it has none")
        if not roles:
            raise TypeError(f"{name}: a move that nobody may make is not a move")
        rule = Rule(
            name,
            sources,
            None if target is None else str(target),
            roles,
            kinds,
            no_sheet,
            decision,
            frozenset(entered_by),
            beside,
            tuple(after),
            in_person,
        )
        declared: Any = transition(
            field="state",
            source=list(sources),
            target=rule.target,
            permission=lambda _, actor: rule.allows(actor),
            custom={"rule": rule},
        )(method)
        declared.rule = rule
        found: Move[P] = declared
        return found

    return declare


def rule_of(made: Callable[..., Any]) -> Rule:
    """The declaration behind a move; TypeError for a function that is no move."""
    rule = getattr(made, "rule", None)
    if not isinstance(rule, Rule):
        raise TypeError(f"{made!r} is not a move")
    return rule


def moves_of(law: type[Any]) -> dict[str, Rule]:
    """Every move of a machine by name, in the order in which the law declares them."""
    found: dict[str, Rule] = {}
    for cls in law.__mro__:
        for name, value in vars(cls).items():
            if isinstance(rule := getattr(value, "rule", None), Rule):
                found.setdefault(name, rule)
    return found
