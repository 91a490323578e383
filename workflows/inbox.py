"""Whom the flows ask: the open tasks that a user may answer today, set-based."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from cases import access, substitutes
from cases.lifecycle.move import Rule, moves_of, rule_of
from cases.lifecycle.outcomes import Outcome
from cases.lifecycle.roles import BY_PLACE, WITHOUT_ACTS, Role
from cases.lifecycle.states import FINAL
from cases.models import LAWS, Appointment, Assignment, Case, Familiarisation, LivingCase, Official, User, Visa

from .advance import open_tasks
from .flows import FLOWS
from .nodes import Circulate, Step


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a user is asked for: the case, the moves of which he makes one, and since when."""

    case: Case
    rules: tuple[Rule, ...]
    task: int
    since: datetime


def steps() -> list[Step]:
    """Every step of every flow."""
    return [node for flow in FLOWS.values() for node in flow.instance.nodes() if isinstance(node, Step)]


def asks(step: Step, role: Role) -> bool:
    """Whether a step asks people of a role."""
    return any(role in rule.by for rule in step.rules)


def inbox(user: User, *, on: date, most: int = 50) -> list[Asked]:
    """What a user is asked for, oldest first; the same few statements for one task or fifty."""
    return inbox_of(user, access.official_of(user), access.appointments_of(user, on), on=on, most=most)


def inbox_of(
    user: User, official: Official | None, held: list[Appointment], *, on: date, most: int = 50
) -> list[Asked]:
    """The same for who knows already which official a user is, and which appointments he holds on the day."""
    if official is None or {Role(one.role) for one in held} & WITHOUT_ACTS:
        return []
    wanted = Q()
    for one in held:
        nodes = [step for step in steps() if asks(step, Role(one.role))]
        wanted |= Q(flow_task__in=nodes) & of_cases(Q(unit__path__startswith=one.unit.path))
    circulating = [step for step in steps() if isinstance(step, Circulate)]
    wanted |= Q(flow_task__in=circulating, data__official=official.pk)
    for role, place in ((Role.EXECUTOR, "executor"), (Role.SIGNER, "signer")):
        wanted |= Q(flow_task__in=[step for step in steps() if asks(step, role)]) & of_cases(Q(**{place: official}))
    lent, roles = asked_of_others(official, on)
    wanted |= lent
    kind = ContentType.objects.get_for_model(Case)
    tasks = list(
        Task.objects.filter(wanted, status=STATUS.NEW, process__artifact_content_type=kind)
        .select_related("process")
        .order_by("created", "pk")[:most]
    )
    visible = access.visible_to(user, on=on).select_related("body", "draft", "correspondent")
    mine = {Role(one.role) for one in held} | roles | BY_PLACE
    cases = visible.in_bulk([task.process.artifact_object_id for task in tasks])
    return [
        Asked(cases[task.process.artifact_object_id], made_by(task.flow_task, mine), task.pk, task.created)
        for task in tasks
        if task.process.artifact_object_id in cases
    ]


def asked_of_others(official: Official, on: date) -> tuple[Q, set[Role]]:
    """The tasks that ask those for whom an official acts on a day, and the roles that they lend him."""
    wanted, roles = Q(), set[Role]()
    for one in substitutes.of_substitute(official, on):
        covered = substitutes.of_cases(one)
        if one.approve:
            circulating = [step for step in steps() if isinstance(step, Circulate)]
            wanted |= Q(flow_task__in=circulating, data__official=one.principal_id) & of_cases(covered)
        if one.sign:
            signing = [step for step in steps() if asks(step, Role.SIGNER)]
            wanted |= Q(flow_task__in=signing) & of_cases(covered & Q(signer=one.principal))
        for post in one.principal.appointments.filter(access.in_force(on)).select_related("unit"):
            if role := substitutes.lent(one, [Role(post.role)]):
                asking = [step for step in steps() if asks(step, Role(post.role))]
                wanted |= Q(flow_task__in=asking) & of_cases(covered & Q(unit__path__startswith=post.unit.path))
                roles |= role
    return wanted, roles


def officials_asked(case: Case, *, on: date) -> list[Official]:
    """The other way round: whom the open tasks of a case ask on a day, of those who may log in."""
    kind = ContentType.objects.get_for_model(Case)
    tasks = list(
        Task.objects.filter(status=STATUS.NEW, process__artifact_content_type=kind, process__artifact_object_id=case.pk)
    )
    roles = {role for task in tasks for rule in task.flow_task.rules for role in rule.by}
    places = {Role.EXECUTOR: case.executor_id, Role.SIGNER: case.signer_id}
    named = {place for role, place in places.items() if role in roles}
    named |= {task.data.get("official") for task in tasks if isinstance(task.flow_task, Circulate)}
    today = Appointment.objects.filter(access.in_force(on))
    above = [int(unit) for unit in case.unit.path.strip("/").split("/")]
    holding = today.filter(role__in=roles, unit__in=above).values("official")
    without_acts = today.filter(role__in=WITHOUT_ACTS).values("official")
    asked = Official.objects.filter(Q(pk__in=named - {None}) | Q(pk__in=holding), body=case.body_id)
    standing_in = [
        one.substitute_id
        for one in substitutes.of_principals(asked.values_list("pk", flat=True), on)
        if substitutes.covers(one, case) and substitutes.lent(one, roles)
    ]
    asked |= Official.objects.filter(pk__in=standing_in, body=case.body_id)
    able = asked.exclude(pk__in=without_acts).filter(user__is_active=True)
    return list(able.select_related("user").order_by("pk"))


