"""Doing the outbox's work: each job outside a transaction, its result recorded once under the fence."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import access
from cases.letters import blobs
from cases.lifecycle.act import SYSTEM, Act, Origin
from cases.lifecycle.law import NotComplete
from cases.lifecycle.outcomes import Delivery
from cases.models import Dispatch, Entry, Letter, OutgoingCase

from . import channels, hold, judging, mailing, notices, outbox, reminders, sequencer, signature
from .models import Job, Notice, Reminder
from .perform import perform
from .record import note

type Clock = Callable[[], datetime]


def passing(point: str) -> None:
    """A named point of the work, where the crash campaign kills the worker."""


def work_off(clock: Clock, *, most: int = 10_000) -> int:
    """Do the jobs that are due now, one by one; returns how many were done."""
    done = 0
    for _ in range(most):
        job = outbox.claim(clock())
        if job is None:
            break
        passing("claimed")
        done += do(job, clock)
    return done


def do(job: Job, clock: Clock) -> bool:
    """Do one job; a failure is kept with it and it is tried again later."""
    try:
        WORK[Job.Kind(job.kind)](job, clock)
    except outbox.Fenced:
        return False
    except Exception as error:
        outbox.put_off(job, clock(), f"{type(error).__name__}: {error}")
        return False
    return True


def render(job: Job, clock: Clock) -> None:
    """Render a sheet and bind its bytes to the history by a second entry."""
    letter = Letter.objects.select_related("entry").get(pk=job.payload["letter"])
    sheet, signed = signature.printed(letter, clock())
    passing("rendered")
    digest = blobs.keep(sheet.pdf)
    pictures = [blobs.keep(page) for page in sheet.pictures]
    passing("kept")
    with transaction.atomic():
        outbox.fence(job)
        now = clock()
        access.lock(job.case_id)
        case = access.case_for_system(job.case_id)
        effects = {"sheet": letter.sheet, "of": letter.entry.seq, "context": letter.context_digest, "bytes": digest}
        effects |= signed
        note(case, "rendered", Act(SYSTEM, SYSTEM, now, now, Origin.SYSTEM), effects=effects, version=False)
        Letter.objects.filter(pk=letter.pk).update(digest=digest, rendered_at=now, pictures=pictures)
        passing("bound")
        outbox.complete(job, now)
        passing("before_commit")
    passing("committed")


def draw_copies(job: Job, clock: Clock) -> None:
    """Draw the copies of a mailing."""
    mailing.draw(job, clock, passing)
    passing("committed")


def judge(job: Job, clock: Clock) -> None:
    """Judge the signatures of a letter that came in."""
    judging.judge(job, clock, passing)
    passing("committed")


def dispatch(job: Job, clock: Clock) -> None:
    """Send one copy; the receiver drops repeats by the job's key, the history gets one entry."""
    copy = Dispatch.objects.select_related("case").get(pk=job.payload["dispatch"])
    if copy.delivery != Delivery.QUEUED:  # a person has sent it by another way
        with transaction.atomic():
            outbox.complete(outbox.fence(job), clock())
        return
    octets = blobs.fetch(mailing.digest_for(copy))
    bound = Entry.objects.filter(case__pk=copy.case_id, move="rendered").latest("seq")
    checkpoint = sequencer.covering(bound, clock())
    passing("fetched")
    receipt = channels.channel(copy.channel).send(key=job.key, letter=octets, checkpoint=checkpoint.note)
    passing("sent")
    with transaction.atomic():
        outbox.fence(job)
        perform(
            OutgoingCase.record_sent,
            case=copy.case_id,
            by=None,
            at=clock(),
            key=job.key,
            ordinal=copy.ordinal,
            proof=receipt,
        )
        passing("recorded")
        outbox.complete(job, clock())
    passing("committed")


def move_linked(job: Job, clock: Clock) -> None:
    """Move the case that is linked to one that moved."""
    with transaction.atomic():
        outbox.fence(job)
        # Before it is read: an act that is on its way, or a decision whose time has come, may just be bringing the
        # case to where this move is due, or away from there.
        access.lock(job.payload["case"])
        case, _ = hold.settle(access.case_for_system(job.payload["case"]), clock())
        move = getattr(type(case), job.payload["move"])
        if case.state in move.rule.sources:
            with suppress(NotComplete):  # the guard of the move: another answer stands
                perform(move, case=case.pk, by=None, at=clock(), key=job.key, **job.payload.get("facts", {}))
        outbox.complete(job, clock())


