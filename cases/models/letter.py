from django.db import models

from cases.lifecycle.sheets import Sheet

from .case import Case
from .entry import Entry


class Letter(models.Model):
    """A sheet that an act produced: its frozen facts first, its bytes when the worker has rendered them.

    The facts carry a salt, so that their digest in the entry tells nothing once they are lawfully destroyed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="letters")
    sheet = models.CharField(max_length=3, choices=Sheet)
    context = models.JSONField()
    context_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True)
    pictures = models.JSONField(default=list)  # digests of its pages as the screen shows them; no evidence of anything

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["entry", "sheet"], name="one_sheet_of_a_kind_an_entry")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.digest[:12]}"
