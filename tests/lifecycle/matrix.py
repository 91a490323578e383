"""The golden matrix: every lawful (state, move, role) of both machines, a line each, kept in files that people review.

`./run python -m tests.lifecycle.matrix` writes the files anew from the declarations; git shows what the law has become.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cases.lifecycle.incoming import IncomingLaw
from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.outgoing import OutgoingLaw
from cases.lifecycle.roles import Role
from cases.lifecycle.states import IncomingState, OutgoingState

HERE = Path(__file__).parent
LAWS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "outgoing": (OutgoingLaw, ("", *OutgoingState.values)),
    "incoming": (IncomingLaw, ("", *IncomingState.values)),
}


def lines(machine: str) -> Iterator[str]:
    """`state | move | role -> target | sheets | how`, in the order of the states, the moves and the roles."""
    law, states = LAWS[machine]
    for state in states:
        for rule in moves_of(law).values():
            for role in Role:
                if state in rule.sources and role in rule.by:
                    yield line(state, rule, role)


def line(state: str, rule: Rule, role: Role) -> str:
    """One lawful act."""
    how = ["decision"] * rule.decision
    how += [f"on paper by {' '.join(sorted(rule.entered_by))}"] * rule.on_paper
    how += ["beside"] * rule.beside
    how += [f"after {' '.join(rule.after)}"] if rule.after else []
    sheets = " ".join(rule.sheets) or "-"
    return f"{state or '(new)'} | {rule.name} | {role} -> {rule.target or state} | {sheets} | {', '.join(how) or '-'}"


def golden(machine: str) -> list[str]:
    """The lines that were reviewed."""
    return (HERE / f"{machine}.txt").read_text(encoding="utf-8").splitlines()


def listed(machine: str) -> set[tuple[str, str, str]]:
    """The reviewed (state, move, role)."""
    found = set()
    for told in golden(machine):
        state, move, rest = (part.strip() for part in told.split(" | ")[:3])
        found.add(("" if state == "(new)" else state, move, rest.partition(" -> ")[0]))
    return found


def everything(machine: str) -> Iterator[tuple[str, str, str]]:
    """Every state × move × role, lawful or not."""
    law, states = LAWS[machine]
    for state in states:
        for name in moves_of(law):
            for role in Role:
                yield state, name, role.value


if __name__ == "__main__":
    for name in LAWS:
        (HERE / f"{name}.txt").write_text("\n".join(lines(name)) + "\n", encoding="utf-8")
