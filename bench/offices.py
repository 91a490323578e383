"""Offices with many cases, for measurements: the entry of each before the case itself, so that every guard is kept."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import batched

from django.db import transaction

from cases.journal import append, body
from cases.journal.append import Happening
from cases.lifecycle.act import SYSTEM, Act, Origin
from cases.lifecycle.facts import canonical
from cases.lifecycle.roles import Role
from cases.lifecycle.states import OPEN
from cases.models import Appointment, Assignment, Case, Direction, Entry, Official, Pause, Resolution, Unit, User
from tests.cast import Office

BATCH = 5000
STATES = sorted(OPEN)


def staffed(office: Office, *, units: int, people: int) -> tuple[list[Unit], list[Official]]:
    """Add units below the body's top, and people in them, each a drafter there."""
    made = [Unit.objects.create(body=office.body, parent=office.chancery, name=f"Отдел {n}") for n in range(units)]
    post = office.officials["drafter"].post
    officials = []
    for number in range(people):
        unit = made[number % units]
        user = User.objects.create(username=f"person-{number}@{office.body.code}")
        official = Official.objects.create(
            body=office.body, user=user, post=post, unit=unit, surname=f"Примеров-{number}", initials="А.А."
        )
        Appointment.objects.create(official=official, unit=unit, role=Role.DRAFTER, since=date(2019, 1, 1))
        officials.append(official)
    return made, officials


def fill(office: Office, people: list[Official], *, cases: int, today: date) -> None:
    """Write open cases of every stage and standing, with their executors; a fiftieth of those dated is paused."""
    for numbers in batched(range(cases), BATCH, strict=False):
        write([case_of(office, people, number, today) for number in numbers], office, today)


@transaction.atomic
def write(made: list[Case], office: Office, today: date) -> None:
    """Write a batch in one transaction: the entries refer to cases that come after them."""
    Entry.objects.bulk_create([entry_of(case, office.clock) for case in made])
    Case.objects.bulk_create(made)
    orders = [Resolution(case=case, author=office.officials["head"], text="Прошу ответить.") for case in made]
    Resolution.objects.bulk_create(orders)
    Assignment.objects.bulk_create(
        Assignment(case=case, resolution=order, official=case.executor, responsible=True)
        for case, order in zip(made, orders, strict=True)
        if case.executor is not None
    )
    Pause.objects.bulk_create(pauses_of(made, office, today))


def case_of(office: Office, people: list[Official], number: int, today: date) -> Case:
    """One open case: stages, people and days in turn, a seventh of them without a deadline."""
    state = STATES[number % len(STATES)]
    executor = people[number % len(people)]
    outgoing = state == "awaiting_reply"
    day = today + timedelta(days=number % 61 - 30) if number % 7 else None
    return Case(
        uid=uuid.uuid4(),
        body=office.body,
        direction=Direction.OUTGOING if outgoing else Direction.INCOMING,
        state=state,
        version=1,
        opened_at=office.clock,
        unit=executor.unit,
        executor=executor,
        title="О сотрудничестве",
        number=f"№ {number}",
        due=None if outgoing else day,
        reply_asked_by=day if outgoing else None,
    )


def entry_of(case: Case, moment: datetime) -> Entry:
    """The first entry of a case that was brought over from elsewhere; the head of the case moves onto it."""
    act = Act(SYSTEM, SYSTEM, moment, moment, Origin.IMPORT)
    octets = canonical(append.compose(case, Happening("accept", "", case.state, act), moment))
    case.head_seq, case.head_hash, case.head_at = 1, body.entry_hash(octets), moment
    return Entry(
        case_id=case.uid,
        seq=1,
        body=octets,
        hash=case.head_hash,
        move="accept",
        target=case.state,
        occurred_at=moment,
        recorded_at=moment,
        origin=Origin.IMPORT,
    )


def pauses_of(cases: list[Case], office: Office, today: date) -> Iterator[Pause]:
    """The clock of every fiftieth case stands."""
    for case in cases[::50]:
        yield Pause(case=case, since=today, reason="Запрос", paused_by=office.officials["controller"])
