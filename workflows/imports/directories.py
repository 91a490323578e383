"""Directories that are brought over: units, posts, officials, the nomenclature of files, correspondents.

A row whose name is there already changes nothing: what differs is a fault, to be mended where the directory is kept.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from cases.models import Body, Correspondent, FileTitle, Official, Post, Unit, User

from .row import Row, key

LAST_YEAR = 9999
LOWEST_RANK = 99

type Facts = dict[str, Any]


def texts(row: Row, model: type[Model], *names: str, must: tuple[str, ...] = ()) -> Facts:
    """Some columns as their model has room for them."""
    rooms: Any = {name: model._meta.get_field(name).max_length or 2000 for name in names}  # type: ignore[union-attr]
    return {name: row.text(name, most=rooms[name], must=name in must) for name in names}


def named(row: Row, name: str, model: Any, body: Body) -> Any:
    """The row of a directory of the body that a cell names; a fault where there is none. Empty cells name nothing."""
    told = row.text(name)
    found = [one for one in model.objects.filter(body=body) if key(one.name) == key(told)] if told else []
    if told and not found and not row.is_bad(name):
        row.fault(name, "unknown", value=told[:100])
    return found[0] if found else None


def unit(row: Row, body: Body) -> tuple[Any, Facts, Facts]:
    """A unit, part of one that is there or stands above it in the file."""
    told = texts(row, Unit, "name", "code", must=("name",))
    return Unit, {"name": told["name"]}, {"code": told["code"], "parent": named(row, "part_of", Unit, body)}


def post(row: Row, _body: Body) -> tuple[Any, Facts, Facts]:
    """A post in the forms that letters print."""
    told = texts(row, Post, "name", "name_be", "name_dative", must=("name",))
    rank = row.count("rank", default=9, most=LOWEST_RANK)
    return Post, {"name": told.pop("name")}, told | {"rank": rank}


def official(row: Row, body: Body) -> tuple[Any, Facts, Facts]:
    """A person in a post; the account of a login that is new has no password yet."""
    told = texts(row, Official, "surname", "initials", "surname_dative", "phone", must=("surname", "initials"))
    login = row.text("login", most=150)
    held, where = named(row, "post", Post, body), named(row, "unit", Unit, body)
    for name, found in (("post", held), ("unit", where)):
        if found is None and not row.is_bad(name):
            row.fault(name, "missing")
    user = None
    if login and not row.faults:
        user = User.objects.filter(username=login).first() or User.objects.create_user(login)
    known = {"surname": told.pop("surname"), "initials": told.pop("initials"), "post": held}
    return Official, known, told | {"unit": where, "user": user}


def file(row: Row, _body: Body) -> tuple[Any, Facts, Facts]:
    """A line of the nomenclature of a year."""
    told = texts(row, FileTitle, "index", "title", "retention", must=("index", "title", "retention"))
    year = row.count("year", default=0, most=LAST_YEAR)
    if not year and not row.is_bad("year"):
        row.fault("year", "missing")
    return FileTitle, {"year": year, "index": told.pop("index")}, told


def correspondent(row: Row, _body: Body) -> tuple[Any, Facts, Facts]:
    """Whom the body writes to; without lines of its own, the name is what stands on a letter."""
    told = texts(row, Correspondent, "name", "country", "address", "email", must=("name", "country"))
    lines = str(row.cell("addressee") or "").strip() or told["name"]
    return Correspondent, {"name": told.pop("name")}, told | {"addressee": lines}


READERS: dict[str, Callable[[Row, Body], tuple[Any, Facts, Facts]]] = {
    "units": unit,
    "posts": post,
    "officials": official,
    "files": file,
    "correspondents": correspondent,
}


def enter(row: Row, holds: str, body: Body) -> bool:
    """Enter one row of a directory, or note its faults; whether it is new."""
    with transaction.atomic():
        model, known, other = READERS[holds](row, body)
        if row.faults:
            transaction.set_rollback(True)
            return False
        standing = model.objects.filter(body=body, **known).first()
        if standing is not None:
            differ = [name for name, value in other.items() if value and getattr(standing, name) != value]
            for name in differ:
                row.fault(name, "differs", value=name)
            transaction.set_rollback(True)
            return False
        made = model(body=body, **known, **other)
        try:
            made.full_clean(validate_unique=False, exclude=["path", "user"])
        except ValidationError as error:
            for name, reasons in error.message_dict.items():
                row.fault(name, "refused", value=" ".join(reasons))
            transaction.set_rollback(True)
            return False
        made.save()
        return True
