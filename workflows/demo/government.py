"""The Government of the Moscow Region, to which the letter of 2019 went.

Its name, address and registration point are real; its people, numbers other than Вх-44318 and its answer are plainly
invented: every surname means «example» or says what its bearer does.
"""

from datetime import datetime

from cases import registers
from cases.deadlines.policy import Base, Roll
from cases.deadlines.policy import Unit as Term
from cases.lifecycle.roles import Role
from cases.lifecycle.signatures import Signing
from cases.models import Body, Correspondent, DeadlinePolicy, FileTitle, Register, RegistrationPoint, Unit

from . import authority, ground
from .office import Office, Person

LAST_RECEIVED, LAST_SENT = 44317, 5116
FILE = "12-04"
POINT = "Руководство Московской области"
PARK = "Областной технопарк «Примерный»"

SIGNING = ("mo-deputy", "mo-registrar")

PEOPLE = (
    Person("mo-executor", "Макетова", "А.А.", "Начальник отдела научного сотрудничества", (Role.DRAFTER,), below=True),
    Person("mo-coexecutor", "Пробников", "Б.Б.", "Консультант отдела инноваций", (Role.DRAFTER,), below=True),
    Person("mo-lawyer", "Условнова", "В.В.", "Начальник правового управления"),
    Person("mo-finance", "Мнимов", "Г.Г.", "Начальник финансового управления"),
    Person("mo-head", "Эталонов", "К.К.", "Руководитель", (Role.HEAD,)),
    Person("mo-deputy", "Шаблонов", "Л.Л.", "Заместитель руководителя", (Role.DEPUTY,)),
    Person("mo-assistant", "Подсказкин", "М.М.", "Помощник руководителя", (Role.ASSISTANT,)),
    Person("mo-clerk", "Конвертова", "Д.Д.", "Делопроизводитель", (Role.CLERK, Role.DISPATCHER)),
    Person("mo-registrar", "Штампов", "Е.Е.", "Регистратор", (Role.REGISTRAR,)),
    Person("mo-controller", "Напоминайко", "Ж.Ж.", "Контролёр", (Role.CONTROLLER,)),
    Person("mo-auditor", "Сверкина", "З.З.", "Аудитор", (Role.AUDITOR,)),
    Person("mo-admin", "Паролев", "И.И.", "Администратор", (Role.ADMIN,)),
)


def found() -> Office:
    """Found the government with its registration point, its registers, its file, and whom it writes to."""
    body = Body.objects.create(
        code="mosreg-demo",
        name="Правительство Московской области",
        country="RU",
        time_zone="Europe/Moscow",
        norm_profile="ru-2016",
        address="бульвар Строителей, д. 1, г. Красногорск, Московская область, 143407",
        hold_seconds=0,
    )
    top = Unit.objects.create(body=body, name="Правительство", code="01")
    unit = Unit.objects.create(body=body, parent=top, name="Управление научно-технического сотрудничества", code="12")
    keep_registers(body, unit)
    committee = Correspondent.objects.create(
        body=body,
        name="Государственный комитет по науке и технологиям Республики Беларусь",
        country="BY",
        addressee="Государственный комитет\nпо науке и технологиям\nРеспублики Беларусь",
        address="ул. Академическая, 1, 220072, г. Минск",
    )
    Correspondent.objects.create(body=body, name=PARK, country="RU", addressee="Областной технопарк\n«Примерный»")
    # One month from registration, a last day off coming back to the working day before (3.4 of the norms).
    DeadlinePolicy.objects.create(
        body=body, base=Base.REGISTRATION, unit=Term.MONTH, number=1, roll=Roll.PREVIOUS, country="RU"
    )
    office = Office(body, top, unit, committee)
    office.enlist(PEOPLE)
    return office


def sign_electronically(office: Office, at: datetime) -> None:
    """Let deputy and registrar sign with keys of a demonstration's authority (PAdES B-T)."""
    people = {office.id(login): office.officials[login] for login in SIGNING}
    authority.fill(ground.keyring(), {pk: f"{one.surname} {one.initials}" for pk, one in people.items()}, at)
    office.body.signing = Signing.X509
    office.body.save(update_fields=["signing"])


def keep_registers(body: Body, unit: Unit) -> None:
    """Open the registers of 2019 after the last numbers given before, and the file of the correspondence."""
    point = RegistrationPoint.objects.create(body=body, name=POINT)
    received = Register.objects.create(
        body=body, direction="in", name=f"Входящие: {POINT}", point=point, template="Вх-{ord}"
    )
    sent = Register.objects.create(
        body=body, direction="out", name="Исходящие", unit=unit, file="04", template="Исх-{ord}/{unit}-{file}"
    )
    registers.open_year(received, 2019, LAST_RECEIVED)
    registers.open_year(sent, 2019, LAST_SENT)
    FileTitle.objects.create(
        body=body,
        year=2019,
        index=FILE,
        title="Переписка с органами Республики Беларусь о научно-техническом сотрудничестве",
        retention="5 лет ЭПК",
    )
