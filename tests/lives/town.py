"""Two bodies that write to each other, their people, and the posts these hold as the tests know them.

What a person may do is judged from here and from the golden files, never from the rows and rules that Chancery asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from cases.lifecycle.roles import Role
from cases.models import Appointment, ConsentRule, FileTitle, Official, Unit, User
from tests import cast
from tests.cast import NOON, Office

SINCE = date(2019, 1, 1)
CODES = ("gknt", "oblast")
# Beside the posts of the cast: who is charged with a letter must be able to write its answer.
ALSO = {"expert": (Role.DRAFTER,), "lawyer": (Role.DRAFTER,)}
CONSENT = "Министерство образцов"
FILES = ("06-09", "06-10")


@dataclass
class Post:
    """A role in a unit (and below it) from one day to another, both included."""

    role: str
    unit: Unit
    since: date = SINCE
    until: date | None = None
    row: Appointment | None = None

    def holds(self, unit: int, office: Office, day: date) -> bool:
        """Whether the post gives its role in a unit on a day; the department is part of the chancery's unit."""
        in_force = self.since <= day and (self.until is None or day <= self.until)
        return in_force and (self.unit.pk == unit or self.unit == office.chancery)


@dataclass
class Person:
    """A member of the cast of one body."""

    name: str
    office: Office
    official: Official
    posts: list[Post] = field(default_factory=list)

    @property
    def user(self) -> User:
        """The user behind the person."""
        user = self.official.user
        assert user is not None
        return user

    @property
    def id(self) -> int:
        """The official's id."""
        return self.official.pk

    def holding(self, role: Role) -> Post | None:
        """The post of a role that has no end yet."""
        return next((post for post in self.posts if post.role == role and post.until is None), None)

    def appoint(self, role: Role, unit: Unit, since: date) -> None:
        """Give the person a post."""
        row = Appointment.objects.create(official=self.official, unit=unit, role=role, since=since)
        self.posts.append(Post(str(role), unit, since, None, row))

    def dismiss(self, post: Post, last: date) -> None:
        """End a post with a day."""
        post.until = max(last, post.since)
        if post.row is not None:
            post.row.until = post.until
            post.row.save(update_fields=["until"])

    def __str__(self) -> str:
        return f"{self.name}@{self.office.body.code}"


class Town:
    """Both bodies under one clock."""

    def __init__(self, *, hold_seconds: tuple[int, int] = (0, 60)) -> None:
        self.offices = [cast.found(code, hold_seconds=held) for code, held in zip(CODES, hold_seconds, strict=True)]
        self.people = [person for office in self.offices for person in enlist(office)]
        self.of_official = {person.id: person for person in self.people}
        self.office_of = {office.body.pk: office for office in self.offices}
        self.clock = NOON
        self.be_particular(self.offices[1])
        self.cast = list(self.people)
        self.kept = {person.id: [replace(post) for post in person.posts] for person in self.cast}
        self.gone: list[Person] = []

    def be_particular(self, office: Office) -> None:
        """A body of other settings: a changed comma keeps the visas, and one country asks for a consent."""
        office.body.form_changes_keep_visas = True
        office.body.save(update_fields=["form_changes_keep_visas"])
        office.other.country = "KZ"
        office.other.save(update_fields=["country"])
        ConsentRule.objects.create(body=office.body, country="KZ", whose=CONSENT)

    def begin(self) -> None:
        """Begin anew, after the database was taken back to where it stood at the founding."""
        self.people, self.gone = list(self.cast), []
        self.of_official = {person.id: person for person in self.people}
        for person in self.people:
            person.posts = [replace(post) for post in self.kept[person.id]]
            person.office.officials[person.name] = person.official
        self.wait(NOON - self.clock)

    @property
    def now(self) -> datetime:
        """The time by the town's clock."""
        return self.clock

    def wait(self, span: timedelta) -> datetime:
        """Move the clock on, in both bodies alike."""
        self.clock += span
        for office in self.offices:
            office.clock = self.clock
        return self.clock

    def leave(self, person: Person, last: date) -> None:
        """A person leaves his body: he logs in no more, and another one holds his posts from his last day on.

        What he was charged with by name stays with him until somebody hands it over.
        """
        office, held = person.office, [post for post in person.posts if post.until is None]
        for post in held:
            person.dismiss(post, last)
        User.objects.filter(pk=person.user.pk).update(is_active=False)
        gone = replace(person, official=Official.objects.select_related("user").get(pk=person.id))
        comer = Person(person.name, office, cast.enlist(office, f"{person.name}{len(self.of_official)}", ()))
        for post in held:
            comer.appoint(Role(post.role), post.unit, last)
        office.officials[person.name] = comer.official
        self.people = [comer if one is person else one for one in self.people]
        self.of_official |= {gone.id: gone, comer.id: comer}
        self.gone.append(gone)

    def people_of(self, office: Office) -> list[Person]:
        """The people of one body."""
        return [person for person in self.people if person.office is office]

    def anybody(self, chance: Random) -> Person:
        """Somebody of either body."""
        return chance.choice(self.people)


def enlist(office: Office) -> Iterator[Person]:
    """The cast of a body as people with posts; its files are opened for the next year too."""
    for index in FILES:
        year = NOON.year + 1
        FileTitle.objects.create(body=office.body, year=year, index=index, title="Переписка", retention="5 лет ЭПК")
    for name, official in office.officials.items():
        unit = office.department if name in cast.IN_DEPARTMENT else office.chancery
        rows = {row.role: row for row in Appointment.objects.filter(official=official)}
        person = Person(name, office, official, [Post(str(role), unit, row=rows[role]) for role in cast.ROLES[name]])
        for role in ALSO.get(name, ()):
            person.appoint(role, unit, SINCE)
        yield person
