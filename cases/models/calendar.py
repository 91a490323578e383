"""What an office counts its deadlines by: its policies, and its own table of days over the published calendars."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.deadlines.calendar import COUNTRIES
from cases.deadlines.policy import LONGEST, Base, Roll, Unit, Urgency

from .office import Body

CALENDARS = [(country, country) for country in COUNTRIES]


class CalendarDay(models.Model):
    """A day that differs from the published calendar of a country: a decree, or an order of the body's own."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="calendar_days", verbose_name=_("body"))
    country = models.CharField(_("country"), max_length=2, choices=CALENDARS)
    day = models.DateField(_("day"))
    working = models.BooleanField(_("a working day"))
    basis = models.CharField(_("basis"), max_length=300, help_text=_("The decree or order, with number and date."))

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ["country", "day"]
        constraints = [models.UniqueConstraint(fields=["body", "country", "day"], name="one_change_of_a_day")]

    def __str__(self) -> str:
        return f"{self.country} {self.day}"


class CalendarYear(models.Model):
    """A year whose transfers are all entered: its dates are provisional no more."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="calendar_years", verbose_name=_("body"))
    country = models.CharField(_("country"), max_length=2, choices=CALENDARS)
    year = models.PositiveSmallIntegerField(_("year"))
    basis = models.CharField(_("basis"), max_length=300, help_text=_("The decree, with number and date."))

    class Meta:
        verbose_name = _("decreed year")
        verbose_name_plural = _("decreed years")
        ordering = ["country", "year"]
        constraints = [models.UniqueConstraint(fields=["body", "country", "year"], name="one_decree_of_a_year")]

    def __str__(self) -> str:
        return f"{self.country} {self.year}"


class DeadlinePolicy(models.Model):
    """Which term an order has that names no date (3.4 of the norms); for letters from abroad it may be another one."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="deadline_policies", verbose_name=_("body"))
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    abroad = models.BooleanField(_("for letters from another country"), default=False)
    base = models.CharField(_("counted from"), max_length=12, choices=Base, default=Base.RESOLUTION)
    unit = models.CharField(_("counted in"), max_length=10, choices=Unit)
    number = models.PositiveSmallIntegerField(_("how many"))
    roll = models.CharField(_("a last day off"), max_length=4, choices=Roll)
    country = models.CharField(_("by the calendar of"), max_length=2, choices=CALENDARS)

    class Meta:
        verbose_name = _("policy of deadlines")
        verbose_name_plural = _("policies of deadlines")
        ordering = ["body", "urgency", "abroad"]
        constraints = [
            models.UniqueConstraint(fields=["body", "urgency", "abroad"], name="one_policy_of_an_urgency"),
            models.CheckConstraint(condition=Q(number__range=(1, LONGEST)), name="policy_has_a_term"),
        ]

    def __str__(self) -> str:
        return f"{self.urgency}: {self.number} {self.unit}"
