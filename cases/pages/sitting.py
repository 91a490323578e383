"""How long a log-in holds, and what needs the password once more.

A session ends when it was not used for a while, and after a working day in any case. Signing and annulling need that
the person has shown who he is within the same sitting; one such proof is good for all letters of the sitting. Moments
are seconds of the machine's clock: they are about this browser, not about a case.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.lifecycle.move import Rule
from cases.lifecycle.refusal import Refusal
from cases.models import User

from .reader import reader

BEGAN, SEEN, SHOWN = "began", "seen", "shown"
NEEDS_PROOF = frozenset({"sign", "annul"})
FRESH = timedelta(minutes=5)  # how old a proof may be for changing what one is known by
STEP = 60  # seconds between two notes of when a session was used

type Page = Callable[..., HttpResponse]


class NotShown(Refusal):
    """The person has not shown within this sitting who he is."""

    code = "not_shown"
    status = 403


class Limits:
    """End a session that was not used, or has lasted, too long; and let no browser keep what a person has read."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.answer(request)
        now = time.time()
        if has_ended(request.session, now):
            logout(request)
        elif now - request.session[SEEN] > STEP:
            request.session[SEEN] = now
        response = self.answer(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def has_ended(session: Any, now: float) -> bool:
    """Whether a session has ended, by what is in it; one that says nothing of itself has."""
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    return is_past(seen, settings.CHANCERY_SESSION_IDLE, now) or is_past(began, settings.CHANCERY_SESSION_LONGEST, now)


def is_past(moment: float, span: timedelta, now: float) -> bool:
    """Whether a span has passed since a moment; a clock that was put back makes nothing valid again."""
    return not 0 <= now - moment <= span.total_seconds()


def begin(request: HttpRequest, **_: Any) -> None:
    """Note that a person has just logged in."""
    now = time.time()
    request.session.update({BEGAN: now, SEEN: now, SHOWN: now})


user_logged_in.connect(begin, dispatch_uid="chancery.sitting")


def is_shown(request: HttpRequest, span: timedelta | None = None) -> bool:
    """Whether the person has shown within a span who he is; without one, within this sitting."""
    return not is_past(request.session.get(SHOWN, 0), span or settings.CHANCERY_SITTING, time.time())


def proven(back: str) -> Callable[[Page], Page]:
    """Let only who has shown a few minutes ago that it is him see or send a page; `back` is where a sent one begins."""

    def around(page: Page) -> Page:
        @wraps(page)
        def asked(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
            if is_shown(request, FRESH):
                return page(request, *args, **facts)
            to = request.path if request.method == "GET" else reverse(back)
            return redirect(f"{reverse('prove')}?{urlencode({'next': to})}")

        return asked

    return around


def check(request: HttpRequest, rule: Rule, *, paper: bool = False) -> None:
    """Refuse a move that needs such a proof where there is none; what is entered from paper was signed elsewhere.

    Raises NotShown.
    """
    if rule.name in NEEDS_PROOF and not (paper and rule.name == "sign") and not is_shown(request):
        raise NotShown(_("show that it is you: this needs your password once more"))


class OfPerson(forms.Form):
    """A form that is about one person, at his browser."""

    def __init__(self, request: HttpRequest, user: User) -> None:
        super().__init__(request.POST or None)
        self.request, self.user = request, user


class Proof(OfPerson):
    """The password of who is logged in; who has none, because the network logs him in, is not asked for it."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, user: User) -> None:
        super().__init__(request, user)
        if not user.has_usable_password():
            del self.fields["password"]

    def clean(self) -> None:
        """Judge the password as the log-in does."""
        super().clean()
        if password := self.cleaned_data.get("password"):
            told = {"username": self.user.get_username(), "password": password}
            proven = AuthenticationForm(self.request, told)
            if not (proven.is_valid() and cast(Any, proven.get_user()).pk == self.user.pk):
                self.add_error("password", _("this is not the password, or too many wrong ones came: wait a little"))


def proof_of(request: HttpRequest, user: User) -> Proof:
    """The form by which somebody shows that it is him."""
    if settings.CHANCERY_SECOND_FACTOR == "off":
        return Proof(request, user)
    from .factors.asking import Both

    return Both(request, user)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the password, and for the second factor of who has one; then go back to the page that needed it."""
    user = reader(request)
    back = request.POST.get("next", request.GET.get("next", ""))
    form = proof_of(request, user)
    if form.fields and form.is_valid():
        request.session[SHOWN] = time.time()
        request.session.cycle_key()
        return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "inbox")
    return render(request, "account/prove.html", {"form": form, "next": back}, status=422 if form.is_bound else 200)
