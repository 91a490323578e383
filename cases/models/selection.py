from django.db import models
from django.utils.translation import gettext_lazy as _

from .user import User


class Selection(models.Model):
    """A view of the register that its reader keeps under a name: the query of the page, as `cases.pages` reads it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="selections")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_selection_of_a_name")]

    def __str__(self) -> str:
        return self.name
