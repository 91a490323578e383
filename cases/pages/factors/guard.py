"""A session holds for the factors it was begun with; and where everybody must have one, who has none gets one first."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.models import User

from . import held
from .step import STAMP

BEFORE = frozenset({"factors", "add_app", "add_key", "prove", "log_out", "language"})


class Guard:
    """End a session whose owner has other factors now: added or removed at another browser, or by an operator."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and request.session.get(STAMP, "") != held.stamp(request.user):
            logout(request)
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], facts: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead who lacks the factor that he must have to where he gets it."""
        if settings.CHANCERY_SECOND_FACTOR != "required" or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        may = not getattr(view, "login_required", True) or (match is not None and match.view_name in BEFORE)
        return None if may or request.session.get(STAMP) else redirect("factors")
