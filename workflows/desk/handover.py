"""The page on which a head hands over all that lies with one who leaves."""

import secrets
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases import access, words
from cases.models import Official
from cases.pages.reader import reader
from workflows.handover import hand_all_over

from .frame import frame_of
from .substitutions import Colleague


class HandoverForm(forms.Form):
    """From whom, to whom, why."""

    template_name = "workflows/form.html"
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    reason = forms.CharField(label=words.label("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any, *, official: Official) -> None:
        super().__init__(data, initial={"key": secrets.token_urlsafe(16)})
        colleagues = Official.objects.filter(body=official.body_id).select_related("post").order_by("surname")
        self.fields["leaving"] = Colleague(colleagues, empty_label="—", label=words.label("leaving"))
        self.fields["to"] = Colleague(colleagues.filter(user__is_active=True), empty_label="—", label=words.label("to"))
        self.order_fields(["key", "leaving", "to", "reason"])


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest) -> HttpResponse:
    """The form, and after it what went over and what did not. Raises NotFound for who heads nothing."""
    user, at = reader(request), timezone.now()
    if not frame_of(request).heads:
        raise access.NotFound(_("no such page"))
    form = HandoverForm(request.POST or None, official=access.in_office(user))
    handed = None
    if form.is_valid():
        told = form.cleaned_data
        handed = hand_all_over(told["leaving"], told["to"], told["reason"], by=user, at=at, key=told["key"])
    status = 422 if form.is_bound and handed is None else 200
    return render(request, "workflows/handover.html", {"form": form, "handed": handed}, status=status)
