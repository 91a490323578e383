"""Where a person is logged in now, and ending that elsewhere. A session is named by a digest, never by its key."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from cases.models import User

from . import sitting
from .reader import reader


@dataclass(frozen=True)
class Seat:
    """One session of a person; the moments are in UTC."""

    row: Session
    began: datetime
    seen: datetime
    is_here: bool

    @property
    def mark(self) -> str:
        """What the page calls it by."""
        return salted_hmac("chancery.sessions", self.row.session_key, algorithm="sha256").hexdigest()[:32]


def seats_of(user: User, here: str | None) -> Iterator[Seat]:
    """The sessions of a person that have not ended, the last used first; `here` is the key of this one."""
    now, found = time.time(), []
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        told = row.get_decoded()
        if told.get(SESSION_KEY) == str(user.pk) and not sitting.has_ended(told, now):
            began, seen = (datetime.fromtimestamp(told[name], UTC) for name in (sitting.BEGAN, sitting.SEEN))
            found.append(Seat(row, began, seen, row.session_key == here))
    yield from sorted(found, key=lambda seat: seat.seen, reverse=True)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Show them."""
    seats = list(seats_of(reader(request), request.session.session_key))
    return render(request, "account/sessions.html", {"seats": seats})


@require_POST
@sitting.proven("sessions")
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End the one that is named, or all but this one."""
    user, mark = reader(request), request.POST.get("mark", "")
    for seat in seats_of(user, request.session.session_key):
        if not seat.is_here and mark in ("", seat.mark):
            seat.row.delete()
    messages.success(request, _("Ended."))
    return redirect("sessions")
