"""The nodes that our flows are made of. A node asks people for moves; only the door completes it.

The engine's undo, cancel and revive are not offered: they would move the flow without the case.
"""

from collections.abc import Callable, Iterator
from typing import Any

from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes import Handle, HandleActivation
from viewflow.workflow.token import Token

from cases.lifecycle.move import Rule, rule_of

type Among = Callable[[Any], list[int]]


class when:  # noqa: N801 - reads as a word in the flows
    """A gateway's condition: the case is in one of these states, and nothing else."""

    def __init__(self, *states: str) -> None:
        self.states = tuple(str(state) for state in states)

    def __call__(self, activation: Activation) -> bool:
        return activation.process.artifact.state in self.states


class Step(Handle):
    """A task for the people who may make one of its moves; it ends when the case leaves its state."""

    task_type = "HUMAN"
    bpmn_element = "userTask"

    def __init__(self, *moves: Any) -> None:
        super().__init__()
        self.rules: tuple[Rule, ...] = tuple(rule_of(move) for move in moves)

    def asks_for(self, move: str) -> bool:
        """Whether one of the node's moves has this name."""
        return any(rule.name == move for rule in self.rules)


class CirculateActivation(HandleActivation):
    """One of the parallel tasks of a Circulate node."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Activation, token: Token, **_: Any) -> Activation:
        """A task for each person asked now; the first one stands for all to the engine."""
        people = flow_task.among(prev_activation.process.artifact)
        tasks = [ask_official(flow_task, prev_activation, token, official) for official in people]
        return cls(tasks[0])

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        """Go on only when the case has left the state in which it circulates."""
        if self.process.artifact.state not in self.flow_task.states:
            yield from super().create_next.original()


class Circulate(Step):
    """A step that asks several people at once; the law says when they are done, no count of tasks does."""

    activation_class = CirculateActivation

    def __init__(self, *moves: Any) -> None:
        super().__init__(*moves)
        self._multi_instance = True  # drawn as such in BPMN
        self.states = {source for rule in self.rules for source in rule.sources}

    def Among(self, people: Among) -> "Circulate":  # noqa: N802 - the engine's way of naming
        """Whom the node asks: officials' ids from the case."""
        self.among = people
        return self


def ask_official(node: Circulate, previous: Activation, token: Token, official: int) -> Any:
    """A task for one official."""
    task = node.flow_class.task_class(
        process=previous.process, flow_task=node, token=token, data={"official": official}
    )
    task.save()
    task.previous.add(previous.task)
    return task
