"""The register of cases: what the reader may see, filtered, sorted, counted, in a fixed number of statements."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases import access
from cases.lifecycle.states import IncomingState, OutgoingState
from cases.models import Case, Direction
from cases.search.asking import matching

from .reader import reader

ON_A_PAGE = 50
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "newest": (_("newest first"), ("-pk",)),
    "oldest": (_("oldest first"), ("pk",)),
    "due": (_("by due date"), ("due", "-pk")),
    "number": (_("by number"), ("number", "-pk")),
    "heading": (_("by heading"), ("title", "-pk")),
}
STATES = [
    ("", _("any state")),
    (Direction.OUTGOING.label, OutgoingState.choices),
    (Direction.INCOMING.label, IncomingState.choices),
]


class Filter(forms.Form):
    """What the reader looks for."""

    q = forms.CharField(required=False, max_length=200, label=_("Number, heading or correspondent"))
    direction = forms.ChoiceField(
        required=False, choices=[("", _("in and out")), *Direction.choices], label=_("Direction")
    )
    state = forms.ChoiceField(required=False, choices=STATES, label=_("State"))
    order = forms.ChoiceField(
        required=False, choices=[(name, told) for name, (told, _by) in ORDERS.items()], label=_("Order")
    )

    def of(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that the reader looks for, in his order; none when he asks for what there is not."""
        if not self.is_valid():
            return cases.none()
        asked = self.cleaned_data
        equal = {name: asked[name] for name in ("direction", "state") if asked[name]}
        found = cases.filter(**equal)
        if text := asked["q"].strip():
            found = found.filter(matching(text))
        return found.order_by(*ORDERS[asked["order"] or "newest"][1])


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """One page of the register."""
    asked = Filter(request.GET)
    user = reader(request)
    visible = access.visible_to(user, on=access.today(user, timezone.now()))
    found = asked.of(visible).select_related("body", "correspondent", "executor", "signer")
    page = Paginator(found.prefetch_related("dispatches__correspondent"), ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"filter": asked, "page": page, "query": query.urlencode()}
    return render(request, "cases/register.html", context, status=200 if asked.is_valid() else 422)
