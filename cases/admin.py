"""Reference data in Django's admin: the office, its people, its registers. Cases never are here."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import registers
from .letters import arms
from .lifecycle.refusal import BadFact
from .lifecycle.roles import WITHOUT_ACTS, Role
from .models import (
    Appointment,
    Body,
    CalendarDay,
    CalendarYear,
    Case,
    ConsentRule,
    Correspondent,
    DeadlinePolicy,
    FileTitle,
    Official,
    Post,
    Register,
    RegisterYear,
    RegistrationPoint,
    Unit,
    User,
)
from .norms.profile import check_levels


def same_body(body: Body | None, **others: Any) -> None:
    """Refuse parts of another body, naming the field. Raises ValidationError."""
    for field, other in others.items():
        if other is not None and body is not None and other.body_id != body.pk:
            raise ValidationError({field: _("belongs to another body")})


class OfBody(admin.ModelAdmin[Any]):
    """Rows of a body; a row that others refer to is kept, not deleted."""

    list_filter = ["body"]
    list_select_related: ClassVar[tuple[str, ...]] = ("body",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Reference data stands in histories: it is corrected or ended, never deleted."""
        return False


class BodyForm(forms.ModelForm[Body]):
    """A body bears one picture, arms or emblem, and weighs the rules of its norm."""

    picture = forms.FileField(label=_("new arms or emblem"), required=False, help_text=_("PNG or plain SVG, to 500 kB"))
    no_picture = forms.BooleanField(label=_("no arms or emblem"), required=False)

    def clean_norm_levels(self) -> dict[str, str]:
        """Refuse a rule that the norms do not know, or a weight that is none."""
        levels: dict[str, str] = self.cleaned_data["norm_levels"] or {}
        try:
            check_levels(levels)
        except ValueError as error:
            raise ValidationError(_("no such rule or weight: %s") % error) from error
        return levels

    def clean_picture(self) -> str | None:
        """Keep the picture by its digest, or refuse it."""
        uploaded = self.cleaned_data["picture"]
        if uploaded is None or uploaded.size > arms.LARGEST:
            if uploaded is None:
                return None
            raise ValidationError(_("arms are a file of at most 500 kB"))
        try:
            return arms.keep(uploaded.read())
        except BadFact as refusal:
            raise ValidationError(str(refusal.reason)) from refusal

    def save(self, commit: bool = True) -> Body:
        """Put the new picture in the place of the old one; sheets that show the old one keep it."""
        if self.cleaned_data["no_picture"] or self.cleaned_data["picture"]:
            self.instance.arms = "" if self.cleaned_data["no_picture"] else self.cleaned_data["picture"]
        body: Body = super().save(commit)
        return body


