"""The page of an auditor on a case: by which mandate he is here, and what auditors noted, apart from the case."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases import access
from cases.evidence import readings
from cases.models import Reading
from cases.pages.reader import reader


class NoteForm(forms.Form):
    """What was found; Django refuses what is empty, too long or no text."""

    template_name = "workflows/form.html"
    text = forms.CharField(
        label=_("What was found"), max_length=readings.LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: HttpRequest, case: int) -> HttpResponse:
    """The notes on a case, oldest first; a POST adds one. For others than auditors there is no such page."""
    user, at = reader(request), timezone.now()
    found = access.case_for(user, case, on=access.today(user, at))
    if not readings.keep(user, found, Reading.Kind.CASE, at=at, subject=request.path):
        raise access.NotFound(_("no such case"))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        readings.note(user, found.pk, form.cleaned_data["text"], at=at)
        messages.success(request, _("Noted; the case knows nothing of it."))
        return redirect("audit", found.pk)
    context = {
        "case": found,
        "form": form,
        "mandates": readings.mandates(user, access.today(user, at)).select_related("unit").order_by("pk"),
        "notes": found.audit_notes.select_related("author__official"),
    }
    return render(request, "workflows/audit.html", context, status=422 if form.is_bound else 200)
