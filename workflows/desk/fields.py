"""A form field for every type of fact that a move may ask for."""

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from cases import words
from cases.lifecycle.facts import Code, Digest
from cases.lifecycle.text import LONGEST_HEADING, LONGEST_LETTER

from .reference import Choices, Reference
from .rows import Rows
from .uploads import Upload

SHORT, LONG = 200, 10_000
LENGTHS = {"heading": LONGEST_HEADING, "title": LONGEST_HEADING, "paragraphs": LONGEST_LETTER}
ONE_LINE = {"heading", "title", "their_number", "number", "proof", "language"}
FILLED_IN = {"lines"}  # empty: those that are kept for the correspondent
ROWS = {"addressees": 4, "attachments": 5, "ways": 4}
USUAL_ROWS = 8
TICKS = {"on": True, "true": True, "": False, "false": False}
DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
DIGITS = re.compile(r"(\d\d)(\d\d)(\d\d|\d{4})")
TALL = {"paragraphs": 18, "lines": 2}


class Parts(forms.CharField):
    """Text that falls into parts: lines, or paragraphs with an empty line between them."""

    widget = forms.Textarea

    def __init__(self, separator: str, **options: Any) -> None:
        super().__init__(**options)
        self.separator = separator

    def prepare_value(self, value: Any) -> Any:
        """The parts as one text."""
        return self.separator.join(value) if isinstance(value, (tuple, list)) else value

    def clean(self, value: Any) -> Any:
        """The parts that are not empty."""
        text: str = super().clean(value).replace("\r\n", "\n")
        return tuple(part.strip() for part in text.split(self.separator) if part.strip())


class Several(forms.TypedMultipleChoiceField):
    """Any of a list, as a tuple."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, options: Choices, **told: Any) -> None:
        super().__init__(choices=options, **told)
        self.options = options

    def clean(self, value: Any) -> tuple[Any, ...]:
        """What was chosen."""
        return tuple(super().clean(value))


class Choice(forms.TypedChoiceField):
    """One of a list."""

    def __init__(self, options: Choices, **told: Any) -> None:
        super().__init__(choices=[("", "—"), *options], empty_value=None, **told)
        self.options = options


class Tick(forms.CheckboxInput):
    """A box; what no browser sends for one comes to its field as it is, and is not shown again."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """True, False or what else was sent."""
        sent = data.get(name)
        return TICKS.get(sent.lower(), sent) if isinstance(sent, str) else bool(sent)

    def format_value(self, value: Any) -> None:
        """A box has no value of its own."""


class Day(forms.DateField):
    """A day, also without signs between its parts."""

    def to_python(self, value: Any) -> date | None:
        """180719 and 18072019 as 18.07.2019. Raises ValidationError."""
        digits = DIGITS.fullmatch(value.strip()) if isinstance(value, str) else None
        return super().to_python(".".join(digits.groups()) if digits else value)


class Mark(forms.BooleanField):
    """Yes or no, and nothing that is neither."""

    widget = Tick

    def to_python(self, value: Any) -> bool:
        """Whether the box is ticked. Raises ValidationError."""
        if not isinstance(value, bool):
            raise ValidationError(RegexValidator.message, code="invalid")
        return value


def field_of(move: str, fact: str, hint: Any, reference: Reference, *, required: bool = True) -> forms.Field:
    """The field for a fact of this type. Raises TypeError for a type that no field knows."""
    options = [one for one in get_args(hint) if one is not type(None)]
    if type(None) in get_args(hint):
        return field_of(move, fact, options[0], reference, required=False)
    if fact == "digest":  # of an attachment: its file is sent, and known by its digest from then on
        hint = Digest
    if isinstance(hint, type) and issubclass(hint, Enum):
        values: Choices = [(one.value, getattr(one, "label", one.value)) for one in hint]
        return Choice(values, coerce=hint, required=required, label=words.label(fact))
    choices = reference.choices(move, fact)
    if choices is not None:
        several = Several if get_origin(hint) is tuple else Choice
        kind = int if hint in (int, tuple[int, ...]) else str
        return several(choices, coerce=kind, required=required, label=words.label(fact))
    if get_origin(hint) is tuple:
        return of_tuple(move, fact, options[0], reference, required)
    if hint not in PLAIN:
        raise TypeError(f"{move}: no field for {fact}: {hint}")
    return PLAIN[hint](fact, required, reference)


def of_tuple(move: str, fact: str, element: Any, reference: Reference, required: bool) -> forms.Field:
    """Lines, paragraphs or rows."""
    if element is str:
        separator = "\n\n" if fact == "paragraphs" else "\n"
        most = LENGTHS.get(fact, LONG)
        tall = {"rows": TALL.get(fact, 4)}
        return Parts(
            separator, required=required, label=words.label(fact), max_length=most, widget=forms.Textarea(tall)
        )
    columns = columns_of(move, element, reference)
    return Rows(element, columns, count=ROWS.get(fact, USUAL_ROWS), required=required, label=words.label(fact))


def columns_of(move: str, kind: type[Any], reference: Reference) -> dict[str, forms.Field]:
    """A field for each part of a fact that has parts."""
    hints, columns = get_type_hints(kind), {}
    for part in dataclasses.fields(kind):
        optional = part.default is not dataclasses.MISSING or part.name in FILLED_IN
        column = field_of(move, part.name, hints[part.name], reference, required=not optional)
        if part.default not in (None, "", (), dataclasses.MISSING):
            column.initial = part.default.value if isinstance(part.default, Enum) else part.default
            column.required = not isinstance(column, forms.BooleanField)
        columns[part.name] = column
    return columns


def text(fact: str, required: bool, _: Reference) -> forms.Field:
    """Free text, on one line where one is enough."""
    if fact in ONE_LINE:
        return forms.CharField(max_length=LENGTHS.get(fact, SHORT), required=required, label=words.label(fact))
    tall = forms.Textarea({"rows": 5})
    return forms.CharField(max_length=LONG, required=required, label=words.label(fact), widget=tall)


def line(fact: str, required: bool, _: Reference) -> forms.Field:
    """A code that is typed."""
    return forms.CharField(max_length=60, required=required, label=words.label(fact))


def day(fact: str, required: bool, _: Reference) -> forms.Field:
    """A day, written 2019-07-18 by the browser's calendar; by hand as 18.07.2019, 18.07.19, 18072019 or 180719."""
    calendar = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return Day(required=required, label=words.label(fact), widget=calendar, input_formats=DAYS)


def number(fact: str, required: bool, _: Reference) -> forms.Field:
    """A count."""
    return forms.IntegerField(required=required, label=words.label(fact), min_value=0, max_value=32_767)


def mark(fact: str, _required: bool, _: Reference) -> forms.Field:
    """Yes or no."""
    return Mark(required=False, label=words.label(fact))


def upload(fact: str, required: bool, reference: Reference) -> forms.Field:
    """A file, known by its digest."""
    return Upload(reference.user.pk, required=required, label=words.label(fact))


PLAIN: dict[Any, Callable[[str, bool, Reference], forms.Field]] = {
    str: text,
    Code: line,
    Digest: upload,
    date: day,
    int: number,
    bool: mark,
}
