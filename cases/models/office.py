"""The office: bodies, their units and posts, the officials who hold them, and the files they keep."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.lifecycle.roles import BY_APPOINTMENT
from cases.lifecycle.signatures import Signing


class NormProfile(models.TextChoices):
    """Which record-keeping norm a body's documents follow (section 0 of the norms)."""

    RU_2016 = "ru-2016", "ГОСТ Р 7.0.97-2016"
    RU_2025 = "ru-2025", "ГОСТ Р 7.0.97-2025"
    BY_2009 = "by-2009", "Инструкция № 4 от 19.01.2009"
    BY_2025 = "by-2025", "Инструкция № 65 от 29.08.2025"


class Body(models.Model):
    """A state body with its own chancery; every other row belongs to one."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=300)
    name_be = models.CharField(_("name in Belarusian"), max_length=300, blank=True)
    country = models.CharField(_("country"), max_length=2)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Minsk")
    norm_profile = models.CharField(_("norm profile"), max_length=10, choices=NormProfile)
    norm_levels = models.JSONField(
        _("own weights of rules"),
        default=dict,
        blank=True,
        help_text=_('{"V16": "warn"}: error refuses the letter, warn tells its writer, off is silent.'),
    )
    arms = models.CharField(_("arms or emblem"), max_length=64, blank=True, help_text=_("Digest of the picture."))
    address = models.CharField(_("address"), max_length=300)
    address_be = models.CharField(_("address in Belarusian"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    fax = models.CharField(_("fax"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hold_seconds = models.PositiveIntegerField(
        _("holding time of a decision, s"),
        default=60,
        help_text=_("A decision takes effect after this time; until then its author may undo it."),
    )
    office_closes = models.TimeField(
        _("the office closes at"),
        null=True,
        blank=True,
        help_text=_("What is registered later counts to the next working day. Empty: the whole day counts."),
    )
    form_changes_keep_visas = models.BooleanField(
        _("a form-only change keeps the visas"),
        default=False,
        help_text=_("A changed comma keeps the visas when the signer allows it and all are shown it."),
    )

    signing = models.CharField(
        _("how letters are signed"),
        max_length=4,
        choices=Signing,
        default=Signing.HAND,
        help_text=_("A letter that is signed already keeps its way; change this when none awaits registration."),
    )

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")

    def __str__(self) -> str:
        return self.name


class RegistrationPoint(models.Model):
    """A desk of a body where incoming letters are registered («Руководство Московской области»)."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"))
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("registration point")
        verbose_name_plural = _("registration points")
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_point_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit of a body. `path` is the chain of ids from the top ("/1/4/"), so "below" is a prefix."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    code = models.CharField(_("code"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_unit_of_a_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep `path` in step: it needs the row's own id, so a new unit is written twice."""
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])
            for part in self.parts.all():
                part.save()


class Post(models.Model):
    """A post of a body, in the forms that letters print; rank 1 is the head."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"))
    name = models.CharField(_("name"), max_length=200)
    name_be = models.CharField(_("name in Belarusian"), max_length=200, blank=True)
    name_dative = models.CharField(_("name in the dative"), max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=9)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_post_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Official(models.Model):
    """A person in a post. Dative forms are stored: Chancery never declines a name by itself."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="official",
        verbose_name=_("user"),
    )
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    surname = models.CharField(_("surname"), max_length=100)
    initials = models.CharField(_("initials"), max_length=20, help_text=_("As printed: С.С."))
    surname_dative = models.CharField(_("surname in the dative"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")

    def __str__(self) -> str:
        return f"{self.initials}{self.surname}"


class Appointment(models.Model):
    """A role of an official in a unit (and in all units below it) from one day to another, both included."""

    official = models.ForeignKey(Official, models.PROTECT, related_name="appointments", verbose_name=_("official"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=[(r.value, r.label) for r in BY_APPOINTMENT])
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="appointment_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["official", "unit", "role", "since"], name="one_appointment_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.official}: {self.role}"


class Correspondent(models.Model):
    """Whom a body writes to, with the lines that stand on the letter (never declined by Chancery)."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"), related_name="correspondents")
    name = models.CharField(_("name"), max_length=300)
    country = models.CharField(_("country"), max_length=2)
    addressee = models.TextField(_("addressee as printed"), help_text=_("One line a row; a post in the dative."))
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_correspondent_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ConsentRule(models.Model):
    """A letter of the body to a country is signed only with this consent (the ministry of foreign affairs, …)."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"))
    country = models.CharField(_("country of the addressee"), max_length=2)
    whose = models.CharField(_("whose consent"), max_length=300)

    class Meta:
        verbose_name = _("consent asked for a country")
        verbose_name_plural = _("consents asked by country")
        constraints = [models.UniqueConstraint(fields=["body", "country", "whose"], name="one_rule_a_consent")]

    def __str__(self) -> str:
        return f"{self.country}: {self.whose}"


class FileTitle(models.Model):
    """A line of a body's approved nomenclature of files for one year (V30)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="nomenclature", verbose_name=_("body"))
    year = models.PositiveSmallIntegerField(_("year"))
    index = models.CharField(_("index"), max_length=30)
    title = models.CharField(_("title"), max_length=300)
    retention = models.CharField(_("retention"), max_length=100)

    class Meta:
        verbose_name = _("title of a file")
        verbose_name_plural = _("nomenclature of files")
        constraints = [models.UniqueConstraint(fields=["body", "year", "index"], name="one_file_of_an_index")]

    def __str__(self) -> str:
        return f"{self.index} {self.title}"
