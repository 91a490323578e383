"""`manage export_flow` prints what the flows are, in BPMN that a modelling tool can resolve."""

from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from viewflow.workflow.nodes import If, Switch

from workflows.flows import FLOWS
from workflows.nodes import Circulate, Step

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DRAWN = "{http://www.omg.org/spec/BPMN/20100524/DI}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
BOTH = pytest.mark.parametrize("direction", FLOWS)


def exported(direction: str) -> ElementTree.Element:
    """The document of a flow."""
    printed = StringIO()
    call_command("export_flow", direction, stdout=printed)
    return ElementTree.fromstring(printed.getvalue())


def arrows(document: ElementTree.Element) -> dict[tuple[str, str], ElementTree.Element]:
    """The sequence flows by the nodes they join."""
    return {
        (flow.attrib["sourceRef"], flow.attrib["targetRef"]): flow for flow in document.iter(f"{MODEL}sequenceFlow")
    }


@BOTH
def test_every_id_is_named_once_and_every_reference_resolves(direction: str) -> None:
    document = exported(direction)
    ids = [element.attrib["id"] for element in document.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    refs = {
        value
        for element in document.iter()
        for name, value in element.attrib.items()
        if name in ("sourceRef", "targetRef", "bpmnElement", "default", "sourceElement", "targetElement")
    }
    refs |= {element.text or "" for tag in ("incoming", "outgoing") for element in document.iter(f"{MODEL}{tag}")}
    assert refs - set(ids) == set()


@BOTH
def test_it_has_every_node_and_every_way(direction: str) -> None:
    document, nodes = exported(direction), FLOWS[direction].instance.nodes()
    drawn = {shape.attrib["bpmnElement"] for shape in document.iter(f"{DRAWN}BPMNShape")}
    assert drawn == {f"id_node_{node.name}" for node in nodes}
    ways = {(f"id_node_{edge.src.name}", f"id_node_{edge.dst.name}") for node in nodes for edge in node._outgoing()}
    assert set(arrows(document)) == ways
    assert all(len(list(edge.iter(WAYPOINT))) >= 2 for edge in document.iter(f"{DRAWN}BPMNEdge"))


@BOTH
def test_a_task_is_named_by_the_moves_it_asks_for(direction: str) -> None:
    named = {task.attrib["id"]: task.attrib["name"] for task in exported(direction).iter(f"{MODEL}userTask")}
    steps = [node for node in FLOWS[direction].instance.nodes() if isinstance(node, Step)]
    assert named == {f"id_node_{step.name}": " / ".join(rule.name for rule in step.rules) for step in steps}


@BOTH
def test_a_gateway_says_by_which_state_it_chooses(direction: str) -> None:
    document = exported(direction)
    for node in FLOWS[direction].instance.nodes():
        labels = {
            way[1]: flow.attrib.get("name")
            for way, flow in arrows(document).items()
            if way[0] == f"id_node_{node.name}"
        }
        if isinstance(node, If):
            assert labels[f"id_node_{node._on_true.name}"] == ", ".join(node._condition.states)
            assert labels[f"id_node_{node._on_false.name}"] is None
        elif isinstance(node, Switch):
            wanted = {f"id_node_{to.name}": ", ".join(when.states) if when else None for to, when in node._branches}
            assert labels == wanted
        else:
            assert set(labels.values()) <= {None}


def test_approvers_are_asked_in_parallel() -> None:
    [node] = [node for node in FLOWS["out"].instance.nodes() if isinstance(node, Circulate)]
    parallel = [
        task.attrib["id"]
        for task in exported("out").iter(f"{MODEL}userTask")
        if task.find(f"{MODEL}multiInstanceLoopCharacteristics") is not None
    ]
    assert parallel == [f"id_node_{node.name}"]


def test_another_direction_is_refused_by_name() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'sideways'"):
        call_command("export_flow", "sideways")
