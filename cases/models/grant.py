from django.db import models
from guardian.models import UserObjectPermissionBase

from .case import Case


class CaseGrant(UserObjectPermissionBase):
    """«Show this case to that official, until this date, because»: sparse, explicit, and it expires."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)
    until = models.DateField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = ["user", "permission", "content_object"]
