from django.db import models
from django.db.models import Q

from cases.lifecycle.outcomes import Outcome

from .case import Case
from .office import Official


class Visa(models.Model):
    """An approver's place in a round, and his answer bound to the digest he saw.

    Approvers of one `turn` are asked in parallel; the next turn opens when the former has agreed.
    `kept_for` is the digest of a form-only change for which the visa was kept. One that the signer waived has his
    reason in the place of remarks.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="visas")
    round = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    official = models.ForeignKey(Official, models.PROTECT, related_name="visas")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.PENDING)
    digest = models.CharField(max_length=64, blank=True)
    kept_for = models.CharField(max_length=64, blank=True)
    remarks = models.TextField(blank=True)
    on_paper = models.BooleanField(default=False)
    given_by = models.ForeignKey(
        Official, models.PROTECT, null=True, related_name="+"
    )  # a substitute, or who waived it
    given_at = models.DateTimeField(null=True)
    delegated_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["round", "turn", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "official"],
                condition=~Q(outcome__in=["removed", "delegated"]),
                name="one_place_in_a_round",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["pending", "removed", "delegated", "waived", "void"]) | ~Q(digest=""),
                name="a_given_visa_has_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official_id}: {self.outcome}"

    @property
    def people(self) -> tuple[int | None, ...]:
        """Whose place it is, and who gave it for him."""
        return (self.official_id, self.given_by_id)
