"""Whom the flows reach: everybody's inbox, whether each open task is in one, and who would be let through the door."""

from collections import Counter
from datetime import datetime

from viewflow.workflow.models import Process

from cases import access
from cases.lifecycle.act import Origin
from cases.lifecycle.move import moves_of
from cases.lifecycle.refusal import Refusal
from cases.models import LAWS, Case, LivingCase
from tests.cast import Office
from workflows import advance
from workflows.admission import act_on, admit
from workflows.inbox import inbox, left_alone

from . import oracle
from .attempts import day_of
from .town import Person, Town
from .watch import hold, open_tasks

EVERYTHING = 10**6


def inboxes(town: Town, office: Office) -> dict[str, Counter[tuple[int, str]]]:
    """What everybody of a body is asked for: cases with the moves, as often as they are listed."""
    on = day_of(town.now)
    return {
        str(person): Counter(
            (asked.case.pk, " ".join(rule.name for rule in asked.rules))
            for asked in inbox(person.user, on=on, most=EVERYTHING)
        )
        for person in town.people_of(office)
    }


def tasks_reach_people(town: Town, office: Office) -> None:
    """Every open task of a body's living cases, unless it waits for Chancery itself, is in the inbox of somebody
    who may make one of its moves now, or its case lies before the head because the one whom it asks has left; and
    nobody is asked for what he may not see."""
    on = day_of(town.now)
    reached: set[int] = set()
    alone: set[int] = set()
    for person in town.people_of(office):
        alone |= {case.pk for case in left_alone(person.user, on=on, most=EVERYTHING)}
        for asked in inbox(person.user, on=on, most=EVERYTHING):
            now = oracle.stand(asked.case.pk)
            hold("inbox", now.body == office.body.pk, lambda: f"{person} is asked about {now}")  # noqa: B023
            if {rule.name for rule in asked.rules} & set(oracle.moves(person, now, on)):
                reached.add(asked.task)
    for case in Case.objects.filter(body=office.body).exclude(state__in=oracle.FINAL):
        for task in open_tasks(case.pk):
            waits = all(set(rule.by) == {"system"} for rule in task.flow_task.rules)
            reaches = waits or task.pk in reached or case.pk in alone
            hold("inbox", reaches, lambda: f"{task} of {case.pk} is in no inbox")  # noqa: B023


def forget_and_realign(town: Town, case: int) -> None:
    """Delete all that the engine knows of a case and rebuild it: nobody notices."""
    office = town.office_of[Case.objects.get(pk=case).body_id]
    before = inboxes(town, office)
    Process.objects.filter(artifact_object_id=case).delete()
    advance.realign(access.case_for_system(case))
    after = inboxes(town, office)
    hold("realign", before == after, lambda: f"{case}: {before} became {after}")


def admitted(person: Person, case: LivingCase, at: datetime) -> list[str]:
    """The moves of the case's state with which a person is let through the door now."""
    told = {"origin": Origin.LIVE, "occurred_at": None, "on_behalf_of": None, "scan": None}
    if not access.visible_to(person.user, on=at.date()).filter(pk=case.pk).exists():
        return []
    found, presser = [], access.official_of(person.user)
    for move in oracle.golden(case.direction)[case.state]:
        rule = moves_of(LAWS[case.direction])[move]
        act = act_on(case, rule, by=person.user, presser=presser, at=at, **told)  # type: ignore[arg-type]
        try:
            admit(case, rule, act, None, [])
        except Refusal:
            continue
        found.append(move)
    return found


def somebody_acts(town: Town, case: int) -> None:
    """No case that is not at its end is left where the door lets nobody through; the oracle says the same of each."""
    living = access.case_for_system(case)
    now = oracle.stand(case)
    if now.state in oracle.FINAL:
        return
    able = []
    for person in town.people_of(town.office_of[now.body]):
        moves = admitted(person, living, town.now)
        able += moves
        told = sorted(oracle.moves(person, now, day_of(town.now)))
        hold("permission", sorted(moves) == told, lambda: f"{person} on {now}: {moves}, not {told}")  # noqa: B023
    hold("stuck", bool(able), lambda: f"nobody is admitted to {now}")
