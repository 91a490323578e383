"""The draft of a letter: versions that never change, and the points that the letter raises."""

from django.db import models
from django.db.models import Q

from cases.lifecycle.outcomes import Answer

from .case import Case
from .office import Official


class Draft(models.Model):
    """One version. `digest` is SHA-256 of the canonical bytes of `content`: text, addressees, attachments."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="drafts")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(Official, models.PROTECT, related_name="+")
    form_only = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="one_draft_of_a_version")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.version}"


class Point(models.Model):
    """One thing that a letter asks. The side that was asked answers it, or says in `left_because` why it does not.

    An answer names the organisation it is about and whom the asker may call there. After the day `useless_after`
    (of a fair, of a tender) no answer is of use to who asked.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="points")
    ordinal = models.PositiveSmallIntegerField()
    text = models.TextField()
    useless_after = models.DateField(null=True)
    kind = models.CharField(max_length=5, choices=Answer, blank=True)
    answer = models.TextField(blank=True)
    organisation = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    left_because = models.TextField(blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="one_point_of_an_ordinal"),
            models.CheckConstraint(condition=Q(kind="", answer="") | Q(left_because=""), name="answered_or_left"),
        ]

    def __str__(self) -> str:
        return self.text
