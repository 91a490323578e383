"""The custom beside the law: our flows keep to it, and a flow that does not is named at start."""

from typing import Any

import pytest
from django.core import checks as django_checks
from viewflow import this
from viewflow.workflow.nodes import End, If, StartHandle, Switch

from cases.lifecycle.act import Act
from cases.lifecycle.move import move, moves_of
from cases.lifecycle.roles import Role
from cases.lifecycle.states import FINAL, IncomingState, OutgoingState
from cases.models import LAWS, IncomingCase, OutgoingCase
from workflows import checks
from workflows.flows import FLOWS, CaseFlow, IncomingFlow, OutgoingFlow
from workflows.nodes import Circulate, Step, when


class SmallLaw:
    """A paper is opened, read, perhaps put back, and filed."""

    @move("", "open", by=Role.CLERK, no_sheet="small")
    def begin(self, act: Act) -> None:
        """Open it."""

    @move("open", "read", by=Role.CLERK, no_sheet="small")
    def read(self, act: Act) -> None:
        """Read it."""

    @move("read", "open", by=Role.CLERK, no_sheet="small")
    def put_back(self, act: Act) -> None:
        """Read it again some day."""

    @move("read", "filed", by=Role.CLERK, no_sheet="small")
    def file(self, act: Act) -> None:
        """File it."""


class OtherLaw:
    """A law with a move of the same name."""

    @move("open", "read", by=Role.HEAD, no_sheet="small")
    def read(self, act: Act) -> None:
        """Only the head reads."""


def small_flow(**changed: Any) -> type[CaseFlow]:
    """A flow that keeps to the small law, but for what is changed."""
    nodes = {
        "start": StartHandle(this.begin).Next(this.resume),
        "resume": Switch().Case(this.read, when("open")).Case(this.file, when("read")).Default(this.end),
        "read": Step(SmallLaw.read).Next(this.file),
        "file": Step(SmallLaw.file, SmallLaw.put_back).Next(this.filed),
        "filed": If(when("open")).Then(this.read).Else(this.end),
        "end": End(),
    }
    return type("SmallFlow", (CaseFlow,), nodes | changed | {"__module__": __name__})


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (
        {"read": Step(SmallLaw.read, OtherLaw.read).Next(this.file)},
        "workflows.E001",
        "read asks for read, which is no move of SmallLaw.",
    ),
    (
        {"read": Step(SmallLaw.read, OutgoingCase.cancel).Next(this.file)},
        "workflows.E001",
        "read asks for cancel, which is no move of SmallLaw.",
    ),
    (
        {"read": Step(SmallLaw.read).Next(this.again), "again": Step(SmallLaw.read).Next(this.end)},
        "workflows.E002",
        "again waits in 'read', where none of its moves is lawful.",
    ),
    (
        {"read": Step(SmallLaw.read).Next(this.end)},
        "workflows.E003",
        "The flow ends while the case is still 'read'.",
    ),
    (
        {
            "resume": Switch().Case(this.file, when("read")).Case(this.end, when("filed")),
            "filed": If(when("filed")).Then(this.end).Else(this.resume),
        },
        "workflows.E004",
        "Nobody is ever asked for anything in 'open'.",
    ),
]


