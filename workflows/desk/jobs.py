"""Failed work: for administrators, who read no case. It says kinds, numbers and errors, and no word of a letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases import access
from cases.pages.reader import reader
from workflows import outbox

MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def jobs(request: HttpRequest) -> HttpResponse:
    """What has failed in the units that the reader administers; a POST makes one job due now. Raises NotFound."""
    user, at = reader(request), timezone.now()
    units = access.administered_by(user, on=access.today(user, at))
    if not units.exists():
        raise access.NotFound(_("no such page"))
    failing = outbox.failing().filter(case__unit__in=units.values("pk"))
    if request.method == "POST":
        done = outbox.retry(failing.filter(key=request.POST.get("key", "")), at)
        messages.info(request, _("It is tried again now.") if done else _("It is done, or a worker has it in hand."))
        return redirect("jobs")
    found = list(failing.select_related("case__body")[:MOST])
    rows = [(job, outbox.speakable(job.error), outbox.is_stuck(job), job.leased_until) for job in found]
    return render(request, "workflows/jobs.html", {"rows": rows, "total": failing.count()})
