"""What an outside auditor is given and what he leaves: a mandate, and notes that stand apart from the case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .office import Unit


class Mandate(models.Model):
    """By which order a person may read which unit's cases of which period, and until when. It lets him do nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name=_("user"))
    order = models.CharField(_("order"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    opened_from = models.DateField(_("cases opened from"))
    opened_until = models.DateField(_("cases opened until"))
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("to"))

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(condition=Q(opened_until__gte=F("opened_from")), name="mandate_period_is_one"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="mandate_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.order}"


class AuditNote(models.Model):
    """What an auditor found in a case; no part of the case, and never changed."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="audit_notes")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