class TestChecks:
    @pytest.mark.parametrize("direction", FLOWS)
    def test_our_flows_keep_to_the_law(self, direction: str) -> None:
        assert list(checks.faults(FLOWS[direction], LAWS[direction], checks.OPENING[direction])) == []

    def test_a_small_lawful_flow_has_no_fault(self) -> None:
        assert list(checks.faults(small_flow(), SmallLaw, "begin")) == []

    @pytest.mark.parametrize(("changed", "code", "message"), FAULTS)
    def test_a_flow_that_leaves_the_law_is_named(self, changed: dict[str, Any], code: str, message: str) -> None:
        assert list(checks.faults(small_flow(**changed), SmallLaw, "begin")) == [(code, message)]

    @pytest.mark.django_db
    def test_django_asks_at_start(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ours = [message for message in django_checks.run_checks() if (message.id or "").startswith("workflows.")]
        assert ours == []
        monkeypatch.setattr(checks, "FLOWS", {"small": small_flow(read=Step(SmallLaw.read).Next(this.end))})
        monkeypatch.setattr(checks, "LAWS", {"small": SmallLaw})
        monkeypatch.setattr(checks, "OPENING", {"small": "begin"})
        [found] = [message for message in django_checks.run_checks() if (message.id or "").startswith("workflows.")]
        assert (found.id, found.obj, found.is_serious()) == ("workflows.E003", "SmallFlow", True)

    @pytest.mark.parametrize("direction", FLOWS)
    def test_the_walk_comes_to_every_node_in_every_state_in_which_it_may_be_asked(self, direction: str) -> None:
        flow, law = FLOWS[direction], LAWS[direction]
        walked = set(checks.walk(flow, law, checks.OPENING[direction]))
        assert {node for node, _ in walked} == set(flow.instance.nodes())
        asked = {(state, rule.name) for node, state in walked if isinstance(node, Step) for rule in node.rules}
        assert asked == {(state, name) for state, name in asked if state in moves_of(law)[name].sources}
        states = {state for node, state in walked if isinstance(node, Step)}
        every = IncomingState if law is IncomingCase else OutgoingState
        assert states == set(every.values) - FINAL

    def test_the_walk_follows_what_chancery_does_by_itself(self) -> None:
        walked = {(node.name, state) for node, state in checks.walk(OutgoingFlow, OutgoingCase, "draft_letter")}
        assert ("circulated", "awaiting_signature") in walked  # complete_round after agree
        assert ("dispatched", "replied") in walked  # close_replied after link_reply
        walked = {(node.name, state) for node, state in checks.walk(IncomingFlow, IncomingCase, "accept")}
        assert ("replied", "closed") in walked  # close_uncontrolled after reply_dispatched


class TestNodes:
    @pytest.mark.parametrize(("states", "holds"), [(("open",), True), (("read", "open"), True), (("read",), False)])
    def test_a_gateway_asks_for_the_state_alone(self, states: tuple[str, ...], holds: bool) -> None:
        class Paper:
            state = "open"

        class Asked:
            process = type("Running", (), {"artifact": Paper})

        assert when(*states)(Asked) is holds

    def test_a_step_asks_for_its_own_moves(self) -> None:
        step = Step(SmallLaw.read, SmallLaw.file)
        assert [step.asks_for(name) for name in ("read", "file", "put_back", "")] == [True, True, False, False]

    def test_only_moves_are_asked_for(self) -> None:
        with pytest.raises(TypeError, match="is not a move"):
            Step(SmallLaw.__init__)

    def test_a_round_circulates_in_the_states_of_its_moves(self) -> None:
        assert Circulate(SmallLaw.read, SmallLaw.file).states == {"open", "read"}
        [ours] = [node for flow in FLOWS.values() for node in flow.instance.nodes() if isinstance(node, Circulate)]
        assert (ours.name, ours.states) == ("circulate", {"approval"})

    @pytest.mark.parametrize(
        ("flow", "names"),
        [
            (
                OutgoingFlow,
                "answer ask_bodies await_reply bodies_asked check_form circulate circulated dispatched draft end "
                "form_checked lay_in_file queue register registered resume rework send sign signed start",
            ),
            (
                IncomingFlow,
                "check_execution checked decide decided end hand_over lay_in_file received register replied resume "
                "review reviewed start take_on taken_on wait_for_reply work worked",
            ),
        ],
    )
    def test_the_names_that_every_task_is_stored_with_stay(self, flow: Any, names: str) -> None:
        assert str(flow) == f"workflows/flows.{flow.__name__}"
        assert sorted(node.name for node in flow.instance.nodes()) == names.split()
