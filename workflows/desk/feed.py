"""The address under which a calendar reads its owner's deadlines; who has the secret needs no log-in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases import access, feed


@login_not_required
@never_cache
@require_safe
def deadlines(_: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a secret; 404 for one that opens nothing."""
    user, now = feed.reader_of(token), timezone.now()
    if user is None:
        raise Http404
    return HttpResponse(
        feed.calendar(user, on=access.today(user, now), at=now), content_type="text/calendar; charset=utf-8"
    )
