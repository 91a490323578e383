"""An office of the demonstration as it is founded: a body, its people, and their passwords, which are told once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cases.lifecycle.roles import Role
from cases.models import Appointment, Body, Correspondent, Official, Post, Unit, User

SINCE = date(2019, 1, 1)


class Person(NamedTuple):
    """One of the cast; `below` puts him into the department, everybody else is of the whole body."""

    login: str
    surname: str
    initials: str
    post: str
    roles: tuple[Role, ...] = ()
    post_be: str = ""
    below: bool = False


@dataclass
class Office:
    """The founded body, whom it writes to, and its people and their passwords by login."""

    body: Body
    top: Unit
    unit: Unit
    other_side: Correspondent
    roles: dict[str, tuple[Role, ...]] = field(default_factory=dict)
    officials: dict[str, Official] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)

    def user(self, login: str) -> User:
        """The user behind a login of the demonstration."""
        return User.objects.get(username=login)

    def id(self, login: str) -> int:
        """The id of the official behind a login."""
        return self.officials[login].pk

    def enlist(self, people: Iterable[Person]) -> None:
        """Put people into office, each with a generated password."""
        for person in people:
            self.put_into_office(person)

    def put_into_office(self, person: Person) -> None:
        """Put one person into office."""
        unit = self.unit if person.below else self.top
        post, _ = Post.objects.get_or_create(body=self.body, name=person.post, defaults={"name_be": person.post_be})
        password = secrets.token_urlsafe(9)
        user = User.objects.create_user(person.login, password=password, last_name=person.surname)
        if Role.ADMIN in person.roles:
            user.is_staff = user.is_superuser = True
            user.save(update_fields=["is_staff", "is_superuser"])
        official = Official.objects.create(
            body=self.body,
            user=user,
            post=post,
            unit=unit,
            surname=person.surname,
            initials=person.initials,
            phone=self.body.phone,
        )
        for role in person.roles:
            Appointment.objects.create(official=official, unit=unit, role=role, since=SINCE)
        self.officials[person.login] = official
        self.passwords[person.login] = password
        self.roles[person.login] = person.roles
