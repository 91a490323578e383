"""The engine follows the case: after an act, the tasks ask for what the law now wants.

Tasks are a projection of the case's state. Whatever the flow did not foresee (a recall, a cancellation)
is followed by entering it anew at `resume`; `manage realign` does the same for every case.
"""

from django.contrib.contenttypes.models import ContentType
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from cases.models import Case, LivingCase

from .flows import FLOWS
from .nodes import Circulate, Step, ask_official


def begin(case: LivingCase) -> None:
    """Start the flow of a new case."""
    FLOWS[case.direction].start.run(case=case)


def advance(case: LivingCase, *, move: str, source: str, official: int | None) -> set[int]:
    """Follow an act: finish the task that asked for it, or enter the flow anew where the case now stands.

    Returns the officials who are newly asked by name while the case stays where it is.
    """
    tasks = open_tasks(case)
    answered = answered_task(tasks, move, official)
    if case.state == source:
        if answered is not None and isinstance(answered.flow_task, Circulate):
            finish(answered)
            tasks.remove(answered)
        return follow_circulation(case, tasks)
    if answered is None:
        withdraw(tasks)
        enter(case)
    else:
        withdraw([task for task in tasks if task is not answered])
        finish(answered)
    return set()


def open_tasks(case: LivingCase) -> list[Task]:
    """The open tasks of a case, all tied to the one process and the case in memory."""
    kind = ContentType.objects.get_for_model(Case)
    tasks = list(
        Task.objects.filter(
            process__artifact_content_type=kind, process__artifact_object_id=case.pk, status=STATUS.NEW
        ).select_related("process")
    )
    for task in tasks:
        task.process = tasks[0].process
        task.process.artifact = case
    return tasks


def answered_task(tasks: list[Task], move: str, official: int | None) -> Task | None:
    """The task that asked for this move, of this official where the node asks several."""
    for task in tasks:
        node = task.flow_task
        asked = not isinstance(node, Circulate) or task.data.get("official") == official
        if asked and isinstance(node, Step) and node.asks_for(move):
            return task
    return None


def finish(task: Task) -> None:
    """Complete a task and create the next ones."""
    activation = task.flow_task.activation_class(task)
    activation.run(None)
    activation.execute()


def withdraw(tasks: list[Task]) -> None:
    """Ask no more."""
    for task in tasks:
        task.flow_task.activation_class(task).cancel()


def follow_circulation(case: LivingCase, tasks: list[Task]) -> set[int]:
    """Bring the parallel tasks in step with whom the law asks now: approvers come, go and take turns.

    Returns who is newly asked.
    """
    node = next((n for n in FLOWS[case.direction].instance.nodes() if isinstance(n, Circulate)), None)
    if node is None or case.state not in node.states:
        return set()
    wanted = set(node.among(case))
    asked = {task.data.get("official"): task for task in tasks if task.flow_task is node}
    withdraw([task for official, task in asked.items() if official not in wanted])
    newly = wanted - set(asked)
    for official in sorted(newly):
        start = start_of(case)
        ask_official(node, start, Token("start"), official)
    return newly


def start_of(case: LivingCase) -> Activation:
    """The activation of the case's start, from which the flow may be entered anew."""
    kind = ContentType.objects.get_for_model(Case)
    process = Process.objects.filter(artifact_content_type=kind, artifact_object_id=case.pk).get()
    process.artifact = case
    task = process.task_set.filter(flow_task=FLOWS[case.direction].start).earliest("pk")
    task.process = process
    return task.flow_task.activation_class(task)


def enter(case: LivingCase) -> None:
    """Enter the flow where the case now stands."""
    start = start_of(case)
    if start.process.status != PROCESS.NEW:
        start.process.status, start.process.finished = PROCESS.NEW, None
        start.process.save()
    entry = FLOWS[case.direction].resume._create(start, Token("start"))
    start._activate_next({entry})


def realign(case: LivingCase) -> None:
    """Rebuild what is asked from the state of the case alone."""
    kind = ContentType.objects.get_for_model(Case)
    Process.objects.filter(artifact_content_type=kind, artifact_object_id=case.pk).delete()
    begin(case)
