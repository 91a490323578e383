"""In which scopes one official may act for another, and which roles each of them lends."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .roles import Role


class Scope(TextChoices):
    """What a substitute does for another."""

    SIGN = "sign", _("sign letters")
    APPROVE = "approve", _("approve letters")
    ROUTE = "route", _("write resolutions and hand over")


# A role that is in no scope is lent to nobody: who writes, registers, controls or annuls does it himself.
SCOPES: dict[Role, Scope] = {
    Role.SIGNER: Scope.SIGN,
    Role.APPROVER: Scope.APPROVE,
    Role.ASSISTANT: Scope.ROUTE,
    Role.HEAD: Scope.ROUTE,
    Role.DEPUTY: Scope.ROUTE,
    Role.AUTHOR: Scope.ROUTE,
}
