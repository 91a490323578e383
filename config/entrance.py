"""What every request passes before a page sees it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.csp import CSP, build_policy

type Answer = Callable[[HttpRequest], HttpResponse]


class NoNul:
    """Refuse an address with a NUL character in it (400): one database would break on it, the other keep it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL character is no text")
        return self.answer(request)


class AdminPolicy:
    """Django's admin brings scripts of its own: its pages have a wider policy than ours."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if request.path.startswith(reverse("admin:index")):
            policy: dict[str, Any] = settings.ADMIN_CSP
            response.headers[CSP.HEADER_ENFORCE.value] = build_policy(policy)
        return response
