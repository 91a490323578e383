"""The State Committee on Science and Technology of Belarus as it wrote in 2019.

The signer is the one who signed the letter; every other surname means «example» or says what its bearer does.
"""

from cases import registers
from cases.letters import arms, specimens
from cases.lifecycle.roles import Role
from cases.models import Body, Correspondent, FileTitle, Register, Unit

from .office import Office, Person

LAST_SENT, LAST_RECEIVED = 397, 2711
FILE = "06-09"

PEOPLE = (
    Person("drafter", "Примерова", "А.А.", "Главный специалист", (Role.DRAFTER,), "Галоўны спецыяліст", below=True),
    Person("lawyer", "Образцов", "Б.Б.", "Начальник юридического отдела"),
    Person("finance", "Вымыслова", "В.В.", "Начальник финансового отдела"),
    Person("foreign", "Небывалов", "Г.Г.", "Начальник управления международного сотрудничества"),
    Person("deputy", "Щербаков", "С.С.", "Заместитель Председателя", (Role.DEPUTY,), "Намеснік Старшыні"),
    Person("head", "Типовой", "К.К.", "Председатель", (Role.HEAD,), "Старшыня"),
    Person("assistant", "Помощников", "Л.Л.", "Помощник Председателя", (Role.ASSISTANT,), "Памочнік Старшыні"),
    Person("clerk", "Канцелярская", "Д.Д.", "Делопроизводитель", (Role.CLERK, Role.DISPATCHER), "Справавод"),
    Person("registrar", "Журналова", "Е.Е.", "Регистратор", (Role.REGISTRAR,), "Рэгістратар"),
    Person("controller", "Сроков", "Ж.Ж.", "Контролёр", (Role.CONTROLLER,), "Кантралёр"),
    Person("auditor", "Проверкин", "З.З.", "Аудитор", (Role.AUDITOR,), "Аўдытар"),
    Person("admin", "Настройкина", "И.И.", "Администратор", (Role.ADMIN,), "Адміністратар"),
)


def found() -> Office:
    """Found the committee with its registers, its file, and the government that it writes to."""
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
    keep_registers(body, unit)
    government = Correspondent.objects.create(
        body=body,
        name="Правительство Московской области",
        country="RU",
        addressee="Правительство Московской области\nРоссийской Федерации",
    )
    office = Office(body, top, unit, government)
    office.enlist(PEOPLE)
    return office


def keep_registers(body: Body, unit: Unit) -> None:
    """Open the registers of 2019 after the last numbers given before, and the file of the correspondence."""
    sent = Register.objects.create(
        body=body, direction="out", name="Исходящие 06-09", unit=unit, file="09", template="{unit}-{file}/{ord}"
    )
    received = Register.objects.create(body=body, direction="in", name="Входящие", template="{ord}-вх")
    registers.open_year(sent, 2019, LAST_SENT)
    registers.open_year(received, 2019, LAST_RECEIVED)
    FileTitle.objects.create(
        body=body, year=2019, index=FILE, title="Переписка о научно-техническом сотрудничестве", retention="5 лет ЭПК"
    )
