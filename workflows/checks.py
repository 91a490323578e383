"""At start, every flow is walked beside its law: it may ask for nothing unlawful and rest where it asks somebody."""

from collections.abc import Iterator
from typing import Any

from django.core import checks
from viewflow.workflow.base import Node
from viewflow.workflow.nodes import End, If, StartHandle, Switch

from cases.lifecycle.move import Rule, moves_of
from cases.lifecycle.states import FINAL
from cases.models import LAWS

from .flows import FLOWS, CaseFlow
from .nodes import Step, when

OPENING = {"out": "draft_letter", "in": "accept"}


def register() -> None:
    """Have Django run the checks at start."""
    checks.register(flows_keep_to_the_law)


def flows_keep_to_the_law(**_: Any) -> list[checks.CheckMessage]:
    """workflows.E001-E004: see the messages."""
    return [
        checks.Error(message, obj=flow.__name__, id=code)
        for direction, flow in FLOWS.items()
        for code, message in faults(flow, LAWS[direction], OPENING[direction])
    ]


def faults(flow: type[CaseFlow], law: type[Any], opening: str) -> Iterator[tuple[str, str]]:
    """What is wrong between a flow and its law, as (check id, message)."""
    rules = moves_of(law)
    for node in flow.instance.nodes():
        for rule in getattr(node, "rules", ()):
            if rules.get(rule.name) is not rule:
                yield "workflows.E001", f"{node.name} asks for {rule.name}, which is no move of {law.__name__}."
    visited = set(walk(flow, law, opening))
    for node, state in sorted(visited, key=lambda pair: (pair[0].name, pair[1])):
        if isinstance(node, Step) and not any(state in rule.sources for rule in node.rules):
            yield "workflows.E002", f"{node.name} waits in '{state}', where none of its moves is lawful."
        if isinstance(node, End) and state not in FINAL:
            yield "workflows.E003", f"The flow ends while the case is still '{state}'."
    reached = {state for node, state in visited if isinstance(node, Step)}
    lawful = {state for rule in rules.values() for state in rule.sources if state} - FINAL
    for state in sorted(lawful - reached):
        yield "workflows.E004", f"Nobody is ever asked for anything in '{state}'."


def walk(flow: type[CaseFlow], law: type[Any], opening: str) -> Iterator[tuple[Node, str]]:
    """Every (node, state) that a case can be in: from its opening, and entered anew after any move of the law."""
    rules = moves_of(law)
    start = next(node for node in flow.instance.nodes() if isinstance(node, StartHandle))
    states = {rule.target for rule in rules.values() if rule.target}
    todo = [(start, rules[opening].target or "")] + [(flow.resume, state) for state in sorted(states)]
    seen: set[tuple[Node, str]] = set()
    while todo:
        node, state = todo.pop()
        if (node, state) in seen:
            continue
        seen.add((node, state))
        yield node, state
        for after in outcomes(node, state, rules):
            todo += [(target, after) for target in ways_out(node, after)]


def outcomes(node: Node, state: str, rules: dict[str, Rule]) -> set[str]:
    """The states in which a case can leave a node: targets of its moves, and of what may follow by itself."""
    if not isinstance(node, Step):
        return {state}
    found: set[str] = set()
    for rule in node.rules:
        if state in rule.sources:
            target = rule.target or state
            found.add(target)
            found |= {then.target or target for then in followers(rule, rules) if target in then.sources}
    return found - {state}


def followers(rule: Rule, rules: dict[str, Rule]) -> list[Rule]:
    """The moves that Chancery tries by itself after this one."""
    return [then for then in rules.values() if rule.name in then.after]


def ways_out(node: Node, state: str) -> list[Node]:
    """Where a node leads when the case stands in a state."""
    if isinstance(node, Switch):
        for target, condition in node._branches:
            if condition is None or (isinstance(condition, when) and state in condition.states):
                return [target]
        return []
    if isinstance(node, If):
        return [node._on_true if state in node._condition.states else node._on_false]
    return [edge.dst for edge in node._outgoing()]
