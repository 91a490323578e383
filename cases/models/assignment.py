"""What the head orders: the resolution, and the people it charges with the work."""

from django.db import models
from django.db.models import Q

from cases.deadlines.policy import Urgency

from .case import Case
from .office import Official


class Resolution(models.Model):
    """A documented order of the head on an incoming letter; a later one only specifies the former.

    `rule` and `base` are what its deadline is counted from, as they were when it was issued; `due` is the deadline
    that it then had. Both are empty when it left a deadline as it was.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="resolutions")
    author = models.ForeignKey(Official, models.PROTECT, related_name="+")
    text = models.TextField()
    due = models.DateField(null=True)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)
    rule = models.JSONField(default=dict)
    base = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Assignment(models.Model):
    """One executor of a case; the first named is responsible for the whole.

    `ordered` is the day that the resolution set a co-executor, `due` where pauses have moved it: never behind the
    deadline of the case.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="assignments")
    official = models.ForeignKey(Official, models.PROTECT, related_name="assignments")
    responsible = models.BooleanField()
    ordered = models.DateField(null=True)
    due = models.DateField(null=True)
    ended = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(responsible=True, ended=False), name="one_responsible_executor"
            ),
            models.UniqueConstraint(fields=["resolution", "official"], name="one_assignment_of_an_official"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.official_id}"
