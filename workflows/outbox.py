"""What leaves the transaction is written here inside it, and done by `manage work` outside it."""

import builtins
import smtplib
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from cases.letters import limits, mailing
from cases.lifecycle.act import Act
from cases.lifecycle.move import Rule
from cases.lifecycle.outcomes import Channel
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.states import FINAL
from cases.models import Case, Decision, Direction, Entry, IncomingCase, Letter, LivingCase

from .models import Job, Presence

LEASE = timedelta(minutes=5)
PATIENCE = 12
# Errors of ours whose words are keys, digests and versions.
OURS = frozenset({"NotReady", "NotVerified", "KeyTaken", "DamagedBlob", "UnknownFormat", *limits.NAMES})
SEEN_EVERY = timedelta(seconds=20)
# What an outgoing letter's fate means for the requests it answers (I17, I18, O25). A letter may be withdrawn before
# its request has heard that it was dispatched: then the request still waits for a reply.
ECHOES = {
    "cancel": ("reply_cancelled",),
    "annul": ("reply_cancelled",),
    "confirm_dispatch": ("reply_dispatched",),
    "withdraw": ("reply_withdrawn", "reply_cancelled"),
}


class Fenced(Exception):
    """The worker's lease has passed to another, or the work is done: its result is not recorded."""


def brought_about(case: LivingCase, rule: Rule, entry: Entry, letters: list[Letter]) -> list[Job]:
    """The work that a move brings about: its sheets, its copies, and what it means for linked cases."""
    jobs = [
        job(Job.Kind.RENDER, f"render:{letter.pk}", case, entry.recorded_at, letter=letter.pk) for letter in letters
    ]
    if rule.name == "queue":
        jobs += [
            job(Job.Kind.DISPATCH, f"dispatch:{copy.pk}", case, entry.recorded_at, dispatch=copy.pk)
            for copy in case.dispatches.filter(channel=Channel.FOLDER)
        ]
        jobs = copies_of(case, entry.recorded_at) + jobs  # they are drawn before they are sent
    if isinstance(case, IncomingCase) and rule.name == "accept" and case.scan:
        jobs.append(job(Job.Kind.JUDGE, f"judge:{case.pk}", case, entry.recorded_at, file=case.scan))
    return jobs + linked_to(case, rule, entry)


def copies_of(case: LivingCase, at: datetime) -> list[Job]:
    """The drawing of the copies of a letter that goes by a mailing list."""
    if case.dispatches.count() < 2:
        return []
    letter = case.letters.filter(sheet=Sheet.LETTER).order_by("-pk").first()
    if letter is None or not mailing.is_due(letter.context):
        return []
    return [job(Job.Kind.MAILING, f"mailing:{letter.pk}", case, at, letter=letter.pk)]


def telling(case: Case, act: Act, *, source: str, asked: Iterable[int | None]) -> list[Job]:
    """The telling of those for whom the case begins to wait: everybody when it has moved, else who is newly asked.

    Nobody is told of his own act. Whom it is, is seen when the job is done.
    """
    officials = None if case.state != source else sorted(one for one in asked if one is not None)
    if case.state in FINAL or officials == []:
        return []
    key = f"notify:{case.pk}:{case.head_seq}"
    told = {"seq": case.head_seq, "officials": officials, "by": list(act.people)}
    return [job(Job.Kind.NOTIFY, key, case, case.head_at, **told)]


def leave(jobs: list[Job]) -> None:
    """Leave the work of an act, in its transaction and by one statement."""
    if jobs:
        Job.objects.bulk_create(jobs)


def linked_to(case: LivingCase, rule: Rule, entry: Entry) -> list[Job]:
    """What an act on one case means for those that are linked with it."""
    if case.direction == Direction.OUTGOING:
        echoes = ECHOES.get(rule.name, ())
        requests = case.answering.values_list("request", flat=True) if echoes else ()
        return [linked(case, entry, echo, request) for request in requests for echo in echoes]
    if isinstance(case, IncomingCase) and rule.name == "register" and (copy := case.answered_copy()):
        return [linked(case, entry, "link_reply", copy[0], ordinal=copy[1], reply=case.pk)]
    if rule.name == "join_original" and case.joined_to_id:
        return [linked(case, entry, "original_arrived", case.joined_to_id, joined=case.pk)]
    return []


