"""The form of an act, made from the move's own signature: a new move of the law has its form by itself."""

import dataclasses
from datetime import datetime
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.lifecycle.act import Origin
from cases.lifecycle.facts import LetterText
from cases.lifecycle.move import Move, Rule, rule_of
from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import Correspondent
from workflows.admission import instead, seen_by
from workflows.request import facts_of

from .fields import Choice, Several, field_of
from .reference import Reference
from .seen import SEEN, beginning
from .uploads import Upload

EMPTY = (None, "", ())
MOST = 2**31 - 1


class Unreadable(BadFact):
    """A field of the form cannot be read; it says so itself."""

    code = "unreadable"


class ActForm(forms.Form):
    """One act: its facts, what the actor saw, and a key that makes a double click one act."""

    template_name = "workflows/form.html"
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def __init__(
        self,
        move: Move[Any],
        reference: Reference,
        data: MultiValueDict[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        key: str = "",
        reply_to: str = "",
    ) -> None:
        model = facts_of(move)
        super().__init__(data, files, initial={"key": key} | beginning(model.__name__, reference, reply_to))
        self.reference, self.model = reference, model
        if reference.case is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
        for fact, told in model.model_fields.items():
            self.ask(fact, told.annotation, required=told.is_required())
        self.ask_in_whose_place(rule_of(move))

    def ask_in_whose_place(self, rule: Rule) -> None:
        """A substitute says for whom he acts, where that is not himself alone."""
        case, official, at = self.reference.case, self.reference.official, self.reference.at
        able = instead(case, rule, official, at) if case is not None else []
        if case is None or not able:
            return
        own = [("", str(official))] if rule.allows(seen_by(case, official, at)) else []
        places = {who.official or 0: f"{who.name}, {who.post}" for _author, who, _by in able}
        choices = [*(own or [("", "—")] * (len(places) > 1)), *places.items()]
        self.initial["on_behalf_of"] = choices[0][0]
        self.fields["on_behalf_of"] = forms.TypedChoiceField(
            choices=choices, coerce=int, empty_value=None, required=not own, label=words.IN_PLACE_OF
        )

    def ask(self, fact: str, hint: Any, *, required: bool) -> None:
        """Add the field of a fact, or the fields of its parts."""
        if fact in SEEN:
            limits = {"min_value": 0, "max_value": MOST} if hint is int else {"max_length": 64}
            kind: Any = forms.IntegerField if hint is int else forms.CharField
            self.fields[fact] = kind(widget=forms.HiddenInput, **limits)
        elif dataclasses.is_dataclass(hint):
            hints = get_type_hints(hint)
            for part in dataclasses.fields(hint):
                needed = required and part.default is dataclasses.MISSING
                self.ask_one(f"{fact}-{part.name}", part.name, hints[part.name], needed)
        else:
            self.ask_one(fact, fact, hint, required)

    def ask_one(self, name: str, fact: str, hint: Any, required: bool) -> None:
        """Add one field; a choice without options is not asked, a single one that must be made is made already."""
        field = field_of(self.model.__name__, fact, hint, self.reference, required=required)
        if isinstance(field, (Choice, Several)) and not field.options and not required:
            return
        if isinstance(field, Choice) and required and len(field.options) == 1 and not self.initial.get(name):
            self.initial[name] = field.options[0][0]
        self.fields[name] = field

    def read(self) -> dict[str, Any]:
        """What the door is told. Raises Unreadable when a field cannot be read."""
        if not self.is_valid():
            raise Unreadable(_("see the fields that are marked"))
        return self.told()

    def told(self) -> dict[str, Any]:
        """The facts, the key and the version."""
        cleaned = self.cleaned_data
        names = ("key", "version", "on_behalf_of")
        told: dict[str, Any] = {name: cleaned[name] for name in names if name in self.fields}
        for fact, asked in self.model.model_fields.items():
            hint: Any = asked.annotation
            if dataclasses.is_dataclass(hint) and isinstance(hint, type):
                told[fact] = self.whole(fact, hint)
            elif cleaned.get(fact) not in EMPTY:
                told[fact] = cleaned[fact]
        return told

    def whole(self, fact: str, kind: type[Any]) -> Any:
        """A fact from the fields of its parts."""
        parts = {part.name: self.cleaned_data.get(f"{fact}-{part.name}") for part in dataclasses.fields(kind)}
        value = kind(**{name: part for name, part in parts.items() if part is not None})
        return with_lines(value) if isinstance(value, LetterText) else value

    def refuse(self, refusal: Refusal) -> int:
        """Show a refusal beside the field that it names, or above all; returns the status of the page."""
        if isinstance(refusal, Unreadable):
            return refusal.status
        field = self.field_named(refusal.field)
        self.add_error(field, str(refusal if field is None else refusal.reason))
        return refusal.status

    def field_named(self, name: str) -> str | None:
        """The field for the name in a refusal: `route`, `heading` of the letter, or `letter.points.0`."""
        path = name.split(".")
        parts = [field for field in self.fields if path[0] and field.startswith(f"{path[0]}-")]
        for found in ("-".join(path[:2]), path[0], f"letter-{path[0]}", *parts):
            if found in self.fields:
                return found
        return None


def with_lines(letter: LetterText) -> LetterText:
    """Fill in the lines that are kept for a correspondent where the form left them empty."""
    bare = [one.correspondent for one in letter.addressees if not one.lines]
    kept = Correspondent.objects.in_bulk(bare)
    addressees = tuple(
        dataclasses.replace(one, lines=tuple(kept[one.correspondent].addressee.splitlines()))
        if not one.lines and one.correspondent in kept
        else one
        for one in letter.addressees
    )
    return dataclasses.replace(letter, addressees=addressees)


class Moment(forms.DateTimeField):
    """A moment by the clock of a body."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, zone: str, **options: Any) -> None:
        super().__init__(**options)
        self.zone = ZoneInfo(zone)

    def to_python(self, value: Any) -> datetime | None:
        """An aware moment. Raises ValidationError."""
        with timezone.override(self.zone):
            return super().to_python(value)


class PaperForm(ActForm):
    """An act that another made on paper: whose, when by the body's clock, and the scan that proves it."""

    def __init__(self, move: Move[Any], reference: Reference, *args: Any, **options: Any) -> None:
        super().__init__(move, reference, *args, **options)
        people = [("", "—"), *reference.officials()]
        self.fields["on_behalf_of"] = forms.TypedChoiceField(
            choices=people, coerce=int, label=words.label("on_behalf_of")
        )
        self.fields["occurred_at"] = Moment(reference.body.time_zone, label=words.label("occurred_at"))
        self.fields["scan"] = Upload(reference.user.pk, label=words.label("scan"))

    def told(self) -> dict[str, Any]:
        """As for an act made in Chancery, with its author, moment and proof."""
        names = ("on_behalf_of", "occurred_at", "scan")
        return super().told() | {name: self.cleaned_data[name] for name in names} | {"origin": Origin.PAPER}
