"""The outbox: work that leaves the transaction. This table is the truth; a queue would only wake a worker."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case


class Job(models.Model):
    """One piece of work, done at least once and recorded exactly once.

    `attempts` is the fencing token: a worker records its result only while the number is still its own.
    """

    class Kind(models.TextChoices):
        RENDER = "render", _("render a sheet")
        DISPATCH = "dispatch", _("send a copy")
        LINKED = "linked", _("move a linked case")
        SETTLE = "settle", _("put a held decision into effect")

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