def linked(case: Case, entry: Entry, move: str, other: int, **facts: Any) -> Job:
    """The job that makes a move of Chancery's own on another case; it is not written yet."""
    made = job(Job.Kind.LINKED, f"linked:{case.pk}:{entry.seq}:{move}:{other}", case, entry.recorded_at, move=move)
    made.payload |= {"case": other, "facts": facts}
    return made


def leave_settling(case: Case, decision: Decision) -> None:
    """Leave the putting into effect of a held decision."""
    job(Job.Kind.SETTLE, f"settle:{decision.pk}", case, decision.effective_at, decision=decision.pk).save()


def job(kind: Job.Kind, key: str, case: Case, due: datetime, **payload: Any) -> Job:
    """A job that is not written yet."""
    return Job(kind=kind, key=key, case_id=case.pk, due=due, payload=payload)


def idle(now: datetime) -> Q:
    """Jobs that no worker has in its hands."""
    return Q(leased_until__isnull=True) | Q(leased_until__lte=now)


def due(now: datetime) -> QuerySet[Job]:
    """Jobs that wait for a worker, the oldest first."""
    return Job.objects.filter(idle(now), done_at=None, due__lte=now).order_by("due", "id")


def claim(now: datetime) -> Job | None:
    """Lease the next job that is due, in a short transaction of its own."""
    with transaction.atomic():
        waiting = due(now)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        found = waiting.first()
        if found is not None:
            found.attempts += 1
            found.leased_until = now + LEASE
            found.save(update_fields=["attempts", "leased_until"])
        return found


def fence(mine: Job) -> Job:
    """Lock the job for recording its result. Raises Fenced when it is not this worker's any more."""
    found = Job.objects.select_for_update().filter(pk=mine.pk, attempts=mine.attempts, done_at=None).first()
    if found is None:
        raise Fenced(mine.key)
    return found


def complete(mine: Job, now: datetime) -> None:
    """Record that a job is done, in the transaction that records its result."""
    Job.objects.filter(pk=mine.pk).update(done_at=now, leased_until=None, error="")


def prolong(mine: Job, now: datetime) -> None:
    """Begin the lease anew, of a job that is done in parts."""
    Job.objects.filter(pk=mine.pk).update(leased_until=now + LEASE)


def put_off(mine: Job, now: datetime, error: str) -> None:
    """Give a failed job back for a later try; the wait doubles up to an hour."""
    wait = timedelta(seconds=min(3600, 2**mine.attempts))
    Job.objects.filter(pk=mine.pk, attempts=mine.attempts).update(leased_until=None, due=now + wait, error=error[:2000])


def stuck() -> list[Job]:
    """Jobs that have failed more often than is ordinary: somebody should look."""
    return list(Job.objects.filter(done_at=None, attempts__gte=PATIENCE).order_by(F("attempts").desc())[:100])


def unfinished() -> list[Job]:
    """Every job that is not done yet."""
    return list(Job.objects.filter(done_at=None).order_by("due", "id"))


def failing() -> QuerySet[Job]:
    """Jobs that have failed and are tried again, the worst first."""
    return Job.objects.filter(done_at=None).exclude(error="").order_by(F("attempts").desc(), "pk")


def is_stuck(job: Job) -> bool:
    """Whether a job has failed more often than is ordinary."""
    return job.attempts >= PATIENCE


def speakable(error: str) -> str:
    """What an administrator may read of an error: all of ours and the system's, of any other its name alone.

    Other errors may repeat what they were at: a word of a letter (S7).
    """
    name = error.partition(":")[0]
    kinds = [getattr(module, name, None) for module in (builtins, smtplib, socket)]
    of_system = any(isinstance(kind, type) and issubclass(kind, OSError) for kind in kinds)
    return error if of_system or name in OURS else name


def retry(jobs: QuerySet[Job], now: datetime) -> int:
    """Make jobs due now, whatever their wait; returns how many. What a worker has in its hands is left to it."""
    return jobs.filter(idle(now), done_at=None).update(due=now)


def be_seen(now: datetime) -> None:
    """Note that a worker is at work, a few times a minute at most."""
    seen = last_seen()
    if seen is None or now - seen >= SEEN_EVERY:
        here = Presence(pk=1, seen_at=now)
        Presence.objects.bulk_create([here], update_conflicts=True, unique_fields=["pk"], update_fields=["seen_at"])


def last_seen() -> datetime | None:
    """When a worker was last at work."""
    return Presence.objects.values_list("seen_at", flat=True).first()


def oldest_due(now: datetime) -> datetime | None:
    """Since when the job waits that is due longest, of those that nobody has in his hands."""
    return due(now).values_list("due", flat=True).first()
