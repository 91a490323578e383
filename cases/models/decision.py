from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .office import Official


class Decision(models.Model):
    """A decision that waits for its holding time: lawful when made, but nothing has moved yet."""

    class Status(models.TextChoices):
        HELD = "held", _("held")
        UNDONE = "undone", _("undone")
        EFFECTIVE = "effective", _("in effect")
        LAPSED = "lapsed", _("lapsed")

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    move = models.CharField(max_length=40)
    facts = models.JSONField()
    act = models.JSONField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author = models.ForeignKey(Official, models.PROTECT, related_name="+")
    beside = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    effective_at = models.DateTimeField(db_index=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.HELD)

    class Meta:
        ordering = ["effective_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "author"], condition=Q(status="held"), name="one_held_decision_of_an_author"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status="held", beside=False), name="one_held_decision_of_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.move} {self.status}"
