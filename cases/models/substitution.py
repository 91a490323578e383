from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Direction
from .office import Official, Unit


class Substitution(models.Model):
    """Who acts in whose place, from one day to another, both included; it counts once it is accepted.

    An empty direction or unit means all of them; a unit means those below it too. `acting_as` is the post that letters
    print when the order makes the substitute acting («И.о. министра»); empty: he signs with his own post.
    """

    principal = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("who is away"))
    substitute = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("who acts for him"))
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    sign = models.BooleanField(_("sign letters"), default=False)
    approve = models.BooleanField(_("approve letters"), default=False)
    route = models.BooleanField(_("write resolutions and hand over"), default=False)
    direction = models.CharField(_("which letters"), max_length=3, blank=True, choices=Direction)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    order = models.CharField(_("order"), max_length=200, help_text=_("Number and date of the order."))
    acting_as = models.CharField(_("acting post as printed"), max_length=200, blank=True)
    acting_as_be = models.CharField(_("acting post in Belarusian"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="substitution_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(principal=F("substitute")), name="nobody_replaces_himself"),
            models.CheckConstraint(
                condition=Q(sign=True) | Q(approve=True) | Q(route=True), name="substitution_has_a_scope"
            ),
        ]
        indexes = [models.Index(fields=["substitute", "until"], name="substitution_of_a_substitute")]

    def __str__(self) -> str:
        return f"{self.principal_id}: {self.substitute_id}"
