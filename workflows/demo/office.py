"""The office of the demonstration: a real body, and people who are plainly invented.

The signer is the one who signed the letter in 2019; every other surname means «example» or «sample».
"""

import secrets
from dataclasses import dataclass, field
from datetime import date

from cases import registers
from cases.letters import arms, specimens
from cases.lifecycle.roles import Role
from cases.models import (
    Appointment,
    Body,
    Correspondent,
    FileTitle,
    Official,
    Post,
    Register,
    Unit,
    User,
)

SINCE = date(2019, 1, 1)
LAST_NUMBER_BEFORE = 397

# login: surname, initials, post, post in Belarusian, unit ("" is the whole body), roles
PEOPLE: dict[str, tuple[str, str, str, str, str, tuple[Role, ...]]] = {
    "drafter": ("Примерова", "А.А.", "Главный специалист", "Галоўны спецыяліст", "06", (Role.DRAFTER,)),
    "lawyer": ("Образцов", "Б.Б.", "Начальник юридического отдела", "", "", ()),
    "finance": ("Вымыслова", "В.В.", "Начальник финансового отдела", "", "", ()),
    "foreign": ("Небывалов", "Г.Г.", "Начальник управления международного сотрудничества", "", "", ()),
    "deputy": ("Щербаков", "С.С.", "Заместитель Председателя", "Намеснік Старшыні", "", (Role.DEPUTY,)),
    "clerk": ("Канцелярская", "Д.Д.", "Делопроизводитель", "Справавод", "", (Role.CLERK, Role.DISPATCHER)),
    "registrar": ("Журналова", "Е.Е.", "Регистратор", "Рэгістратар", "", (Role.REGISTRAR,)),
    "controller": ("Сроков", "Ж.Ж.", "Контролёр", "Кантралёр", "", (Role.CONTROLLER,)),
    "auditor": ("Проверкин", "З.З.", "Аудитор", "Аўдытар", "", (Role.AUDITOR,)),
    "admin": ("Настройкина", "И.И.", "Администратор", "Адміністратар", "", (Role.ADMIN,)),
}


@dataclass
class Office:
    """The founded body, its people and their passwords by login."""

    body: Body
    unit: Unit
    government: Correspondent
    officials: dict[str, Official] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)

    def user(self, login: str) -> User:
        """The user behind a login of the demonstration."""
        return User.objects.get(username=login)


def found() -> Office:
    """Found the State Committee on Science and Technology as it wrote in 2019."""
    body = Body.objects.create(
        code="gknt-demo",
        name="Государственный комитет по науке и технологиям Республики Беларусь",
        name_be="Дзяржаўны камітэт па навуцы і тэхналогіях Рэспублікі Беларусь",
        country="BY",
        time_zone="Europe/Minsk",
        norm_profile="by-2009",
        address="ул. Академическая, 1, 220072, г. Минск",
        address_be="вул. Акадэмічная, 1, 220072, г. Мінск",
        phone="(017) 284 07 60",
        fax="(017) 284 02 79",
        email="gknt@gknt.gov.by",
        arms=arms.keep((specimens.FOLDER / "arms.svg").read_bytes()),
        hold_seconds=0,
    )
    top = Unit.objects.create(body=body, name="Государственный комитет", code="01")
    unit = Unit.objects.create(body=body, parent=top, name="Управление международного сотрудничества", code="06")
    register = Register.objects.create(
        body=body, direction="out", name="Исходящие 06-09", unit=unit, file="09", template="{unit}-{file}/{ord}"
    )
    registers.open_year(register, 2019, LAST_NUMBER_BEFORE)
    FileTitle.objects.create(
        body=body,
        year=2019,
        index="06-09",
        title="Переписка о научно-техническом сотрудничестве",
        retention="5 лет ЭПК",
    )
    government = Correspondent.objects.create(
        body=body,
        name="Правительство Московской области",
        country="RU",
        addressee="Правительство Московской области\nРоссийской Федерации",
    )
    office = Office(body, unit, government)
    for login in PEOPLE:
        enlist(office, login, top)
    return office


def enlist(office: Office, login: str, top: Unit) -> None:
    """Put one person into office with a generated password."""
    surname, initials, post_name, post_be, unit_code, roles = PEOPLE[login]
    unit = office.unit if unit_code else top
    post, _ = Post.objects.get_or_create(body=office.body, name=post_name, defaults={"name_be": post_be})
    password = secrets.token_urlsafe(9)
    user = User.objects.create_user(login, password=password, last_name=surname)
    if Role.ADMIN in roles:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    official = Official.objects.create(
        body=office.body, user=user, post=post, unit=unit, surname=surname, initials=initials, phone=office.body.phone
    )
    for role in roles:
        Appointment.objects.create(official=official, unit=unit, role=role, since=SINCE)
    office.officials[login], office.passwords[login] = official, password
