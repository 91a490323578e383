from django.db import models

from .case import Case


class Answering(models.Model):
    """A letter of ours answers a letter that came in; one letter may answer several, and one be answered by several."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="answering")
    request = models.ForeignKey(Case, models.PROTECT, related_name="replies")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "request"], name="a_request_is_answered_once")]

    def __str__(self) -> str:
        return f"{self.case_id} answers {self.request_id}"
