"""The fixed cast of the tests: one body, its chancery, and people whose surnames say what they are."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cases.lifecycle.facts import Addressee, LetterText, Place
from cases.lifecycle.roles import Role
from cases.models import (
    Appointment,
    Body,
    Correspondent,
    FileTitle,
    Official,
    Post,
    Register,
    RegisterYear,
    Unit,
    User,
)

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

ROLES = {
    "clerk": (Role.CLERK,),
    "registrar": (Role.REGISTRAR,),
    "dispatcher": (Role.DISPATCHER,),
    "controller": (Role.CONTROLLER,),
    "chief": (Role.CHANCERY_HEAD,),
    "assistant": (Role.ASSISTANT,),
    "head": (Role.HEAD,),
    "deputy": (Role.DEPUTY,),
    "drafter": (Role.DRAFTER,),
    "lawyer": (),
    "banker": (),
    "expert": (),
    "auditor": (Role.AUDITOR,),
    "admin": (Role.ADMIN,),
}
IN_DEPARTMENT = {"drafter", "expert"}


@dataclass
class Office:
    """A body with its people; `at` moves the clock on by a minute whenever it is read."""

    body: Body
    chancery: Unit
    department: Unit
    register: Register
    incoming: Register
    correspondent: Correspondent
    other: Correspondent
    officials: dict[str, Official] = field(default_factory=dict)
    clock: datetime = NOON

    def user(self, name: str) -> User:
        """The user behind a member of the cast."""
        user = self.officials[name].user
        assert user is not None
        return user

    def id(self, name: str) -> int:
        """The official's id."""
        return self.officials[name].pk

    @property
    def at(self) -> datetime:
        """The next minute."""
        self.clock += timedelta(minutes=1)
        return self.clock

    def route(self, *names: str) -> tuple[Place, ...]:
        """Places in the first turn, asked in parallel."""
        return tuple(Place(self.id(name)) for name in names)

    def letter(self, text: str = "Просим сообщить.", **other: object) -> LetterText:
        """A letter with one addressee that breaks no form."""
        addressee = Addressee(self.correspondent.pk, ("Правительство", "Образцовой области"))
        facts: dict[str, object] = {
            "heading": "О сотрудничестве",
            "paragraphs": (text,),
            "addressees": (addressee,),
            "points": ("участие", "проекты"),
        }
        return LetterText(**(facts | other))  # type: ignore[arg-type]


def found(code: str = "gknt", *, hold_seconds: int = 0) -> Office:
    """Found a body with one register a direction and the whole cast in office since 2019."""
    body = Body.objects.create(
        code=code,
        name=f"Комитет {code}",
        name_be=f"Камітэт {code}",
        country="BY",
        norm_profile="by-2009",
        address="г. Минск",
        hold_seconds=hold_seconds,
    )
    chancery = Unit.objects.create(body=body, name="Комитет", code="01")
    department = Unit.objects.create(body=body, parent=chancery, name="Управление", code="06")
    register = Register.objects.create(
        body=body, direction="out", name="Исходящие", unit=department, file="09", template="{unit}-{file}/{ord}"
    )
    RegisterYear.objects.create(register=register, year=NOON.year, opening=397, last=397)
    incoming = Register.objects.create(body=body, direction="in", name="Входящие", template="Вх-{ord}")
    for index in ("06-09", "06-10"):
        FileTitle.objects.create(body=body, year=NOON.year, index=index, title="Переписка", retention="5 лет ЭПК")
    lines = "Правительство\nОбразцовой области"
    office = Office(
        body=body,
        chancery=chancery,
        department=department,
        register=register,
        incoming=incoming,
        correspondent=Correspondent.objects.create(body=body, name="Область", country="RU", addressee=lines),
        other=Correspondent.objects.create(body=body, name="Край", country="RU", addressee="Правительство края"),
    )
    for name, roles in ROLES.items():
        office.officials[name] = enlist(office, name, roles)
    return office


def enlist(office: Office, name: str, roles: tuple[Role, ...]) -> Official:
    """Put a person into office with roles in the whole body, or in the department for who drafts there."""
    unit = office.department if name in IN_DEPARTMENT else office.chancery
    post, _ = Post.objects.get_or_create(body=office.body, name=name.capitalize(), defaults={"name_dative": name})
    official = Official.objects.create(
        body=office.body,
        user=User.objects.create(username=f"{name}@{office.body.code}"),
        post=post,
        unit=unit,
        surname=name.capitalize(),
        initials="А.А.",
    )
    for role in roles:
        Appointment.objects.create(official=official, unit=unit, role=role, since=date(2019, 1, 1))
    return official
