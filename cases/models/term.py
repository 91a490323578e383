"""What moved the deadline of a case: extensions that were asked for, and pauses of its clock. No row is removed."""

from django.db import models
from django.db.models import F, Q

from cases.lifecycle.outcomes import Asked

from .assignment import Resolution
from .case import Case
from .office import Official


class Extension(models.Model):
    """One extension of the date of a resolution: `former` was the deadline when it was asked, `until` the new one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="extensions")
    status = models.CharField(max_length=10, choices=Asked, default=Asked.ASKED)
    former = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    done = models.TextField(blank=True)
    left = models.TextField(blank=True)
    asked_by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(status="asked"), name="one_extension_asked_at_a_time"),
            models.CheckConstraint(condition=Q(until__gt=F("former")), name="extension_leads_to_a_later_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.former} -> {self.until} {self.status}"


class Pause(models.Model):
    """The clock of a case stood from one day on; `until` is the first day that counted again."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField()
    paused_by = models.ForeignKey(Official, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(until__isnull=True), name="one_open_pause_of_a_case"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pause_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.since} -> {self.until or '…'}"
