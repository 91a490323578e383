"""The pages on which a person gets a second factor, gives one up, and makes recovery codes."""

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cases.lifecycle.refusal import Refusal
from cases.models import User
from cases.pages import sitting
from cases.pages.reader import reader

from . import held
from .step import STAMP


class LastFactor(Refusal):
    """Everybody must have a second factor here, and this is the last one of his."""

    code = "last_factor"


class NewApp(forms.Form):
    """What a new app shows."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewKey(forms.Form):
    """What a new key has answered, and what its owner calls it."""

    name = forms.CharField(label=_("What you call the key"), max_length=60, initial=_("My key"))
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput, required=False)


@require_http_methods(["GET", "HEAD"])
def factors(request: HttpRequest) -> HttpResponse:
    """What somebody holds."""
    user = reader(request)
    rows = [(row, row.wrap().name if row.type == held.Kind.WEBAUTHN else "") for row in held.of(user)]
    must = settings.CHANCERY_SECOND_FACTOR == "required"
    facts = {"rows": rows, "left": held.codes_left(user), "must": must, "last": must and len(rows) == 1}
    return render(request, "account/factors.html", facts)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@sitting.proven("factors")
def add_app(request: HttpRequest) -> HttpResponse:
    """Show the secret of a new app, and keep it when the app shows the right code for it."""
    user = reader(request)
    form, secret = NewApp(request.POST or None), totp.get_totp_secret()
    if form.is_valid():
        if held.keep_app(user, secret, form.cleaned_data["code"]):
            totp.clear_totp_secret(request)
            return kept(request, user)
        form.add_error("code", _("this is not what the app should show: is the clock of the telephone right?"))
    told = segno.make(get_adapter().build_totp_url(user, secret), error="m")
    picture = mark_safe(told.svg_inline(scale=5, border=4, light="#fff", omitsize=True))  # noqa: S308 - segno's own drawing
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    facts = {"form": form, "secret": groups, "picture": picture}
    return render(request, "account/app.html", facts, status=422 if form.is_bound else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@sitting.proven("factors")
def add_key(request: HttpRequest) -> HttpResponse:
    """Ask a new key through the browser, and keep it when it has answered."""
    user = reader(request)
    form = NewKey(request.POST or None)
    if form.is_valid():
        if held.keep_key(user, form.cleaned_data["name"], form.cleaned_data["credential"]):
            return kept(request, user)
        form.add_error(None, _("the key has not answered"))
    facts = {"form": form, "options": held.new_key(user)}
    return render(request, "account/key.html", facts, status=422 if form.is_bound else 200)


def kept(request: HttpRequest, user: User) -> HttpResponse:
    """This session goes on with the new factor, all others end; with the first one come recovery codes."""
    request.session[STAMP] = held.stamp(user)
    request.session.cycle_key()
    held.told.info("second factor added", extra={"user": user.pk})
    if held.codes_left(user) is None:
        return show_codes(request, user)
    messages.success(request, _("The second factor is kept. All other browsers are logged out."))
    return redirect("factors")


@require_POST
@sitting.proven("factors")
def make_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes; the old ones are good for nothing then."""
    user = reader(request)
    return show_codes(request, user) if held.stamp(user) else redirect("factors")


def show_codes(request: HttpRequest, user: User) -> HttpResponse:
    """Make recovery codes and show them this once."""
    return render(request, "account/codes.html", {"codes": held.new_codes(user)})


@require_POST
@sitting.proven("factors")
def remove_factor(request: HttpRequest, factor: int) -> HttpResponse:
    """Give one up; with the last one go the recovery codes. Raises LastFactor."""
    user = reader(request)
    rows = {row.pk: row for row in held.of(user)}
    if factor not in rows:
        raise Http404
    if len(rows) == 1:
        if settings.CHANCERY_SECOND_FACTOR == "required":
            raise LastFactor(_("everybody has a second factor here: add another one before you remove this"))
        Authenticator.objects.filter(user=user).delete()
    else:
        rows[factor].delete()
    request.session[STAMP] = held.stamp(user)
    request.session.cycle_key()
    held.told.info("second factor removed", extra={"user": user.pk})
    messages.success(request, _("The second factor is removed. All other browsers are logged out."))
    return redirect("factors")
