"""The custom as a picture that analysts can open: BPMN 2.0, drawn by the engine's own layout."""

from pathlib import Path

import viewflow
from django.template import Context, Engine
from viewflow.workflow import chart
from viewflow.workflow.base import Node
from viewflow.workflow.nodes import If, Switch

from .flows import CaseFlow
from .nodes import Step

# The engine is installed headless, so its templates are in no search path of ours.
DRAWINGS = Engine(
    dirs=[str(Path(viewflow.__file__).parent / "templates")], libraries={"l10n": "django.templatetags.l10n"}
)


def bpmn(flow: type[CaseFlow]) -> str:
    """A flow as BPMN 2.0 XML: a task is named by its moves, a way out of a gateway by the states that take it."""
    grid = chart.calc_layout_data(flow, edge_start_gap_size=0, edge_end_gap_size=0)
    for cell in grid.cells:
        cell.shape.text, cell.title = [], title(cell.node)
    for edge in grid.edges:
        edge.label = ", ".join(conditions(edge.src).get(edge.dst, ()))
    facts = {
        "cells": grid.cells,
        "edges": grid.edges,
        "process_id": f"chancery_{flow.__name__}",
        "process_name": flow.__name__,
    }
    return DRAWINGS.get_template("viewflow/workflow/graph.bpmn").render(Context(facts)).strip() + "\n"


def title(node: Node) -> str:
    """What a box says."""
    if isinstance(node, Step):
        return " / ".join(rule.name for rule in node.rules)
    return "" if isinstance(node, If | Switch) else str(node.name)


def conditions(node: Node) -> dict[Node, tuple[str, ...]]:
    """The ways out of a gateway, each with the states that take it; none for the way of all others."""
    if isinstance(node, Switch):
        return {target: condition.states if condition else () for target, condition in node._branches}
    return {node._on_true: node._condition.states} if isinstance(node, If) else {}
