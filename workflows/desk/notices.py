"""What its reader was told: the letters that began to wait for him, and the deadlines that he is reminded of."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.lifecycle.refusal import BadFact
from cases.pages.reader import reader
from workflows import notices as told
from workflows import reminders

from .frame import frame_of

ON_A_PAGE = 50
LONGEST = 18  # digits of the largest id that both databases compare


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """His notices, newest first; a POST marks those that he had before him as seen."""
    user, at = reader(request), timezone.now()
    mine = told.notices_of(user, on=frame_of(request).today)
    if request.method == "POST":
        told.see(mine.filter(pk__lte=newest(request)), at)
        return redirect("notices")
    page = Paginator(mine.select_related("case__body").order_by("-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "any_new": mine.filter(seen_at=None).exists(),
        "reminders": reminders.shown_to(user, at)[:ON_A_PAGE],
    }
    return render(request, "workflows/notices.html", facts)


def newest(request: HttpRequest) -> int:
    """The newest notice that the page showed: what came later is not seen yet. Raises BadFact."""
    given = request.POST.get("newest", "")
    if not (given.isascii() and given.isdecimal() and len(given) <= LONGEST):
        raise BadFact(_("the page sends which notices it showed"), field="newest")
    return int(given)


def unseen(request: HttpRequest) -> dict[str, object]:
    """For every page: how many notices its reader has not seen; asked only where the page says it."""

    def count() -> int:
        return told.unseen(told.notices_of(reader(request), on=frame_of(request).today)).count()

    return {"unseen_notices": count}
