"""Reminding people of deadlines: before the day, on it, and once a day of all that are late; each of them once.

A reminder is a row with one key; the worker sends it with one Message-ID and records once that it left. What it
names are numbers and days, never a word of a letter.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from cases import access
from cases.deadlines.calendar import COUNTRIES, DAY, Calendar, Change
from cases.lifecycle.roles import Role
from cases.lifecycle.states import IncomingState, OutgoingState
from cases.models import Appointment, Assignment, Body, Case, Official, Pause, User

from . import outbox
from .models import Job, Reminder
from .notices import is_mailed, may_see

AHEAD = (5, 3, 1, 0)  # working days before the deadline; 0 is the day itself
MORNING = time(8)
RUNNING = (IncomingState.ASSIGNED, IncomingState.IN_WORK, IncomingState.REPLY_IN_PROGRESS)
SUBJECT, TEXT = "workflows/mail/reminder_subject.txt", "workflows/mail/reminder.txt"


@dataclass(frozen=True, slots=True)
class Late:
    """A case that is late: by whose work, and since when."""

    case: int
    number: str
    due: date


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
    wanted = [*ahead_of(body, calendar, local.date(), now), *digests(body, local.date(), now)]
    with transaction.atomic():
        known = set(Reminder.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
        new = [one for one in wanted if one.key not in known]
        Reminder.objects.bulk_create(new, ignore_conflicts=True)
        jobs = [outbox.job(Job.Kind.REMIND, one.key, one.case, now, reminder=one.key) for one in new]
        Job.objects.bulk_create(jobs, ignore_conflicts=True)
    return len(new)


def calendar_of(body: Body) -> Calendar | None:
    """The calendar by which a body works; None for a country whose calendar is not kept."""
    if body.country not in COUNTRIES:
        return None
    days = body.calendar_days.filter(country=body.country)
    return Calendar(body.country, [Change(one.day, one.working, one.basis) for one in days])


def ahead_of(body: Body, calendar: Calendar, today: date, now: datetime) -> Iterator[Reminder]:
    """Reminders of deadlines that lie so many working days ahead; one on a day off counts as on the day before it."""
    steps = {number: calendar.ahead(today, number) for number in AHEAD}
    beyond = calendar.ahead(today, max(AHEAD) + 1)
    for charge in charges(body, today, beyond).select_related("case", "official__user"):
        day, user = charge.due or charge.case.due, charge.official.user
        number = next((n for n, step in steps.items() if day and step == calendar.before(day, 0)), None)
        if day is not None and number is not None and user is not None:
            key = f"remind:{charge.case_id}:{day}:{number}:{user.pk}"
            yield Reminder(key=key, user=user, case=charge.case, due=day, ahead=number, made_at=now)


def charges(body: Body, since: date, before: date) -> QuerySet[Assignment]:
    """Who works on what, where the clock runs: by his own day or that of the case, in a span of days."""
    stopped = Pause.objects.filter(case=OuterRef("case"), until__isnull=True)
    own = Q(due__gte=since, due__lt=before)
    of_the_case = Q(due__isnull=True, case__due__gte=since, case__due__lt=before)
    running = Assignment.objects.filter(~Exists(stopped), ended=False, case__body=body, case__state__in=RUNNING)
    return running.filter(own | of_the_case).order_by("pk")


def late_cases(body: Body, today: date) -> QuerySet[Case]:
    """Cases of a body whose deadline is over: ours to do, or the other side's to answer."""
    stopped = Pause.objects.filter(case=OuterRef("pk"), until__isnull=True)
    ours = Q(state__in=RUNNING, due__lt=today) & ~Exists(stopped)
    theirs = Q(state=OutgoingState.AWAITING_REPLY, reply_asked_by__lt=today)
    return body.cases.filter(ours | theirs).select_related("unit", "executor__unit").order_by("due", "pk")


def digests(body: Body, today: date, now: datetime) -> Iterator[Reminder]:
    """One reminder a person of everything late that is his: to do, of his people, or on his control."""
    first: dict[int, Case] = {}
    held = list(
        Appointment.objects.filter(
            access.in_force(today), official__body=body, role__in=(Role.HEAD, Role.CONTROLLER)
        ).select_related("official", "unit")
    )
    for case in late_cases(body, today):
        for user in answerable(case, held):
            first.setdefault(user, case)
    for user, case in sorted(first.items()):
        yield Reminder(key=f"late:{user}:{today}", user_id=user, case=case, due=today, made_at=now)


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
    held = list(
        Appointment.objects.filter(access.in_force(today), official__body=body).select_related("official", "unit")
    )
    return [
        Late(case.pk, case.number, case.due or case.reply_asked_by or today)
        for case in late_cases(body, today)
        if case.pk in visible and reminder.user_id in answerable(case, held)
    ]


def is_due(reminder: Reminder) -> bool:
    """Whether what a reminder says still holds: its deadline is the same, and the clock runs."""
    case = reminder.case
    if reminder.ahead is None:
        return bool(late_of(reminder))
    mine = charges(case.body, reminder.due, reminder.due + DAY).filter(case=case, official__user=reminder.user_id)
    return mine.exists() and may_see(reminder.user, case, reminder.due)


def unsent(job: Job) -> Reminder | None:
    """The reminder of a job, unless it was recorded already or holds no more."""
    found = Reminder.objects.select_related("user", "case__body").filter(key=job.payload["reminder"], sent_at=None)
    reminder = found.first()
    return reminder if reminder is not None and is_due(reminder) else None


def mail_of(reminder: Reminder) -> EmailMessage | None:
    """The mail of a reminder in its reader's language; None without an address, or where no mail is sent.

    Its Message-ID is the same however often it is made: a receiver drops what it has got already.
    """
    if not is_mailed() or not reminder.user.email:
        return None
    with translation.override(reminder.user.language):
        facts = {
            "number": reminder.case.number,
            "due": reminder.due,
            "ahead": reminder.ahead,
            "late": late_of(reminder) if reminder.ahead is None else [],
            "base": settings.CHANCERY_BASE_URL,
            "case": reminder.case_id,
        }
        return EmailMessage(
            render_to_string(SUBJECT, facts).strip(),
            render_to_string(TEXT, facts),
            to=[reminder.user.email],
            headers={"Message-ID": message_id(reminder), "Auto-Submitted": "auto-generated"},
        )


def message_id(reminder: Reminder) -> str:
    """Made from the reminder's key and the case that it names first."""
    digest = hashlib.sha256(f"{reminder.key}/{reminder.case.uid}".encode()).hexdigest()
    return f"<{digest[:40]}@{urlsplit(settings.CHANCERY_BASE_URL).hostname}>"


def shown_to(user: User, now: datetime) -> QuerySet[Reminder]:
    """What a person is reminded of in the app: deadlines of today and of days to come, in cases that he may see."""
    official = Official.objects.select_related("body").filter(user=user).first()
    zone = ZoneInfo(official.body.time_zone) if official else UTC
    today = now.astimezone(zone).date()
    mine = Reminder.objects.filter(user=user, seen_at=None, due__gte=today, case__in=access.visible_to(user, on=today))
    return mine.select_related("case").order_by("due", "pk")
