"""The law as people read it: one Markdown page, drawn from the declarations (docs/lifecycle.md)."""

import inspect
from collections.abc import Iterator
from typing import Any

from .incoming import IncomingLaw
from .move import Rule, moves_of
from .outgoing import OutgoingLaw
from .roles import Role
from .sheets import Sheet
from .states import FINAL

MACHINES: dict[str, type[Any]] = {"Outgoing letters": OutgoingLaw, "Incoming requests": IncomingLaw}
HEAD = """# The life of a case

Written by `./run manage lifecycle > docs/lifecycle.md` from the declarations in `cases/lifecycle/`; a test keeps it
equal to them. What no line lists is refused. O and I numbers are those of the norms' process chains.
"""
TERMS = """
* **decision**: takes effect after the body's holding time and may be undone by its author until then.
* **on paper by …**: these may enter it for its author, with the scan as proof.
* **beside**: acts of several people which never make one another stale.
* **in person**: no substitute makes it for another.
* **after …**: Chancery tries the move by itself right after these.
"""


def page() -> str:
    """The whole page, both machines."""
    return HEAD + TERMS + "".join("\n" + "\n".join(machine(*named)) + "\n" for named in MACHINES.items())


def machine(title: str, law: type[Any]) -> Iterator[str]:
    """One machine: how many moves leave a sheet, the picture, the table."""
    rules = moves_of(law)
    with_sheet = sum(bool(rule.sheets) for rule in rules.values())
    yield f"## {title}\n"
    yield f"{len(rules)} moves: {with_sheet} leave a sheet, {len(rules) - with_sheet} say why they leave none.\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from sorted(arrows(rules))
    yield "```\n"
    yield "| move | from | to | by | sheets | what it is |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules.values():
        yield row(rule, inspect.getdoc(getattr(law, rule.name)) or "")


def arrows(rules: dict[str, Rule]) -> Iterator[str]:
    """What leads from state to state, moves between the same two on one arrow."""
    ways: dict[tuple[str, str], list[str]] = {}
    for rule in rules.values():
        for source in rule.sources:
            if rule.target is not None:
                ways.setdefault((source or "[*]", rule.target), []).append(rule.name)
    for (source, target), names in ways.items():
        yield f"    {source} --> {target}: {', '.join(names)}"
    for state in {target for _, target in ways} & FINAL:
        yield f"    {state} --> [*]"


def row(rule: Rule, told: str) -> str:
    """One line of the table."""
    sheets = "<br>".join(f"{sheet} {Sheet(sheet).slug}" for sheet in rule.sheets) or f"none: {rule.no_sheet}"
    enterers = ", ".join(role for role in Role if role in rule.entered_by)
    notes = ["decision"] * rule.decision + [f"on paper by {enterers}"] * rule.on_paper
    notes += ["beside"] * rule.beside + [f"after {', '.join(rule.after)}"] * bool(rule.after)
    notes += ["in person"] * rule.in_person
    about = told.splitlines()[0] + (f" *({'; '.join(notes)})*" if notes else "")
    by = ", ".join(role for role in Role if role in rule.by)
    sources = ", ".join(source or "(new)" for source in rule.sources)
    return f"| `{rule.name}` | {sources} | {rule.target or '(stays)'} | {by} | {sheets} | {about} |"
