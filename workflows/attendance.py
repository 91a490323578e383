"""Who may act today on every step that is open: steps that nobody can take, or one person alone.

Counted are offices and places, accounts that are open, absences and those who act for the absent. Who is named in a
substitution is away while it counts. What one case forbids one person (S1 and the like) is not counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from cases import access, substitutes
from cases.lifecycle.move import Rule
from cases.lifecycle.roles import WITHOUT_ACTS, Role
from cases.models import Appointment, Assignment, Case, Official, Substitution

from .nodes import Circulate, Step


@dataclass(frozen=True, slots=True)
class Thin:
    """An open step that at most one person can take."""

    case: Case
    rules: tuple[Rule, ...]
    able: tuple[Official, ...]


class Staff:
    """Everybody who may act on a day, and for whom; `planned` are substitutions that are only thought of."""

    def __init__(self, day: date, planned: Iterable[Substitution] = ()) -> None:
        held = list(Appointment.objects.filter(access.in_force(day)).select_related("unit"))
        silent = {one.official_id for one in held if one.role in WITHOUT_ACTS}
        self.posts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for one in held:
            self.posts[one.role].append((one.unit.path, one.official_id))
        self.people = Official.objects.filter(user__is_active=True).exclude(pk__in=silent).in_bulk()
        self.standing_in: dict[int, list[Substitution]] = defaultdict(list)
        for sub in (*substitutes.counting(day).select_related("unit"), *planned):
            self.standing_in[sub.principal_id].append(sub)

    def is_here(self, official: int) -> bool:
        """Whether an official acts at all and is not away."""
        return official in self.people and official not in self.standing_in

    def able(self, case: Case, held: Iterable[tuple[Role, int]]) -> tuple[Official, ...]:
        """Who can act in one of some roles: who holds it and is here, and who acts for him."""
        found = set()
        for role, official in held:
            if self.is_here(official):
                found.add(official)
            for sub in self.standing_in.get(official, ()):
                if substitutes.covers(sub, case) and substitutes.lent(sub, [role]) and self.is_here(sub.substitute_id):
                    found.add(sub.substitute_id)
        return tuple(self.people[one] for one in sorted(found))

    def holders(self, role: Role, case: Case) -> Iterator[tuple[Role, int]]:
        """Who holds a role by appointment in the units of a case."""
        for path, official in self.posts.get(role, ()):
            if case.unit.path.startswith(path):
                yield role, official


def thin(cases: QuerySet[Case], day: date, planned: Iterable[Substitution] = ()) -> list[Thin]:
    """The steps of some cases that nobody can take on a day, or one person alone; the oldest case first."""
    staff, kind = Staff(day, planned), ContentType.objects.get_for_model(Case)
    tasks = Task.objects.filter(
        status=STATUS.NEW, process__artifact_content_type=kind, process__artifact_object_id__in=cases.values("pk")
    )
    open_tasks = list(tasks.select_related("process").order_by("process__artifact_object_id", "pk"))
    known = cases.select_related("unit", "body").in_bulk({task.process.artifact_object_id for task in open_tasks})
    charged: dict[int, list[tuple[Role, int]]] = defaultdict(list)
    for one in Assignment.objects.filter(case__in=cases.values("pk"), ended=False).select_related("resolution"):
        charged[one.case_id] += [(Role.AUTHOR, one.resolution.author_id), (Role.COEXECUTOR, one.official_id)]
    found = []
    for task in open_tasks:
        case, step = known[task.process.artifact_object_id], task.flow_task
        rules = tuple(rule for rule in step.rules if rule.by != {Role.SYSTEM}) if isinstance(step, Step) else ()
        if not rules:
            continue
        roles = {role for rule in rules for role in rule.by}
        held = [holder for role in roles for holder in staff.holders(role, case)]
        held += [(role, official) for role, official in places(case, task, charged[case.pk]) if role in roles]
        able = staff.able(case, held)
        if len(able) < 2:
            found.append(Thin(case, rules, able))
    return found


def places(case: Case, task: Task, charged: list[tuple[Role, int]]) -> list[tuple[Role, int]]:
    """Whom a step asks by his place in the case."""
    named = [(Role.EXECUTOR, case.executor_id), (Role.SIGNER, case.signer_id)]
    if isinstance(task.flow_task, Circulate):
        named.append((Role.APPROVER, task.data.get("official")))
    return [(role, official) for role, official in named if official is not None] + charged


def emptied(planned: Substitution) -> list[Thin]:
    """The steps that somebody can take now and nobody could on the first day of an absence that is thought of."""
    cases = Case.objects.filter(body=planned.principal.body_id)
    before = {(one.case.pk, one.rules) for one in thin(cases, planned.since) if not one.able}
    after = [one for one in thin(cases, planned.since, [planned]) if not one.able]
    return [one for one in after if (one.case.pk, one.rules) not in before]
