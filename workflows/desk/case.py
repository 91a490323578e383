"""The page of a case, with exactly the buttons that its reader may press now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import access
from cases.evidence import readings
from cases.models import Reading
from cases.pages.dossier import dossier
from cases.pages.reader import reader
from cases.pages.stages import strip
from cases.pages.timeline import KINDS
from workflows import hold, signature
from workflows.inbox import rules_asked, whom
from workflows.offers import offers


@require_safe
def case(request: HttpRequest, case: int) -> HttpResponse:
    """Where the case stands, who has it, what it holds, what its reader may do."""
    user, at = reader(request), timezone.now()
    official = access.official_of(user)
    today = access.day_for(user, official, at)
    found = access.case_for(user, case, on=today)
    asked = [rule.name for rule in rules_asked(found, official, on=today)] if official else []
    context = {
        "audits": readings.keep(user, found, Reading.Kind.CASE, at=at),
        "case": found,
        "dossier": dossier(found, user, on=today),
        "whom": whom(found),
        "stages": strip(found),
        "today": today,
        "kinds": KINDS,
        "show": request.GET.get("show", "") if request.GET.get("show") in KINDS else "",
        "offers": sorted(offers(found, user, at), key=lambda one: place_in(asked, one.rule.name)),
        "to_sign": signature.open_for(official).filter(letter__case=found.pk).exists(),
        "held": [(one, one.effective_at - at, hold.may_undo(one, user, official)) for one in hold.held(found)],
    }
    return render(request, "workflows/case.html", context)


def place_in(asked: list[str], move: str) -> int:
    """Where a move stands: what the flow asks for comes first, in its order; the others stay as the law has them."""
    return asked.index(move) if move in asked else len(asked)
