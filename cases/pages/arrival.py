"""Letting in who has shown the first thing that we ask for: his password, or the log-in of the network."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.models import User

BACKEND = "cases.pages.lockout.Backend"


def admit(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Begin his session and go on; who has a second factor is asked for it before."""
    if settings.CHANCERY_SECOND_FACTOR != "off":
        from .factors import held, step

        if held.stamp(user):
            return step.ask(request, user, to)
    login(request, user, backend=BACKEND)
    return redirect(to)