def readers_asked(case: LivingCase, *, on: date) -> list[Official]:
    """Who is still to read a letter that is shown as it stands on a day, of those who may log in."""
    if case.state not in rule_of(type(case).familiarise).sources:
        return []
    unread = Official.objects.filter(familiarisations__case=case, familiarisations__read_at=None, user__is_active=True)
    without_acts = Appointment.objects.filter(access.in_force(on), role__in=WITHOUT_ACTS).values("official")
    return list(unread.exclude(pk__in=without_acts).select_related("user").order_by("pk"))


def rules_asked(case: LivingCase, official: Official, *, on: date) -> list[Rule]:
    """The moves that a case asks of one official on a day: those of its open tasks, and to read what he is shown."""
    roles = set(access.actor_of(official, case, on=on).roles)
    rules = [rule for task in open_tasks(case) for rule in made_by(task.flow_task, roles)]
    reading = rule_of(type(case).familiarise)
    return [rule for rule in (*rules, *([reading] if reading.by & roles else [])) if case.state in rule.sources]


def made_by(step: Step, roles: set[Role]) -> tuple[Rule, ...]:
    """The moves of a step that one of the roles makes; what Chancery makes by itself is asked of nobody."""
    return tuple(rule for rule in step.rules if rule.by & (roles - {Role.SYSTEM}))


def whom(case: LivingCase) -> list[str]:
    """Who has a case: the people whom the flow asks by name, the others by their role."""
    named = {Role.EXECUTOR: case.executor, Role.SIGNER: case.signer}
    found: list[str] = []
    for task in sorted(open_tasks(case), key=lambda task: task.pk):
        if isinstance(task.flow_task, Circulate):
            found += [str(one) for one in Official.objects.filter(pk=task.data.get("official"))]
        elif isinstance(task.flow_task, Step):
            roles = [role for role in Role if any(role in rule.by for rule in task.flow_task.rules)]
            found += [str(named.get(role) or role.label) for role in roles if role != Role.SYSTEM]
    return list(dict.fromkeys(found))


def of_cases(condition: Q) -> Q:
    """Tasks whose case meets a condition."""
    return Q(process__artifact_object_id__in=Case.objects.filter(condition).values("pk"))


def familiarisations(user: User, *, on: date) -> list[Familiarisation]:
    """The letters that a user is shown and has still to read, oldest first: asked for beside the flows."""
    mine = Familiarisation.objects.filter(official__user=user, read_at=None, case__in=access.visible_to(user, on=on))
    mine = mine.filter(where_lawful("familiarise", "case__")).select_related("case", "asked_by")
    return list(mine.order_by("asked_at", "pk")[:50])


def left_alone(user: User, *, on: date, most: int = 50) -> list[Case]:
    """The cases in which one who may log in no more has something to do, oldest first: its head hands them over."""
    gone = Official.objects.filter(user__is_active=False)
    headed = Appointment.objects.filter(access.in_force(on), official__user=user, role=Role.HEAD)
    mine = access.visible_to(user, on=on).filter(lying_with(gone), unit__in=access.units_below(headed))
    return list(mine.filter(where_lawful("hand_over")).order_by("pk")[:most])


def lying_with(officials: QuerySet[Official] | list[Official]) -> Q:
    """The cases in which one of some officials has something to do by his place."""
    asked = Visa.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), outcome=Outcome.PENDING)
    charged = Assignment.objects.filter(case=OuterRef("pk"), ended=False)
    found = Q(executor__in=officials) | Q(signer__in=officials, signed_on=None)
    return found | Exists(asked.filter(official__in=officials)) | Exists(charged.filter(official__in=officials))


def where_lawful(move: str, prefix: str = "") -> Q:
    """The cases in whose state a move is lawful."""
    found = Q()
    for direction, law in LAWS.items():
        sources = moves_of(law)[move].sources
        found |= Q(**{f"{prefix}direction": direction, f"{prefix}state__in": sources})
    return found


def form_changes(user: User, *, on: date) -> list[Visa]:
    """The visas of a user that a form-only change has kept: he is shown each of them while the letter is not filed."""
    kept = Visa.objects.filter(official__user=user, case__in=access.visible_to(user, on=on)).exclude(kept_for="")
    return list(kept.exclude(case__state__in=FINAL).select_related("case", "case__draft").order_by("-pk")[:50])
