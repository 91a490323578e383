"""Founding an office: what is asked about a new body, and the rows without which nobody can begin.

A body, its chancery, its two registers, an administrator for reference data and the head of the chancery.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import registers
from .lifecycle.refusal import BadFact
from .lifecycle.roles import Role
from .models import Appointment, Body, Direction, NormProfile, Official, Post, Register, RegisterYear, Unit, User

type Answers = Mapping[str, Any]

LARGEST_ORDINAL = 2**31 - 1
PROFILES = {"BY": NormProfile.BY_2025, "RU": NormProfile.RU_2025}


@dataclass(frozen=True, slots=True)
class Question:
    """One fact of the founding: the column it goes into judges it, `also` what a column cannot.

    default: an answer, or a way to it from the answers before; None when there must be one.
    """

    name: str
    text: str
    column: tuple[type[models.Model], str]
    default: str | Callable[[Answers], str] | None = None
    also: Callable[[str], None] = lambda _: None

    def proposal(self, answers: Answers) -> str | None:
        """What is taken when nothing is answered."""
        return self.default(answers) if callable(self.default) else self.default

    def judge(self, told: str) -> Any:
        """The answer as its column keeps it. Raises ValidationError."""
        model, name = self.column
        if any(unicodedata.category(sign).startswith("C") for sign in told):
            raise ValidationError(_("has invisible characters"))
        field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
        answer = field.clean(told.strip(), None)
        self.also(told.strip())
        return answer


def is_country(told: str) -> None:
    """Raise ValidationError unless it is a code of two letters (ISO 3166-1)."""
    if not (len(told) == 2 and told.isascii() and told.isupper()):
        raise ValidationError(_("is a code of two capital letters, as BY or RU"))


def is_time_zone(told: str) -> None:
    """Raise ValidationError unless this machine knows the zone."""
    if told not in available_timezones():
        raise ValidationError(_("is no time zone, as Europe/Minsk or Europe/Moscow"))


def is_template(told: str) -> None:
    """Raise ValidationError unless numbers can be written by it."""
    try:
        registers.check_template(told)
    except BadFact as refusal:
        raise ValidationError(str(refusal.reason)) from refusal


def is_ordinal(told: str) -> None:
    """Raise ValidationError for a number that PostgreSQL has no room for; SQLite would keep it."""
    if int(told) > LARGEST_ORDINAL:
        raise ValidationError(_("is too large"))


def is_free_login(told: str) -> None:
    """Raise ValidationError when somebody has the login already."""
    if User.objects.filter(username=told).exists():
        raise ValidationError(_("is somebody's login already"))


def asked_of(person: str, login: str, post: str) -> tuple[Question, ...]:
    """What is asked about a person."""
    return (
        Question(f"{person}_login", f"login of the {person}", (User, "username"), login, is_free_login),
        Question(f"{person}_surname", f"surname of the {person}", (Official, "surname")),
        Question(f"{person}_initials", f"initials of the {person}, as printed: С.С.", (Official, "initials")),
        Question(f"{person}_email", f"e-mail of the {person}, for notices; may be empty", (User, "email"), ""),
        Question(f"{person}_post", f"post of the {person}", (Post, "name"), post),
    )


QUESTIONS: tuple[Question, ...] = (
    Question("code", "short code of the body in Latin letters; it stands in every history", (Body, "code")),
    Question("name", "full name of the body, as on its letterhead", (Body, "name")),
    Question("name_be", "the same in Belarusian; may be empty", (Body, "name_be"), ""),
    Question("country", "country, as BY or RU", (Body, "country"), "BY", is_country),
    Question("time_zone", "time zone", (Body, "time_zone"), lambda a: zone_of(a["country"]), is_time_zone),
    Question(
        "norm_profile", "norm that its letters follow", (Body, "norm_profile"), lambda a: profile_of(a["country"])
    ),
    Question("address", "address, as on its letterhead", (Body, "address")),
    Question("address_be", "the same in Belarusian; may be empty", (Body, "address_be"), ""),
    Question("phone", "telephone; may be empty", (Body, "phone"), ""),
    Question("fax", "fax; may be empty", (Body, "fax"), ""),
    Question("email", "e-mail of the body; may be empty", (Body, "email"), ""),
    Question("unit", "the body as the top of its units", (Unit, "name"), lambda a: a["name"][:200]),
    Question("chancery", "its chancery", (Unit, "name"), "Канцелярия"),
    Question("out_template", "template of outgoing numbers", (Register, "template"), "{ord}", is_template),
    Question(
        "out_opening", "last outgoing number of this year before Chancery", (RegisterYear, "opening"), "0", is_ordinal
    ),
    Question("in_template", "template of incoming numbers", (Register, "template"), "Вх-{ord}", is_template),
    Question(
        "in_opening", "last incoming number of this year before Chancery", (RegisterYear, "opening"), "0", is_ordinal
    ),
    *asked_of("admin", "admin", "Администратор"),
    *asked_of("head", "head", "Начальник канцелярии"),
)


def zone_of(country: str) -> str:
    """The zone that is proposed for a country."""
    return "Europe/Moscow" if country == "RU" else "Europe/Minsk"


def profile_of(country: str) -> str:
    """The norm that is proposed for a country."""
    return str(PROFILES.get(country, NormProfile.BY_2025))


def conflicts(answers: Answers) -> dict[str, str]:
    """What no single answer shows: question -> what is wrong with it beside the others."""
    found = {}
    if answers["chancery"] == answers["unit"]:
        found["chancery"] = "is a part of the body, under a name of its own"
    if answers["head_login"] == answers["admin_login"]:
        found["head_login"] = "is another person's than the administrator's (S7)"
    return found


def found(answers: Answers, *, on: date, secret: Callable[[], str]) -> dict[str, str]:
    """Write the office of judged answers; returns the passwords by login. To be called in a transaction."""
    columns = {question.column[1] for question in QUESTIONS if question.column[0] is Body}
    body = Body.objects.create(**{column: answers[column] for column in columns})
    top = Unit.objects.create(body=body, name=answers["unit"])
    chancery = Unit.objects.create(body=body, parent=top, name=answers["chancery"], code="01")
    for direction, short, name in ((Direction.OUTGOING, "out", "Исходящие"), (Direction.INCOMING, "in", "Входящие")):
        register = Register.objects.create(
            body=body, direction=direction, name=name, template=answers[f"{short}_template"]
        )
        registers.open_year(register, on.year, answers[f"{short}_opening"])
    passwords = {}
    for person, role, unit in (("admin", Role.ADMIN, top), ("head", Role.CHANCERY_HEAD, chancery)):
        login = answers[f"{person}_login"]
        passwords[login] = secret()
        user = User.objects.create_user(
            login,
            answers[f"{person}_email"],
            passwords[login],
            last_name=answers[f"{person}_surname"],
            is_staff=role == Role.ADMIN,
            is_superuser=role == Role.ADMIN,
        )
        told = {name: answers[f"{person}_{name}"] for name in ("post", "surname", "initials")}
        official = enlist(unit, user, **told)
        Appointment.objects.create(official=official, unit=top, role=role, since=on)
    return passwords


def enlist(unit: Unit, user: User, *, post: str, surname: str, initials: str) -> Official:
    """Put a person with an account into office."""
    held = Post.objects.get_or_create(body=unit.body, name=post)[0]
    return Official.objects.create(body=unit.body, user=user, post=held, unit=unit, surname=surname, initials=initials)
