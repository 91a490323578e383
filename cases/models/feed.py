from django.conf import settings
from django.db import models
from django.db.models import Q


class CalendarFeed(models.Model):
    """A secret address under which a person's deadlines are read by his calendar; only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feeds")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at__isnull=True), name="one_feed_of_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.made_at:%d.%m.%Y}"
