"""Reminding people of deadlines: before the day, on it, and once a day of all that are late; each of them once.

A reminder is a row with one key; the worker sends it with one Message-ID and records once that it left. What it
names are numbers and days, never a word of a letter. Mornings on which nobody worked are made up for: of the steps
that a deadline has reached since, the last one is told, in the words of the day on which it is sent.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import translation

from cases import access
from cases.deadlines.calendar import COUNTRIES, Calendar, local_day
from cases.deadlines.policy import days_between
from cases.lifecycle.dating import kept_calendar
from cases.lifecycle.roles import Role
from cases.lifecycle.states import IncomingState, OutgoingState
from cases.models import Appointment, Assignment, Body, Case, Official, Pause, User

from . import outbox
from .models import Job, Reminder
from .notices import day_of, is_mailed, may_see

AHEAD = (5, 3, 1, 0)  # working days before the deadline; 0 is the day itself
MORNING = time(8)
RUNNING = (IncomingState.ASSIGNED, IncomingState.IN_WORK, IncomingState.REPLY_IN_PROGRESS)
type Digests = dict[int, list[Case]]  # what is late, by the user who answers for it
SUBJECT, TEXT = "workflows/mail/reminder_subject.txt", "workflows/mail/reminder.txt"


@dataclass(frozen=True, slots=True)
class Late:
    """A case that is late, and the deadline that is over."""

    case: Case
    due: date


@dataclass(frozen=True, slots=True)
class Shown:
    """A deadline as it is shown in the app."""

    case: Case
    due: date
    late: bool


def leave(now: datetime) -> int:
    """Leave the reminders of this morning for every body whose day it is; returns how many are new.

    However often it is called, and by how many at once, each reminder is left once.
    """
    return sum(leave_for(body, now) for body in Body.objects.order_by("pk"))


def leave_for(body: Body, now: datetime) -> int:
    """Leave one body's reminders of the day: none on days off, none before its morning."""
    local = now.astimezone(ZoneInfo(body.time_zone))
    calendar = calendar_of(body)
    if local.time() < MORNING or calendar is None or not calendar.works(local.date()):
        return 0
    late = answered_for(body, local.date())
    wanted = [*ahead_of(body, calendar, late, now), *digests(late, local.date(), now)]
    with transaction.atomic():
        known = set(Reminder.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
        new = [one for one in wanted if one.key not in known]
        Reminder.objects.bulk_create(new, ignore_conflicts=True)
        jobs = [outbox.job(Job.Kind.REMIND, one.key, one.case, now, reminder=one.key) for one in new]
        Job.objects.bulk_create(jobs, ignore_conflicts=True)
    return len(new)


def calendar_of(body: Body) -> Calendar | None:
    """The calendar by which a body works; None for a country whose calendar is not kept."""
    return kept_calendar(body, body.country) if body.country in COUNTRIES else None


def ahead_of(body: Body, calendar: Calendar, late: Digests, now: datetime) -> Iterator[Reminder]:
    """The step that each deadline has reached, if its morning came after the order; told once, however late.

    A deadline on a day off counts as on the day before it. One that is over is told to who has no digest of it.
    """
    today = local_day(now, body.time_zone)
    steps = {number: calendar.ahead(today, number) for number in AHEAD}
    near = charges(body).filter(Q(day__gte=today) | Q(responsible=False), day__lt=calendar.ahead(today, max(AHEAD) + 1))
    for charge in near.select_related("case", "official__user", "resolution"):
        day, user = charge.due or charge.case.due, charge.official.user
        if day is None or user is None or (day < today and charge.case in late.get(user.pk, ())):
            continue
        last = calendar.before(day, 0)
        number = min((n for n, step in steps.items() if last <= step), default=None)
        if number is not None and ordered_on(charge, body) <= calendar.before(last, number):
            key = f"remind:{charge.case_id}:{day}:{number}:{user.pk}"
            yield Reminder(key=key, user=user, case=charge.case, due=day, ahead=number, made_at=now)


def ordered_on(charge: Assignment, body: Body) -> date:
    """The day on which somebody was charged: what was past by then, nobody has missed."""
    ordered = charge.resolution.issued_at or charge.case.opened_at
    return local_day(ordered, body.time_zone)


def charges(body: Body) -> QuerySet[Any]:
    """Who works on what, where the clock runs; `day` is his own deadline or that of the case."""
    stopped = Pause.objects.filter(case=OuterRef("case"), until__isnull=True)
    running = Assignment.objects.filter(~Exists(stopped), ended=False, case__body=body, case__state__in=RUNNING)
    dated: QuerySet[Any] = running.annotate(day=Coalesce("due", "case__due")).order_by("pk")
    return dated


def late_cases(body: Body, today: date) -> QuerySet[Case]:
    """Cases of a body whose deadline is over: ours to do, or the other side's to answer."""
    stopped = Pause.objects.filter(case=OuterRef("pk"), until__isnull=True)
    ours = Q(state__in=RUNNING, due__lt=today) & ~Exists(stopped)
    theirs = Q(state=OutgoingState.AWAITING_REPLY, reply_asked_by__lt=today)
    return body.cases.filter(ours | theirs).select_related("unit", "executor__unit").order_by("due", "pk")


def answered_for(body: Body, today: date) -> Digests:
    """Everything late of a body by the user who answers for it, the most urgent first."""
    held = Appointment.objects.filter(
        access.in_force(today), official__body=body, role__in=(Role.HEAD, Role.CONTROLLER)
    ).select_related("official", "unit")
    found: Digests = {}
    for case in late_cases(body, today):
        for user in answerable(case, held):
            found.setdefault(user, []).append(case)
    return found


def digests(late: Digests, today: date, now: datetime) -> Iterator[Reminder]:
    """One reminder a person of everything late that is his: to do, of his people, or on his control."""
    for user, cases in sorted(late.items(), key=itemgetter(0)):
        yield Reminder(key=f"late:{user}:{today}", user_id=user, case=cases[0], due=today, made_at=now)


def answerable(case: Case, held: Iterable[Appointment]) -> set[int]:
    """The users who answer for a late case: its executor, the nearest head above him, and its controllers."""
    officials: list[Official] = [case.executor] if case.executor else []
    if case.executor:
        path = case.executor.unit.path
        heads = [one for one in held if one.role == Role.HEAD and path.startswith(one.unit.path)]
        nearest = max((len(one.unit.path) for one in heads), default=0)
        officials += [one.official for one in heads if len(one.unit.path) == nearest]
    if case.control == "on":
        watching = [one for one in held if one.role == Role.CONTROLLER and case.unit.path.startswith(one.unit.path)]
        officials += [one.official for one in watching]
    return {one.user_id for one in officials if one.user_id is not None}


def late_of(reminder: Reminder) -> list[Late]:
    """What a digest names, as it stands now: what its reader answers for and may see."""
    body, today = reminder.case.body, reminder.due
    visible = set(access.visible_to(reminder.user, on=today).filter(body=body).values_list("pk", flat=True))
    mine = answered_for(body, today).get(reminder.user_id, [])
    return [Late(case, case.due or case.reply_asked_by or today) for case in mine if case.pk in visible]


def is_due(reminder: Reminder, today: date) -> bool:
    """Whether what a reminder says still holds, and no later one says it better.

    Its deadline is the same, the clock runs, and no nearer step was left since; a digest is of its day, and tells
    its reader of the deadlines that are over.
    """
    case = reminder.case
    if reminder.ahead is None:
        return reminder.due >= today and bool(late_of(reminder))
    steps = Reminder.objects.filter(user=reminder.user_id, case=case, due=reminder.due, ahead__lt=reminder.ahead)
    mine = charges(case.body).filter(case=case, official__user=reminder.user_id, day=reminder.due)
    if reminder.due < today:
        mine = mine.filter(responsible=False)
    return mine.exists() and not steps.exists() and may_see(reminder.user, case, today)


def unsent(job: Job, now: datetime) -> Reminder | None:
    """The reminder of a job, unless it was recorded already or holds no more."""
    found = Reminder.objects.select_related("user", "case__body").filter(key=job.payload["reminder"], sent_at=None)
    reminder = found.first()
    return reminder if reminder is not None and is_due(reminder, day_of(reminder.case, now)) else None


def mail_of(reminder: Reminder, now: datetime, late: list[Late]) -> EmailMessage | None:
    """The mail of a reminder in its reader's language, in the words of the day; None without an address, or mail.

    late: what a digest names. Its Message-ID is the same however often it is made: a receiver drops what it has got.
    """
    if not is_mailed() or not reminder.user.email:
        return None
    today = day_of(reminder.case, now)
    with translation.override(reminder.user.language):
        facts = {
            "number": reminder.case.number,
            "due": reminder.due,
            "today": today,
            "left": working_days(reminder.case.body, today, reminder.due),
            "late": late,
            "base": settings.CHANCERY_BASE_URL,
            "case": reminder.case_id,
        }
        return EmailMessage(
            render_to_string(SUBJECT, facts).strip(),
            render_to_string(TEXT, facts),
            to=[reminder.user.email],
            headers={"Message-ID": message_id(reminder), "Auto-Submitted": "auto-generated"},
        )


def working_days(body: Body, today: date, due: date) -> int:
    """How many working days come after today, up to a deadline."""
    calendar = calendar_of(body)
    return sum(calendar is None or calendar.works(day) for day in days_between(today, due))


def message_id(reminder: Reminder) -> str:
    """Made from the reminder's key and the case that it names first."""
    digest = hashlib.sha256(f"{reminder.key}/{reminder.case.uid}".encode()).hexdigest()
    return f"<{digest[:40]}@{urlsplit(settings.CHANCERY_BASE_URL).hostname}>"


def shown_to(user: User, now: datetime) -> list[Shown]:
    """What a person is reminded of in the app, in cases that he may see: deadlines to come, and all that are over.

    Of one deadline the nearest step only; one that was told when it was over, on that day.
    """
    official = Official.objects.select_related("body").filter(user=user).first()
    zone = ZoneInfo(official.body.time_zone) if official else UTC
    today = now.astimezone(zone).date()
    told_today = Q(ahead=0, made_at__gte=datetime.combine(today, time(), zone))
    nearer = Reminder.objects.filter(
        user=OuterRef("user"), case=OuterRef("case"), due=OuterRef("due"), ahead__lt=OuterRef("ahead")
    )
    mine = Reminder.objects.filter(
        ~Exists(nearer), Q(due__gte=today) | told_today, user=user, seen_at=None,
        case__in=access.visible_to(user, on=today),
    )  # fmt: skip
    shown = []
    for one in mine.select_related("case__body").order_by("due", "pk"):
        if one.ahead is None:
            shown += [Shown(late.case, late.due, late=True) for late in late_of(one)]
        else:
            shown.append(Shown(one.case, one.due, late=one.due < today))
    return shown
