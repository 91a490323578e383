from django.db import models
from django.db.models import Q

from .case import Case
from .office import Official


class Familiarisation(models.Model):
    """A letter is shown to an official, beside its flow; `read_at` is when he says that he has read it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="familiarisations")
    official = models.ForeignKey(Official, models.PROTECT, related_name="familiarisations")
    asked_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "official"], condition=Q(read_at__isnull=True), name="one_open_showing_to_an_official"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.official_id}"
