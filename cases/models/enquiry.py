from django.db import models
from django.db.models import Q

from cases.lifecycle.outcomes import Inquiry

from .case import Case
from .draft import Point
from .office import Correspondent, Unit


class Enquiry(models.Model):
    """What the executors of a request ask a unit of the body, or another body, until a day, maybe for one point.

    `answer` is what was said, or why the enquiry was withdrawn; `scan` is the digest of the answer as it came.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="enquiries")
    ordinal = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    correspondent = models.ForeignKey(Correspondent, models.PROTECT, null=True, related_name="+")
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="enquiries")
    question = models.TextField()
    due = models.DateField()
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Inquiry, default=Inquiry.ASKED)
    answer = models.TextField(blank=True)
    scan = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="one_enquiry_of_an_ordinal"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, correspondent__isnull=True)
                | Q(unit__isnull=True, correspondent__isnull=False),
                name="a_unit_or_a_body_is_asked",
            ),
            models.CheckConstraint(condition=~Q(status="answered") | ~Q(answer=""), name="an_answer_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.ordinal}: {self.status}"