def settle(job: Job, clock: Clock) -> None:
    """Put a held decision into effect when its time has come."""
    with transaction.atomic():
        outbox.fence(job)
        access.lock(job.case_id)
        hold.settle(access.case_for_system(job.case_id), clock())
        outbox.complete(job, clock())


def notify(job: Job, clock: Clock) -> None:
    """Tell everybody for whom the case began to wait; each mail is a job of its own, so that none repeats another."""
    with transaction.atomic():
        outbox.fence(job)
        now = clock()
        outbox.leave(notices.make(job, now))
        passing("told")
        outbox.complete(job, now)
        passing("before_commit")
    passing("committed")


def mail(job: Job, clock: Clock) -> None:
    """Send a notice to its reader, and record it; a mail that is repeated has the same Message-ID."""
    notice = notices.to_be_mailed(job)
    message = notices.mail_of(notice, clock()) if notice else None
    if message is not None:
        message.send(using="default")
        passing("mailed")
    with transaction.atomic():
        outbox.fence(job)
        now = clock()
        if notice is not None and message is not None:
            Notice.objects.filter(pk=notice.pk).update(emailed_at=now)
        outbox.complete(job, now)
        passing("before_commit")
    passing("committed")


def remind(job: Job, clock: Clock) -> None:
    """Remind a person, and record once that it was done: with the reminder, and in the history of what it names.

    A mail that is repeated has the same Message-ID. What does not hold any more is not sent.
    """
    reminder = reminders.unsent(job, clock())
    late = reminders.late_of(reminder) if reminder and reminder.ahead is None else []
    message = reminders.mail_of(reminder, clock(), late) if reminder else None
    if message is not None:
        message.send(using="default")
        passing("mailed")
    with transaction.atomic():
        outbox.fence(job)
        now = clock()
        if reminder is not None:
            record_reminder(reminder, late, now, mailed=message is not None)
            passing("recorded")
        outbox.complete(job, now)
        passing("before_commit")
    passing("committed")


def record_reminder(reminder: Reminder, late: list[reminders.Late], now: datetime, *, mailed: bool) -> None:
    """Say that a person was reminded: in the case of the reminder, of a digest in each case that it names.

    A transaction holds one case, so that every further case is told by a job of its own.
    """
    first, *others = late or [reminders.Late(reminder.case, reminder.due)]
    told = {"user": reminder.user_id, "ahead": reminder.ahead, "mailed": mailed}
    write_reminded(first.case.pk, told | {"due": first.due.isoformat()}, now)
    jobs = []
    for one in others:
        effects = told | {"due": one.due.isoformat()}
        jobs.append(outbox.job(Job.Kind.RECALL, f"recall:{reminder.pk}:{one.case.pk}", one.case, now, effects=effects))
    outbox.leave(jobs)
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=now)


def recall(job: Job, clock: Clock) -> None:
    """Say in one more case of a digest that its reader was reminded."""
    with transaction.atomic():
        outbox.fence(job)
        write_reminded(job.case_id, job.payload["effects"], clock())
        passing("recorded")
        outbox.complete(job, clock())
        passing("before_commit")
    passing("committed")


def write_reminded(case: int, effects: dict[str, Any], now: datetime) -> None:
    """Write the entry of a reminder into a history."""
    access.lock(case)
    act = Act(SYSTEM, SYSTEM, now, now, Origin.SYSTEM)
    note(access.case_for_system(case), "reminded", act, effects=effects, version=False)


WORK: dict[Job.Kind, Callable[[Job, Clock], None]] = {
    Job.Kind.RENDER: render,
    Job.Kind.MAILING: draw_copies,
    Job.Kind.JUDGE: judge,
    Job.Kind.DISPATCH: dispatch,
    Job.Kind.LINKED: move_linked,
    Job.Kind.SETTLE: settle,
    Job.Kind.NOTIFY: notify,
    Job.Kind.MAIL: mail,
    Job.Kind.REMIND: remind,
    Job.Kind.RECALL: recall,
}
