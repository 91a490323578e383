"""The second step of a log-in. Until it is made nobody is logged in: the session only knows who is asked."""

import time
from datetime import timedelta

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.models import User
from cases.pages.arrival import BACKEND
from cases.pages.sitting import is_past

from . import asking, held

ASKED, STAMP = "asked", "factors"
SPAN = timedelta(minutes=10)


def ask(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Note whom we ask, and ask."""
    request.session.cycle_key()
    request.session[ASKED] = {"user": user.pk, "at": time.time(), "to": to, "hash": user.get_session_auth_hash()}
    return redirect("second_step")


def who_is_asked(request: HttpRequest) -> User | None:
    """Who has made the first step here a short while ago, and is still active and of the same password."""
    asked = request.session.get(ASKED)
    if not asked or is_past(asked["at"], SPAN, time.time()):
        return None
    user = User.objects.filter(pk=asked["user"], is_active=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash(), asked["hash"]) else None


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, then log in."""
    user = who_is_asked(request)
    if user is None:
        request.session.pop(ASKED, None)
        return redirect("log_in")
    form = asking.Asked(request, user)
    if "code" in form.fields:
        form.fields["code"].widget.attrs["autofocus"] = True
    if form.is_valid():
        to = request.session.pop(ASKED)["to"]
        login(request, user, backend=BACKEND)
        request.session[STAMP] = held.stamp(user)
        return redirect(to)
    return render(request, "account/second.html", {"form": form}, status=422 if form.is_bound else 200)
