"""The draft of a letter: versions that never change, and the points that the letter raises."""

from django.db import models

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
    """One thing that a letter asks; `answer` is filled on the side that was asked."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="points")
    ordinal = models.PositiveSmallIntegerField()
    text = models.TextField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="one_point_of_an_ordinal")]

    def __str__(self) -> str:
        return self.text
