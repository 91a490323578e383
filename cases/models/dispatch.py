from django.db import models

from cases.lifecycle.outcomes import Channel, Delivery, Reply

from .case import Case
from .office import Correspondent


class Dispatch(models.Model):
    """One addressee's copy: its way out, its proof and its reply."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="dispatches")
    ordinal = models.PositiveSmallIntegerField()
    correspondent = models.ForeignKey(Correspondent, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    copies = models.PositiveSmallIntegerField(default=1)
    delivery = models.CharField(max_length=10, choices=Delivery, default=Delivery.QUEUED)
    proof = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    their_number = models.CharField(max_length=60, blank=True)
    their_date = models.DateField(null=True)
    reply = models.CharField(max_length=10, choices=Reply, default=Reply.AWAITED)
    reply_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="answers")
    excuse = models.TextField(blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="one_copy_of_an_ordinal"),
            models.UniqueConstraint(fields=["case", "correspondent"], name="one_copy_an_addressee"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.ordinal}: {self.delivery}"
