"""What is wrong with an input: for every field of every form, what may be typed into it and must be refused.

A case is (kind, change): the change is applied to what a browser would send for a form that is filled in well.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import papers
from workflows.desk.fields import Choice, Parts, Several
from workflows.desk.forms import ActForm, Moment
from workflows.desk.rows import Rows
from workflows.desk.uploads import Upload

LONG = "а" * 200_001
HUGE = "a" * (5 * 2**20)
NUL = "те\0кст"
BIDI = "текст \u202egpj.exe"
HTML = "<script>alert('x')</script><b>жирно</b>"


def filled(form: ActForm) -> dict[str, Any]:
    """What a browser sends for a form that is filled in well."""
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, Rows):
            begun = list(form.get_initial_for_field(field, name) or [{}])
            for n, row in enumerate(begun, 1):
                for key, column in field.columns.items():
                    sent[f"{name}-{n}-{key}"] = typed(column, row.get(key, column.initial))
        else:
            sent[name] = typed(field, form.get_initial_for_field(field, name))
    return {name: value for name, value in sent.items() if value is not None}


def typed(field: forms.Field, begun: Any) -> Any:
    """A good value of a field as a browser sends it: what is there, else the first that fits."""
    if isinstance(field, (Choice, Several)):
        value = begun if begun not in (None, "", []) else (field.options[0][0] if field.options else "")
        return getattr(value, "value", value)
    if begun not in (None, "", ()):
        return field.prepare_value(begun) if isinstance(field, Parts) else begun
    if isinstance(field, forms.BooleanField):
        return None
    if isinstance(field, Upload):
        return SimpleUploadedFile("scan.pdf", papers.pdf())
    if isinstance(field, Moment):
        return "2026-03-02T12:03"
    if isinstance(field, forms.DateField):
        return date(2026, 9, 18).isoformat()
    return "1" if isinstance(field, forms.IntegerField) else "О сотрудничестве"


def wrongs(form: ActForm) -> Iterator[tuple[str, str, Any]]:
    """(kind, name, value) of every wrong input of a form, one field at a time."""
    for name, field in form.fields.items():
        if isinstance(field, Rows):
            for key, column in field.columns.items():
                yield from wrong_values(f"{name}-1-{key}", column)
        else:
            yield from wrong_values(name, field)
        if field.required and not isinstance(field, (forms.BooleanField, Rows)):
            yield "missing", name, ""


def wrong_values(name: str, field: forms.Field) -> Iterator[tuple[str, str, Any]]:
    """The wrong values of one field; a name that ends in `-kept` comes without the file itself."""
    if isinstance(field, Upload):
        yield "empty file", name, SimpleUploadedFile("empty.pdf", b"")
        yield "program", name, SimpleUploadedFile("scan.pdf", b"MZ\x90")
        yield "page", name, SimpleUploadedFile("scan.html", HTML.encode())
        yield "damaged", name, SimpleUploadedFile("scan.pdf", papers.pdf()[:-40])
        yield "strange token", f"{name}-kept", "strange"
        return
    yield "NUL", name, NUL
    yield "5 MB", name, HUGE
    if isinstance(field, (forms.DateField, Moment)):
        yield "impossible date", name, "2026-02-31"
        yield "impossible date", name, "99999-01-01"
    elif isinstance(field, (Choice, Several)):
        yield "unknown choice", name, "987654321"
        yield "HTML", name, HTML
    elif isinstance(field, forms.IntegerField):
        yield "no number", name, "-1"
        yield "too long", name, "9" * 40
    elif isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput):
        yield "too long", name, LONG
        yield "bidi", name, BIDI
