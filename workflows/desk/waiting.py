"""«What waits for me»: the first page of everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.pages.reader import reader
from workflows import hold, signature, substitution
from workflows.inbox import familiarisations, form_changes, inbox_of, left_alone
from workflows.offers import openings
from workflows.routing import ROUTING

from .frame import frame_of


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What the reader is asked for, his decisions that may still be undone, what others have left behind."""
    user, at = reader(request), timezone.now()
    me = frame_of(request)
    official, today = me.official, me.today
    asked = inbox_of(user, official, me.appointments, on=today)
    context = {
        "asked": asked,
        "several": sum(any(rule.name in ROUTING for rule in one.rules) for one in asked) > 1,
        "to_sign": signature.open_for(official),
        "held": [(one, one.effective_at - at) for one in hold.held_by(user, at)],
        "changes": form_changes(user, on=today),
        "alone": left_alone(user, on=today) if me.heads else [],
        "readings": familiarisations(user, on=today),
        "openings": openings(me.appointments),
        "to_accept": substitution.to_accept(user, today),
    }
    return render(request, "workflows/inbox.html", context)
