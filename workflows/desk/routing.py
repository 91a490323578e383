"""The page on which many letters are routed at once: ticked, told their facts once, answered one by one."""

import re
import secrets
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases import access
from cases.lifecycle.move import Rule
from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import IncomingCase
from cases.pages.reader import reader
from workflows.routing import AT_ONCE, Judged, Routed, judged, lying, moves, route, seats

from .act import sent
from .forms import ActForm
from .frame import frame_of
from .reference import Reference

TICKED = re.compile(r"([0-9]{1,15})-([0-9]{1,9})", re.ASCII)


class LettersWidget(forms.Widget):
    """The letters, each with its box, or with the reason why it has none. A box says `id-version`."""

    template_name = "workflows/letters.html"
    use_fieldset = True

    def __init__(self, rows: list[Judged], everything: str) -> None:
        super().__init__()
        self.rows, self.everything = rows, everything

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The boxes that were ticked."""
        found: list[str] = data.getlist(name)
        return found

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The letters with their ticks; whatever was sent that is none of them is not shown again."""
        context = super().get_context(name, None, attrs)
        boxes = [(one, box(one)) for one in self.rows]
        rows = [(one, told, not one.why and told in (value or ())) for one, told in boxes]
        return context | {"rows": rows, "everything": self.everything}


class Letters(forms.Field):
    """Letters with the versions that their reader saw, as a dict of ids; 1 to 50 of them."""

    widget: LettersWidget

    def clean(self, value: Any) -> dict[int, int]:
        """What was ticked. Raises ValidationError."""
        read = [TICKED.fullmatch(one) for one in value]
        if not read:
            raise ValidationError(_("Tick at least one letter."))
        if len(read) > AT_ONCE:
            raise ValidationError(_("At most %s letters are routed at once.") % AT_ONCE)
        if not all(read):
            raise ValidationError(_("This is none of the letters."))
        return {int(one[1]): int(one[2]) for one in read if one}


class RoutingForm(ActForm):
    """The facts of a routing move, told once for all the letters that are ticked; a first executor is responsible."""

    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, rule: Rule, reference: Reference, rows: list[Judged], everything: str, *sent: Any) -> None:
        super().__init__(getattr(IncomingCase, rule.name), reference, *sent, key=secrets.token_urlsafe(16))
        self.initial["charges"] = [{"responsible": True}]
        self.fields["letters"] = Letters(label=_("Letters"), widget=LettersWidget(rows, everything))
        self.order_fields(["key", "letters"])


def box(one: Judged) -> str:
    """What the box of a letter says."""
    return f"{one.case.pk}-{one.case.version}"


@require_http_methods(["GET", "HEAD", "POST"])
def routing(request: HttpRequest) -> HttpResponse:
    """The letters that wait for a move, and after it what came of each. Raises NotFound for who routes nothing."""
    me, user, at, status = frame_of(request), reader(request), timezone.now(), 200
    held = seats(me.official, me.appointments, me.today)
    rules = moves(held)
    chosen = request.GET.get("move", rules[0].name if rules else "")
    rule = next((one for one in rules if one.name == chosen), None)
    if me.official is None or rule is None:
        raise access.NotFound(_("no such page"))
    page = Paginator(lying(user, held, rule, on=me.today), AT_ONCE).get_page(request.GET.get("page"))
    rows = judged(list(page), held, rule, at)
    here = urlencode({"move": rule.name, "page": page.number})
    reference = Reference(me.official.body, me.official, user, at)
    form = RoutingForm(rule, reference, rows, f"?{here}&all=1", *sent(request))
    if request.GET.get("all"):
        form.initial["letters"] = [box(one) for one in rows if not one.why]
    if form.is_bound:
        try:
            return answered(request, rule, carried_out(form, rule))
        except Refusal as refusal:
            status = form.refuse(refusal)
    context = {"form": form, "rule": rule, "rules": rules, "page": page, "rows": rows, "here": here}
    return render(request, "workflows/routing.html", context, status=status)


def carried_out(form: RoutingForm, rule: Rule) -> list[Routed]:
    """What came of each letter. Raises the refusal of a fact that was refused for every one: nothing was done then."""
    facts = form.read()
    reference, key, letters = form.reference, facts.pop("key"), form.cleaned_data["letters"]
    routed = route(rule, letters, facts, by=reference.user, at=reference.at, key=key)
    refused = [one.refusal for one in routed if isinstance(one.refusal, BadFact)]
    if len(refused) == len(routed):
        raise refused[0]
    return routed


def answered(request: HttpRequest, rule: Rule, routed: list[Routed]) -> HttpResponse:
    """The answer for each letter; its status is that of a refusal only when nothing was done."""
    done = [one for one in routed if one.refusal is None]
    refused = [one for one in routed if one.refusal is not None]
    status = 200 if done or not refused or not refused[0].refusal else refused[0].refusal.status
    context = {"rule": rule, "done": done, "refused": refused}
    return render(request, "workflows/routed.html", context, status=status)
