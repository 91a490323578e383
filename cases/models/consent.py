from django.db import models

from .case import Case


class Consent(models.Model):
    """Another body agreed to a letter of ours: its answer by digest, bound to the text that it was asked about.

    `kept_for` is the digest of a form-only change for which the consent was kept, as visas are.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    round = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=64)
    note = models.TextField()
    digest = models.CharField(max_length=64)
    kept_for = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.whose}"
