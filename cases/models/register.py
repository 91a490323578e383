"""Registers and their numbers: gap-free, never reused."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case, Direction
from .office import Body, Official, RegistrationPoint, Unit


class Register(models.Model):
    """A numbered series of a body ("06-09/398"). One row numbers one direction of one unit or point."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    name = models.CharField(_("name"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"))
    point = models.ForeignKey(
        RegistrationPoint, models.PROTECT, null=True, blank=True, verbose_name=_("registration point")
    )
    template = models.CharField(
        _("number template"), max_length=60, help_text=_("{unit}, {file}, {ord}, {ord:05}, {yy}, {yyyy}")
    )
    file = models.CharField(_("file index"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_register_of_a_name")]

    def __str__(self) -> str:
        return self.name


class RegisterYear(models.Model):
    """The counter of a register in one year; `opening` is the last number given before Chancery.

    Once the volume of the year is closed, it gives no number any more; guards hold that too.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="years", verbose_name=_("register"))
    year = models.PositiveSmallIntegerField(_("year"))
    opening = models.PositiveIntegerField(_("opening balance"), default=0)
    last = models.PositiveIntegerField(_("last number"), default=0, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    class Meta:
        verbose_name = _("year of a register")
        verbose_name_plural = _("years of a register")
        constraints = [
            models.UniqueConstraint(fields=["register", "year"], name="one_counter_a_year"),
            models.CheckConstraint(condition=Q(last__gte=0), name="counter_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.year}: {self.last}"


class Number(models.Model):
    """One number of a register: issued to a case, reserved, or void; never deleted, never given twice."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("issued")
        RESERVED = "reserved", _("reserved")
        VOID = "void", _("void")

    register = models.ForeignKey(Register, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    text = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="numbers")
    holder = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "year", "ordinal"], name="one_number_of_an_ordinal"),
            models.UniqueConstraint(fields=["register", "year", "text"], name="one_number_of_a_text"),
            models.CheckConstraint(condition=~Q(status="issued") | Q(case__isnull=False), name="issued_to_a_case"),
            models.CheckConstraint(condition=~Q(status="reserved") | Q(holder__isnull=False), name="reserved_by_one"),
            models.CheckConstraint(condition=~Q(status="void") | ~Q(reason=""), name="void_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.text
