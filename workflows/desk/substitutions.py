"""Substitutions: who acts for whom; made by form, agreed to and ended by a button."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import access
from cases.lifecycle.refusal import Refusal
from cases.models import Direction, Official, Substitution, Unit
from cases.pages.reader import reader
from workflows import substitution
from workflows.attendance import Thin, emptied

MOST = 200


class SubstitutionForm(forms.ModelForm[Substitution]):
    """Who is away, who acts for him, when, in what, by which order."""

    template_name = "workflows/form.html"

    class Meta:
        model = Substitution
        fields = (
            "principal", "substitute", "since", "until", "sign", "approve", "route", "direction", "unit",
            "order", "acting_as", "acting_as_be",
        )  # fmt: skip

    def __init__(self, data: Any, *, official: Official, principals: Any) -> None:
        super().__init__(data, initial={"principal": official.pk})
        body = Official.objects.filter(body=official.body_id).select_related("post").order_by("surname")
        self.fields["principal"] = Colleague(principals.order_by("surname"), empty_label="—", label=_("who is away"))
        self.fields["substitute"] = Colleague(
            body.filter(user__is_active=True), empty_label="—", label=_("who acts for him")
        )
        self.fields["direction"] = forms.ChoiceField(
            choices=[("", _("all letters")), *Direction.choices], required=False, label=_("which letters")
        )
        self.fields["unit"] = forms.ModelChoiceField(
            Unit.objects.filter(body=official.body_id).order_by("path"),
            required=False,
            empty_label="—",
            label=_("unit"),
        )
        for name, label in (("since", _("from")), ("until", _("to"))):
            self.fields[name] = forms.DateField(label=label, widget=forms.DateInput({"type": "date"}))
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def _post_clean(self) -> None:
        """The door of substitutions judges the row; the form reads its fields only."""


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An official with his post."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and post."""
        return f"{obj.surname} {obj.initials}, {obj.post.name}"


@require_http_methods(["GET", "HEAD", "POST"])
def substitutions(request: HttpRequest) -> HttpResponse:
    """The substitutions that concern the reader, and the form of a new one."""
    user, at = reader(request), timezone.now()
    official = access.in_office(user)
    principals = substitution.principals(user, at).filter(body=official.body_id).select_related("post")
    form = SubstitutionForm(request.POST or None, official=official, principals=principals)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            planned = substitution.plan(user, at=at, **form.cleaned_data)
            thin = [] if "anyway" in request.POST else emptied(planned)
            if thin:
                return page(request, form, thin)
            planned.save()
            messages.success(request, _("Named; it counts once the substitute has agreed."))
            return redirect("substitutions")
        except Refusal as refusal:
            status = refusal.status
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
    elif form.is_bound:
        status = 422
    return page(request, form, [], status)


def page(request: HttpRequest, form: SubstitutionForm, thin: list[Thin], status: int = 200) -> HttpResponse:
    """The page; `thin` are the steps that the absence would leave with nobody, told before it is made."""
    user, at = reader(request), timezone.now()
    official = access.official_of(user)
    context = {
        "form": form,
        "rows": list(substitution.concerning(user, at)[:MOST]),
        "today": access.day_for(user, official, at),
        "mine": official,
        "thin": thin,
    }
    return render(request, "workflows/substitutions.html", context, status=status)


@require_POST
def answer(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Agree to a substitution, or end it."""
    (substitution.accept if word == "accept" else substitution.end)(pk, by=reader(request), at=timezone.now())
    messages.success(request, _("Agreed.") if word == "accept" else _("Ended."))
    return redirect("substitutions")
