"""Telling people that a letter waits for them, in the app and by mail: never with a word of the letter."""

import hashlib
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db.models import Exists, F, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from cases import access, words
from cases.deadlines.calendar import local_day
from cases.models import Case, Entry, LivingCase, Official, User

from . import outbox
from .inbox import officials_asked, readers_asked, rules_asked
from .models import Job, Notice

SUBJECT, TEXT = "workflows/mail/notice_subject.txt", "workflows/mail/notice.txt"


def make(job: Job, now: datetime) -> list[Job]:
    """Write the notices of one act, and return the mails that go with them, each a job of its own.

    Called once an act, under the job's fence.
    """
    case, seq = access.case_for_system(job.case_id), job.payload["seq"]
    people = [official.user for official in still_asked(case, job, now) if official.user is not None]
    Notice.objects.bulk_create(Notice(user=user, case_id=case.pk, seq=seq, made_at=now) for user in people)
    if not is_mailed():
        return []
    return [
        outbox.job(Job.Kind.MAIL, f"mail:{case.pk}:{seq}:{user.pk}", case, now, seq=seq, user=user.pk)
        for user in people
        if user.email
    ]


def is_mailed() -> bool:
    """Whether this installation sends mail."""
    return "default" in mailers


def still_asked(case: LivingCase, job: Job, now: datetime) -> list[Official]:
    """Whom the case asks since an act, if it has not moved on meanwhile: the act's own people are not told."""
    if case.entries.filter(seq__gt=job.payload["seq"]).exclude(source=F("target")).exists():
        return []
    day, newly = day_of(case, now), job.payload["officials"]
    # Who is to read the letter is told once, when it is shown to him: it goes on without him.
    asked = [*officials_asked(case, on=day), *(readers_asked(case, on=day) if newly else [])]
    return [
        official
        for official in {one.pk: one for one in asked}.values()
        if (newly is None or official.pk in newly)
        and official.pk not in job.payload["by"]
        and official.user is not None
        and may_see(official.user, case, day)
    ]


def may_see(user: User, case: Case, day: date) -> bool:
    """Whether the case exists for the user."""
    return access.visible_to(user, on=day).filter(pk=case.pk).exists()


def day_of(case: Case, now: datetime) -> date:
    """The day by the clock of the case's body."""
    return local_day(now, case.body.time_zone)


def notices_of(user: User, *, on: date) -> QuerySet[Notice]:
    """What a user was told, of the cases that he may still see."""
    return Notice.objects.filter(user=user, case__in=access.visible_to(user, on=on))


def unseen(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The notices that their readers have neither seen nor answered by an act."""
    answers = Entry.objects.filter(
        case=OuterRef("case__uid"), seq__gt=OuterRef("seq"), author=OuterRef("user__official")
    )
    return notices.filter(~Exists(answers), seen_at=None)


def see(notices: QuerySet[Notice], at: datetime) -> int:
    """Mark notices as seen; returns how many were not yet."""
    return notices.filter(seen_at=None).update(seen_at=at)


def to_be_mailed(job: Job) -> Notice | None:
    """The notice of a mail, unless its reader has seen it in the app."""
    told = {"user": job.payload["user"], "case": job.case_id, "seq": job.payload["seq"]}
    return Notice.objects.select_related("user").filter(**told, seen_at=None, emailed_at=None).first()


def mail_of(notice: Notice, now: datetime) -> EmailMessage | None:
    """The mail of a notice in its reader's language; None when he is not asked any more, or has no address.

    Its Message-ID is the same however often it is made: a receiver drops what it has got already.
    """
    case, user = access.case_for_system(notice.case_id), notice.user
    day = day_of(case, now)
    both = (*officials_asked(case, on=day), *readers_asked(case, on=day))
    asked = {official.user_id: official for official in both}
    if user.pk not in asked or not user.email or not may_see(user, case, day):
        return None
    rules = rules_asked(case, asked[user.pk], on=day)
    with translation.override(user.language):
        buttons = dict.fromkeys(str(words.button(rule.name)) for rule in rules)
        facts = {"number": case.number, "asked": "; ".join(buttons), "link": link_to(case)}
        return EmailMessage(
            render_to_string(SUBJECT, facts).strip(),
            render_to_string(TEXT, facts),
            to=[user.email],
            headers={"Message-ID": message_id(case, notice), "Auto-Submitted": "auto-generated"},
        )


def message_id(case: Case, notice: Notice) -> str:
    """Made from the entry's hash: after a restored backup another act of the same seq has another one."""
    entry = case.entries.get(seq=notice.seq)
    digest = hashlib.sha256(f"{entry.hash}/{notice.user_id}".encode()).hexdigest()
    return f"<{digest[:40]}@{urlsplit(settings.CHANCERY_BASE_URL).hostname}>"


def link_to(case: Case) -> str:
    """Where the case is found."""
    return settings.CHANCERY_BASE_URL + reverse("case", args=[case.pk])
