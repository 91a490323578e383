"""The outbox and what people are told. The table of jobs is the truth; a queue would only wake a worker."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Letter


class Job(models.Model):
    """One piece of work, done at least once and recorded exactly once.

    `attempts` is the fencing token: a worker records its result only while the number is still its own.
    """

    class Kind(models.TextChoices):
        RENDER = "render", _("render a sheet")
        MAILING = "mailing", _("draw the copies of a mailing")
        JUDGE = "judge", _("judge the signatures of a letter that came in")
        DISPATCH = "dispatch", _("send a copy")
        LINKED = "linked", _("move a linked case")
        SETTLE = "settle", _("put a held decision into effect")
        NOTIFY = "notify", _("tell whom a case waits for")
        MAIL = "mail", _("send a notice by e-mail")
        REMIND = "remind", _("remind of a deadline")
        RECALL = "recall", _("write down that a person was reminded")

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    case = models.ForeignKey(Case, models.PROTECT, related_name="jobs")
    payload = models.JSONField(default=dict)
    due = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["due", "id"], condition=Q(done_at__isnull=True), name="job_to_do")]

    def __str__(self) -> str:
        return self.key


class AwaitedSignature(models.Model):
    """A letter that waits for its electronic signature by a tool of the signer's own, and what that tool gave.

    prepared: digest of the PDF with room for it. covered: SHA-256 of the bytes that are to be signed.
    """

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="awaited_signature")
    prepared = models.CharField(max_length=64)
    covered = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    cms = models.BinaryField(null=True)

    def __str__(self) -> str:
        return self.covered[:12]


class Presence(models.Model):
    """When a worker was last at work: one row for all of them."""

    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_presence")]

    def __str__(self) -> str:
        return f"{self.seen_at:%d.%m.%Y %H:%M:%S}"


class Notice(models.Model):
    """One person was told that with an entry a case began to wait for him. It holds no word of the case."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    seq = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case", "seq"], name="one_notice_of_an_entry")]
        indexes = [models.Index(fields=["user", "-id"], condition=Q(seen_at__isnull=True), name="notice_unseen")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.case_id}/{self.seq}"


class Reminder(models.Model):
    """One person is reminded of one deadline on one day, or on one day of everything late (`ahead` is empty).

    `key` says which reminder it is, so that nobody can leave it twice; `due` is the deadline, of a digest its day.
    """

    key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    case = models.ForeignKey(Case, models.PROTECT, related_name="reminders")
    due = models.DateField()
    ahead = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "due"], condition=Q(seen_at__isnull=True), name="reminder_unseen")]

    def __str__(self) -> str:
        return self.key
