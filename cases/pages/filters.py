"""What a reader asks of the register: filters that may be taken away one by one, and an order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Length
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.board import STANDINGS, soon_after
from cases.lifecycle.states import OPEN, IncomingState, OutgoingState
from cases.models import Case, Correspondent, Direction, Official, Pause, Unit
from cases.search.asking import matching

STATES = [
    ("", _("any state")),
    (Direction.OUTGOING.label, OutgoingState.choices),
    (Direction.INCOMING.label, IncomingState.choices),
]
NUMBER = (F("number_date"), Length("number"), F("number"))
# An order by its name; with a minus before it the other way round. Numbers of a day stand as they were given.
ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (F("pk").desc(),),
    "oldest": (F("pk").asc(),),
    "number": (*(one.asc(nulls_last=True) for one in NUMBER), F("pk").asc()),
    "-number": (*(one.desc(nulls_last=True) for one in NUMBER), F("pk").desc()),
    "heading": (F("title").asc(), F("pk").desc()),
    "-heading": (F("title").desc(), F("pk").desc()),
    "due": (F("due").asc(nulls_last=True), F("pk").desc()),
    "-due": (F("due").desc(nulls_last=True), F("pk").desc()),
}
TOLD = {
    "newest": _("newest first"),
    "oldest": _("oldest first"),
    "number": _("by number"),
    "-number": _("by number, the last first"),
    "heading": _("by heading"),
    "-heading": _("by heading, from the end"),
    "due": _("by due date"),
    "-due": _("by due date, the last first"),
}
MOST = 2**31 - 1
# Filters that links of the page set, with the rows that give them their names.
LINKED: dict[str, Any] = {"unit": Unit, "executor": Official, "correspondent": Correspondent}


@dataclass(frozen=True, slots=True)
class Crumb:
    """A filter that is set, in words, and the query of the page without it."""

    name: str
    label: Any
    value: Any
    without: str


class Filter(forms.Form):
    """What the reader looks for; `on` is his day, `official` he himself, who gives «soon» its calendar."""

    q = forms.CharField(required=False, max_length=200, label=_("Number, words of the text, correspondent"))
    direction = forms.ChoiceField(
        required=False, choices=[("", _("in and out")), *Direction.choices], label=_("Direction")
    )
    state = forms.ChoiceField(required=False, choices=STATES, label=_("State"))
    standing = forms.ChoiceField(required=False, choices=[("", _("any")), *STANDINGS.items()], label=_("Deadline"))
    since = forms.DateField(required=False, label=_("Registered from"), widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label=_("to"), widget=forms.DateInput({"type": "date"}))
    order = forms.ChoiceField(required=False, choices=list(TOLD.items()), label=_("Order"))
    unit = forms.IntegerField(required=False, min_value=1, max_value=MOST, widget=forms.HiddenInput, label=_("Unit"))
    executor = forms.IntegerField(
        required=False, min_value=1, max_value=MOST, widget=forms.HiddenInput, label=_("Executor")
    )
    correspondent = forms.IntegerField(
        required=False, min_value=1, max_value=MOST, widget=forms.HiddenInput, label=_("Correspondent")
    )

    def __init__(self, data: QueryDict, *, on: date, official: Official | None) -> None:
        super().__init__(data)
        self.query, self.on, self.official = data, on, official

    @property
    def ordered(self) -> str:
        """The order that is asked for."""
        return (self.cleaned_data.get("order") if self.is_valid() else "") or "newest"

    def of(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that the reader looks for, in his order; none when he asks for what there is not."""
        if not self.is_valid():
            return cases.none()
        asked = self.cleaned_data
        found = cases.filter(
            **{name: asked[name] for name in ("direction", "state", "unit", "executor") if asked[name]}
        )
        if sender := asked["correspondent"]:
            found = found.filter(Q(correspondent=sender) | Q(dispatches__correspondent=sender)).distinct()
        if asked["since"]:
            found = found.filter(number_date__gte=asked["since"])
        if asked["until"]:
            found = found.filter(number_date__lte=asked["until"])
        if asked["standing"]:
            found = self.standing_so(found, asked["standing"])
        if text := asked["q"].strip():
            found = found.filter(matching(text))
        return found.order_by(*ORDERS[self.ordered])

    def standing_so(self, cases: QuerySet[Case], standing: str) -> QuerySet[Case]:
        """Open cases that stand so on the board of deadlines."""
        stopped = Exists(Pause.objects.filter(case=OuterRef("pk"), until__isnull=True))
        watched: Any = cases.filter(state__in=sorted(OPEN)).alias(watched=Coalesce(F("due"), F("reply_asked_by")))
        if standing == "paused":
            return watched.filter(stopped)  # type: ignore[no-any-return]
        soon = soon_after(self.official.body, self.on) if self.official else self.on
        days = {
            "late": Q(watched__lt=self.on),
            "soon": Q(watched__gte=self.on, watched__lte=soon),
            "in_time": Q(watched__gt=soon),
            "undated": Q(watched__isnull=True),
        }
        return watched.filter(days[standing]).exclude(stopped)  # type: ignore[no-any-return]

    def crumbs(self) -> Iterator[Crumb]:
        """The filters that are set, in words."""
        for name, value in self.cleaned_data.items():
            if value in (None, "") or name == "order":
                continue
            field: Any = self.fields[name]
            if name in LINKED:
                told: Any = self.named(name, value)
            elif isinstance(value, date):
                told = f"{value:%d.%m.%Y}"
            else:
                told = dict(flat(field.choices)).get(value, value) if hasattr(field, "choices") else value
            yield Crumb(name, field.label, told, self.changed(**{name: ""}))

    def named(self, name: str, pk: int) -> str:
        """The name behind an id, of the reader's own body only."""
        body = self.official.body_id if self.official else None
        found = LINKED[name].objects.filter(pk=pk, body=body).first()
        return str(found) if found else f"{pk}"

    def changed(self, **values: Any) -> str:
        """The query of the page with other values, on its first page."""
        query = self.query.copy()
        query.pop("page", None)
        for name, value in values.items():
            query[name] = str(value)
        for name in [one for one in query if not query[one]]:
            del query[name]
        return query.urlencode()


def flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for value, told in choices:
        if isinstance(told, (list, tuple)):
            yield from told
        else:
            yield value, told
