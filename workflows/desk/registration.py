"""The clerk's form for letters that come in one after another: in the order of the letter, without the mouse."""

import secrets
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases import access
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.sheets import Sheet
from cases.models import Case, Correspondent, Direction, IncomingCase, Letter
from cases.pages.reader import reader
from workflows import offers
from workflows.admission import NotYours
from workflows.perform import Done, open_case, perform

from .act import sent
from .fields import Mark
from .forms import ActForm
from .reference import Reference

# As one reads a letter from its top; what is seldom asked for stands behind.
ORDER = ("correspondent", "their_number", "their_date", "title", "points", "sheets", "image")
NEW = ("new_country", "new_addressee")
SENDERS = "senders"  # the list that the field of the sender completes from


class RegistrationForm(ActForm):
    """The facts of `accept`; the sender is typed, and entered in place when the body does not know him yet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        typed = {"list": SENDERS, "autocomplete": "off", "autofocus": True}
        label = self.fields["correspondent"].label
        self.fields["correspondent"] = forms.CharField(max_length=300, label=label, widget=forms.TextInput(typed))
        self.initial.pop("correspondent", None)  # the only one there is, by its id: here names are typed
        self.fields["their_date"].widget = forms.DateInput({"inputmode": "numeric"}, format="%d.%m.%Y")
        self.fields["new_country"] = forms.CharField(
            min_length=2, max_length=2, required=False, label=gettext_lazy("Country of a new correspondent (RU, BY …)")
        )
        self.fields["new_addressee"] = forms.CharField(
            required=False,
            label=gettext_lazy("How a new correspondent is addressed"),
            widget=forms.Textarea({"rows": 2}),
        )
        self.fields["not_a_duplicate"] = Mark(required=False, label=gettext_lazy("This is another letter: take it in"))
        self.order_fields([*ORDER, *NEW, "not_a_duplicate"])
        self.newcomer: Correspondent | None = None

    def clean(self) -> dict[str, Any]:
        """Know the sender, and warn of the same letter before it is taken in twice."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if name := cleaned.get("correspondent"):
            cleaned["correspondent"] = self.sender(str(name).strip(), cleaned)
        if not cleaned.get("not_a_duplicate") and (twin := self.twins(cleaned).first()):
            text = _("The same letter was taken in already: {}. If it is another one, say so below.")
            link = format_html('<a href="{}">{}</a>', reverse("case", args=[twin.pk]), twin.number or twin.title)
            self.add_error(None, forms.ValidationError(format_html(text, link)))
        return cleaned

    def sender(self, name: str, cleaned: dict[str, Any]) -> int | None:
        """The id of a correspondent by name; None for one that is to be entered first, or that nobody knows."""
        known = {one.casefold(): pk for pk, one in self.reference.body.correspondents.values_list("pk", "name")}
        if name.casefold() in known:
            return known[name.casefold()]
        country, lines = cleaned.get("new_country"), cleaned.get("new_addressee")
        if country and lines:
            self.newcomer = Correspondent(
                body=self.reference.body, name=name, country=country.upper(), addressee=lines.replace("\r\n", "\n")
            )
        else:
            text = _("There is no such correspondent yet: tell below his country and how he is addressed.")
            self.add_error("correspondent", text)
        return None

    def twins(self, cleaned: dict[str, Any]) -> QuerySet[Case]:
        """Letters of the same sender, number and date, or of the same file, that this form has not made itself."""
        same = Q()
        facts = {name: cleaned.get(name) for name in ("correspondent", "their_number", "their_date")}
        if all(facts.values()):
            same |= Q(**facts)
        if cleaned.get("image"):
            same |= Q(scan=cleaned["image"])
        if not same:
            return Case.objects.none()
        found = self.reference.visible().filter(same, direction=Direction.INCOMING)
        return found.exclude(entries__request_key=cleaned.get("key") or "").order_by("pk")

    def take_in(self) -> Done:
        """Take the letter in, and register it when its clerk may. Raises a Refusal; then nothing is written."""
        told = self.read()
        user, at, body = self.reference.user, self.reference.at, self.reference.body
        with transaction.atomic():
            if self.newcomer is not None:
                self.newcomer.save()
                told["correspondent"] = self.newcomer.pk
            done = open_case(IncomingCase.accept, body=body, by=user, at=at, **told)
            facts: dict[str, Any] = {"key": f"{told['key']}-r"}
            if self.cleaned_data["not_a_duplicate"]:
                facts["not_a_duplicate"] = True
            try:
                return perform(IncomingCase.register, case=done.case, by=user, at=at, **facts)
            except NotYours:
                return done


@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """An empty form for the next letter, under the number that the last one was given."""
    user, at, status = reader(request), timezone.now(), 200
    rule, units = offers.opening(user, at, "accept")
    official = access.in_office(user)
    reference = Reference(official.body, official, user, at, units=tuple(units))
    form = RegistrationForm(IncomingCase.accept, reference, *sent(request), key=secrets.token_urlsafe(16))
    if form.is_bound:
        try:
            return redirect(f"{reverse('registration')}?after={form.take_in().case}")
        except Refusal as refusal:
            status = form.refuse(refusal)
    context = {
        "form": form,
        "rule": rule,
        "main": [form[name] for name in ORDER if name in form.fields],
        "new": [form[name] for name in NEW],
        "rest": [one for one in form.visible_fields() if one.name not in (*ORDER, *NEW, "not_a_duplicate")],
        "senders": reference.correspondents(),
        "list": SENDERS,
    }
    return render(request, "workflows/registration.html", context | last(request, reference), status=status)


def last(request: HttpRequest, reference: Reference) -> dict[str, Any]:
    """The letter that was taken in before, and its stamp."""
    after = request.GET.get("after", "")
    if not after.isdecimal() or len(after) > 18:
        return {}
    case = reference.visible().filter(pk=int(after)).first()
    stamp = Letter.objects.filter(case=case, sheet=Sheet.RECEIPT_STAMP).order_by("-pk").first() if case else None
    return {"last": case, "stamp": stamp}
