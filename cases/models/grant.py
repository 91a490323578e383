from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from .case import Case
from .office import Unit
from .user import User


def to_view() -> int:
    """The permission that every grant gives: to see the case."""
    found: int = Permission.objects.get(
        codename="view_case", content_type__app_label="cases", content_type__model="case"
    ).pk
    return found


class CaseGrant(UserObjectPermissionBase):
    """«Show this case to that official or unit, until this date, because»: sparse, explicit, and it expires.

    Given and withdrawn by acts; a withdrawn one stays as `ended`. It shows, and gives no role.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")  # type: ignore[assignment]
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", db_index=False)
    permission = models.ForeignKey(Permission, models.CASCADE, default=to_view, related_name="+")
    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    until = models.DateField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)
    ended = models.BooleanField(default=False)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = []
        indexes = [  # without the grants to people, which are most: so a database knows how few a unit has
            models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="grant_to_a_unit")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit__isnull=True) | Q(user__isnull=True, unit__isnull=False),
                name="a_grant_is_to_one",
            ),
            models.UniqueConstraint(
                fields=["content_object", "user"], condition=Q(ended=False), name="one_grant_to_a_user"
            ),
            models.UniqueConstraint(
                fields=["content_object", "unit"], condition=Q(ended=False), name="one_grant_to_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_object_id}: {self.unit or self.user}"
