"""Refusals as pages: each says what was asked in vain and why, in the reader's language."""

import logging
from collections.abc import Callable
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found

from cases.lifecycle.refusal import Refusal

from .sitting import NotShown

told = logging.getLogger("chancery.refusal")
NOT_FOUND = 404
TOO_LARGE = 413


class Refusals:
    """Answer a refusal that a page did not answer itself."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal by its status; what a user may not see is the same page as what is not there."""
        if not isinstance(exception, Refusal):
            return None
        told.warning("refused", extra={"request": request, "code": exception.code, "status": exception.status})
        if isinstance(exception, NotShown):
            back = urlencode({"next": request.get_full_path() if request.method == "GET" else ""})
            return redirect(f"{reverse('prove')}?{back}")
        if exception.status == NOT_FOUND:
            return page_not_found(request, exception)
        return render(request, "cases/refused.html", {"reason": str(exception)}, status=exception.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no form can answer: too large (413), or not what a browser sends (400)."""
    if isinstance(exception, RequestDataTooBig):
        reason, status = _("what you sent is larger than 8 MB; go back, shorten it or attach it as a file"), TOO_LARGE
    elif isinstance(exception, BadRequest):
        reason, status = _("the address holds a NUL character, which is no text"), 400
    else:
        reason, status = _("the request is not one that these pages send"), 400
    return render(request, "cases/refused.html", {"reason": reason}, status=status)
