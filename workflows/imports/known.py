"""What a body has already that the rows of an old register refer to, read once before the first row."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.lifecycle.beginnings import IMPORTED
from cases.models import Body, Correspondent, Entry, FileTitle, Official, Register, RegisterYear, Unit

from .profile import BadProfile, Profile
from .row import key

type Names = dict[str, list[int]]


@dataclass
class Known:
    """The body, its register, and everything that a row may name; `until` is today by the clock of the body.

    ours: year -> the number after which Chancery itself has numbered. there: uid of a case that was brought over before
    -> the key of its row. claimed: (year, ordinal) -> the row that has it.
    """

    body: Body
    register: Register
    until: date
    officials: Names = field(default_factory=lambda: defaultdict(list))
    units: Names = field(default_factory=lambda: defaultdict(list))
    correspondents: dict[str, int] = field(default_factory=dict)
    files: set[tuple[int, str]] = field(default_factory=set)
    ours: dict[int, int] = field(default_factory=dict)
    there: dict[str, str] = field(default_factory=dict)
    claimed: dict[tuple[int, int], int] = field(default_factory=dict)
    top: Unit | None = None

    @property
    def direction(self) -> str:
        """Whether the register is of letters that come in or go out."""
        return self.register.direction


def body_of(profile: Profile) -> Body:
    """The body that a profile names, or the only one there is. Raises BadProfile."""
    bodies = list(Body.objects.filter(code=profile.body) if profile.body else Body.objects.all()[:2])
    if len(bodies) != 1:
        raise BadProfile(_("name the body by its code"), field="body")
    return bodies[0]


def known(profile: Profile, body: Body, until: date) -> Known:
    """Everything that the rows of a profile may refer to. Raises BadProfile."""
    register = Register.objects.filter(body=body, name=profile.register).select_related("unit").first()
    if register is None:
        raise BadProfile(_("the body has no register «%s»") % profile.register, field="register")
    found = Known(body, register, until)
    for official in Official.objects.filter(body=body):
        for name in {f"{official.initials}{official.surname}", f"{official.surname}{official.initials}"}:
            found.officials[key(name)].append(official.pk)
    for unit in Unit.objects.filter(body=body).order_by("path"):
        found.units[key(unit.name)].append(unit.pk)
        if unit.code and key(unit.code) != key(unit.name):
            found.units[key(unit.code)].append(unit.pk)
        if unit.parent_id is None and found.top is None:
            found.top = unit
    names = Correspondent.objects.filter(body=body).order_by("-pk").values_list("name", "pk")
    found.correspondents = {key(name): pk for name, pk in names}
    found.files = set(FileTitle.objects.filter(body=body).values_list("year", "index"))
    begun = RegisterYear.objects.filter(register=register)
    found.ours = {one.year: one.opening for one in begun if one.last > one.opening}
    told: Any = Entry.objects.filter(move=IMPORTED, case__body=body, case__direction=register.direction).order_by()
    keys = told.values_list("case_id", "request_key").iterator(chunk_size=5000)
    found.there = {uid.hex: str(row_key) for uid, row_key in keys}
    return found
