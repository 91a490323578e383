from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Who logs in. What he may do in a body follows from the official he is, never from this row."""

    language = models.CharField(_("interface language"), max_length=2, default="ru")

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Histories name users: they are deactivated, and each page asks anew whether they are active."""
        raise TypeError("users are deactivated, never deleted")
