"""What the head orders: the resolution, and the people it charges with the work."""

from django.db import models
from django.db.models import Q

from .case import Case
from .office import Official


class Resolution(models.Model):
    """A documented order of the head on an incoming letter; a later one only specifies the former."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="resolutions")
    author = models.ForeignKey(Official, models.PROTECT, related_name="+")
    text = models.TextField()
    due = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Assignment(models.Model):
    """One executor of a case; the first named is responsible for the whole."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="assignments")
    official = models.ForeignKey(Official, models.PROTECT, related_name="assignments")
    responsible = models.BooleanField()
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