@admin.register(Body)
class BodyAdmin(OfBody):
    """A body's code stands in every entry of its histories, so it is fixed with its first case."""

    form = BodyForm
    exclude = ["arms"]
    list_display = ["name", "code", "country", "norm_profile", "hold_seconds"]
    list_select_related: ClassVar[tuple[str, ...]] = ()
    list_filter = ["country"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Fix the code of a body that has cases."""
        has_cases = obj is not None and Case.objects.filter(body=obj.pk).exists()
        return ["code"] if has_cases else []


@admin.register(RegistrationPoint, Post)
class PlainAdmin(OfBody):
    """Rows that have a name and a body."""

    list_display = ["name", "body"]
    search_fields = ["name"]


class UnitForm(forms.ModelForm[Unit]):
    """A unit lies in its body, and never in itself."""

    def clean(self) -> dict[str, Any]:
        """Refuse a parent of another body or from below."""
        facts: dict[str, Any] = super().clean() or {}
        parent = facts.get("parent")
        same_body(facts.get("body"), parent=parent)
        if parent is not None and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError({"parent": _("a unit is no part of itself")})
        return facts


@admin.register(Unit)
class UnitAdmin(OfBody):
    """Units in the order of their tree."""

    form = UnitForm
    list_display = ["name", "code", "parent", "body"]
    list_select_related: ClassVar[tuple[str, ...]] = ("body", "parent")
    search_fields = ["name", "code"]
    ordering = ["body", "path"]


class AppointmentForm(forms.ModelForm[Appointment]):
    """A role in a unit of the official's own body, beside no role that excludes it."""

    def clean(self) -> dict[str, Any]:
        """S7 and S8: an administrator or auditor holds no other role on the same days."""
        facts: dict[str, Any] = super().clean() or {}
        official, unit, role = facts.get("official"), facts.get("unit"), facts.get("role")
        since, until = facts.get("since"), facts.get("until")
        if official is None or unit is None or role is None or since is None:
            return facts
        same_body(official.body if official.pk else None, unit=unit)
        others = overlapping(official, since, until).exclude(pk=self.instance.pk).values_list("role", flat=True)
        if any(alone(role, other) for other in others):
            raise ValidationError(
                {"role": _("an administrator or auditor holds no other role on the same days (S7, S8)")}
            )
        return facts


def overlapping(official: Official, since: date, until: date | None) -> Any:
    """The official's appointments that share a day with a span."""
    held = Appointment.objects.filter(official=official.pk).filter(Q(until__isnull=True) | Q(until__gte=since))
    return held.filter(since__lte=until) if until else held


def alone(role: str, other: str) -> bool:
    """Whether two roles may not meet in one person."""
    return role != other and bool({Role(role), Role(other)} & WITHOUT_ACTS)


class AppointmentInline(admin.TabularInline[Appointment, Official]):
    """The roles of an official; an appointment ends by its last day, it is not deleted."""

    model = Appointment
    form = AppointmentForm
    extra = 0
    can_delete = False


class OfficialForm(forms.ModelForm[Official]):
    """An official's unit and post are of his body."""

    def clean(self) -> dict[str, Any]:
        """Refuse a post or unit of another body."""
        facts: dict[str, Any] = super().clean() or {}
        same_body(facts.get("body"), post=facts.get("post"), unit=facts.get("unit"))
        return facts


@admin.register(Official)
class OfficialAdmin(OfBody):
    """Officials with their roles."""

    form = OfficialForm
    inlines = [AppointmentInline]
    list_display = ["__str__", "post", "unit", "body"]
    list_select_related: ClassVar[tuple[str, ...]] = ("body", "post", "unit")
    search_fields = ["surname"]


@admin.register(Correspondent)
class CorrespondentAdmin(OfBody):
    """Whom a body writes to."""

    list_display = ["name", "country", "body"]
    search_fields = ["name"]


@admin.register(ConsentRule)
class ConsentRuleAdmin(OfBody):
    """Whose consent a letter to a country needs; a rule that is not asked any more may go, no history names it."""

    list_display = ["country", "whose", "body"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was asked once stands with the consents of the cases themselves."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(FileTitle)
class FileTitleAdmin(OfBody):
    """The nomenclature of files, a year a list."""

    list_display = ["index", "title", "year", "retention", "body"]
    list_filter = ["body", "year"]
    search_fields = ["index", "title"]


@admin.register(CalendarDay, CalendarYear, DeadlinePolicy)
class DeadlinesAdmin(OfBody):
    """What the body counts deadlines by; `recompute_deadlines` moves the dates when days have changed."""


class RegisterYearForm(forms.ModelForm[RegisterYear]):
    """A year of a register begins once, after the last number given before Chancery."""

    class Meta:
        model = RegisterYear
        fields = ["year", "opening"]

    def save(self, commit: bool = True) -> RegisterYear:
        """Begin the counter where the old register ended; registers.py keeps it from there on."""
        self.instance.last = self.instance.opening
        year: RegisterYear = super().save(commit)
        return year


class RegisterYearInline(admin.TabularInline[RegisterYear, Register]):
    """Years may be opened here; a year that has begun is only shown."""

    model = RegisterYear
    form = RegisterYearForm
    extra = 0
    can_delete = False
    readonly_fields = ["last", "closed_on"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Counters go on by themselves and never back."""
        return False


class RegisterForm(forms.ModelForm[Register]):
    """A register of its body, whose template writes every number once."""

    def clean_template(self) -> str:
        """Refuse a template that names no ordinal or something unknown."""
        template: str = self.cleaned_data["template"]
        try:
            registers.check_template(template)
        except BadFact as refusal:
            raise ValidationError(str(refusal.reason)) from refusal
        return template

    def clean(self) -> dict[str, Any]:
        """Refuse a unit or point of another body."""
        facts: dict[str, Any] = super().clean() or {}
        same_body(facts.get("body"), unit=facts.get("unit"), point=facts.get("point"))
        return facts


@admin.register(Register)
class RegisterAdmin(OfBody):
    """Registers with their years."""

    form = RegisterForm
    inlines = [RegisterYearInline]
    list_display = ["name", "direction", "template", "unit", "point", "body"]
    list_select_related: ClassVar[tuple[str, ...]] = ("body", "unit", "point")
    list_filter = ["body", "direction"]


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    """Who logs in. Users are deactivated, never deleted: histories name them."""

    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Interface"), {"fields": ["language"]}))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Take `active` away instead."""
        return False
