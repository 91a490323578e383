"""The pages on which acts are made: a form, one call of the door, then the case or the refusal."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import access, words
from cases.lifecycle.refusal import Refusal
from cases.models import LAWS
from cases.pages import sitting
from cases.pages.reader import reader
from workflows import hold, offers
from workflows.perform import OPENINGS, Done, open_case, perform

from .forms import ActForm, PaperForm
from .reference import Reference


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, case: int, move: str, *, paper: bool = False) -> HttpResponse:
    """Make a move on a case; on paper: enter one that another has made."""
    user, at, status, unproven = reader(request), timezone.now(), 200, False
    found = access.case_for(user, case, on=access.today(user, at))
    rule = offers.named(type(found), move)
    if request.method != "POST":
        offers.check(found, offers.Offer(rule, paper), user, at)
        sitting.check(request, rule, paper=paper)
    made: Any = getattr(type(found), move)
    reference = Reference(found.body, offers.colleague(user, found), user, at, found)
    form = (PaperForm if paper else ActForm)(made, reference, *sent(request), key=secrets.token_urlsafe(16))
    if form.is_bound:
        try:
            sitting.check(request, rule, paper=paper)
            return done(request, perform(made, case=case, by=user, at=at, **form.read()))
        except Refusal as refusal:
            status, unproven = form.refuse(refusal), isinstance(refusal, sitting.NotShown)
    context = {"form": form, "rule": rule, "case": found, "paper": paper, "unproven": unproven}
    return render(request, "workflows/act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, move: str) -> HttpResponse:
    """Open a case, maybe in reply to another one."""
    user, at, status = reader(request), timezone.now(), 200
    rule, units = offers.opening(user, at, move)
    made: Any = getattr(LAWS[OPENINGS[move]], move)
    official = access.in_office(user)
    reference = Reference(official.body, official, user, at, units=tuple(units))
    key, reply_to = secrets.token_urlsafe(16), request.GET.get("reply_to", "")
    form = ActForm(made, reference, *sent(request), key=key, reply_to=reply_to)
    if form.is_bound:
        try:
            return done(request, open_case(made, body=official.body, by=user, at=at, **form.read()))
        except Refusal as refusal:
            status = form.refuse(refusal)
    return render(request, "workflows/act.html", {"form": form, "rule": rule}, status=status)


@require_POST
def undo(request: HttpRequest, case: int, decision: int) -> HttpResponse:
    """Undo a decision that is not in effect yet, and go back to where it was made."""
    hold.undo(decision, case=case, by=reader(request), at=timezone.now())
    messages.success(request, _("Your decision is undone."))
    back = request.POST.get("next", "")
    return redirect(back) if url_has_allowed_host_and_scheme(back, {request.get_host()}) else redirect("case", case)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent with; nothing when it is only asked for."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def done(request: HttpRequest, answer: Done) -> HttpResponse:
    """Say what the act came to, and show the case."""
    say(request, answer)
    return redirect("case", answer.case)


def say(request: HttpRequest, answer: Done) -> None:
    """Say on the next page what an act came to."""
    words_of = {"deed": words.deed(answer.move), "number": answer.number}
    if answer.held_until is not None:
        text = _("Decided: %(deed)s. It takes effect at the end of its holding time; until then you may undo it.")
    elif answer.number:
        text = _("Done: %(deed)s. Number: %(number)s")
    else:
        text = _("Done: %(deed)s.")
    messages.success(request, text % words_of)
