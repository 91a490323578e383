from django.db import models

from .case import Case


class Sought(models.Model):
    """The words under which a case is found, as `cases.search` reads them off it. Never evidence: made anew at will."""

    of = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="sought")
    words = models.TextField()

    class Meta:
        verbose_name = "words of a case"

    def __str__(self) -> str:
        return self.words[:80]
