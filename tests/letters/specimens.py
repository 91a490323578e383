"""`./run python -m tests.letters.specimens`: freeze one specimen of every sheet anew, for `manage preview_letters`.

They are sheets of the office of these tests, lived through on a database of its own; people get names that read well.
"""

import json
import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from bench.acts import own_database  # noqa: E402
from cases.evidence import keys  # noqa: E402
from cases.letters import specimens  # noqa: E402
from cases.letters.history import freeze_history  # noqa: E402
from cases.lifecycle.sheets import Sheet  # noqa: E402
from cases.models import Entry, OutgoingCase  # noqa: E402
from workflows import sequencer  # noqa: E402

from . import samples  # noqa: E402
from .office import Lived, live  # noqa: E402

# What an act of the office is called by; the other sheets come from the first move that declares them.
MOVES = {
    Sheet.CARD: ("OutgoingCase", "register"),
    Sheet.RESOLUTION: ("IncomingCase", "issue_resolution"),
    Sheet.CONTROL: ("IncomingCase", "put_on_control"),
    Sheet.FORWARDING: ("IncomingCase", "forward"),
    Sheet.REMARKS: ("OutgoingCase", "agree_with_remarks"),
    Sheet.APPROVAL: ("OutgoingCase", "complete_round"),
    Sheet.LETTER: ("OutgoingCase", "register"),
    Sheet.DISPATCH: ("OutgoingCase", "confirm_dispatch"),
    Sheet.FILE_MARK: ("OutgoingCase", "file"),
}
PEOPLE = {
    "Drafter": ("Примерова", "Главный специалист"),
    "Lawyer": ("Образцов", "Начальник юридического отдела"),
    "Banker": ("Вымыслова", "Начальник финансового отдела"),
    "Expert": ("Небывалов", "Начальник управления международного сотрудничества"),
    "Clerk": ("Канцелярская", "Делопроизводитель"),
    "Registrar": ("Журналова", "Регистратор"),
    "Dispatcher": ("Отправкина", "Экспедитор"),
    "Controller": ("Сроков", "Контролёр"),
    "Chief": ("Порядков", "Начальник канцелярии"),
    "Assistant": ("Подручная", "Помощник Председателя"),
    "Head": ("Главнов", "Председатель"),
}
HISTORY = 12  # entries: enough for two pages


def main() -> None:
    """Write every specimen."""
    specimens.FOLDER.mkdir(exist_ok=True)
    with own_database():
        lived = live()
        for sheet, facts in frozen(lived).items():
            text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
            Path(specimens.FOLDER, f"{sheet.value}.json").write_text(f"{named(text)}\n", encoding="utf-8")


def frozen(lived: Lived) -> dict[Sheet, dict[str, Any]]:
    """The facts of one sheet of each kind."""
    found: dict[Sheet, dict[str, Any]] = {}
    for law, rule, sheet in samples.declared():
        wanted = MOVES.get(sheet, (law.__name__, rule.name))
        if sheet not in found and wanted == (law.__name__, rule.name):
            found[sheet] = samples.frozen(lived, law, rule, sheet)
    case = lived.case(OutgoingCase)
    entries = Entry.objects.filter(case=case).order_by("seq").prefetch_related("disclosures")
    found[Sheet.HISTORY] = freeze_history(case, entries[:HISTORY])
    found[Sheet.LETTER]["checkpoint"] = checkpoint(lived)
    return found


def checkpoint(lived: Lived) -> str:
    """The head of the log over both cases, which a norm with a code has its letters tell."""
    with TemporaryDirectory() as folder:
        signer = keys.make(Path(folder, "log.key"), "gknt.example/register")
        return sequencer.sequence(lived.office.clock, signer=signer).note


def named(text: str) -> str:
    """The facts with people and bodies that read as on a real sheet."""
    for latin, (surname, post) in PEOPLE.items():
        text = text.replace(f'"post": "{latin}"', f'"post": "{post}"')
        text = re.sub(rf"\b{latin}\b", surname, text)
    for short, whole in (
        ("Область", "Правительство Образцовой области"),
        ("Край", "Правительство Примерного края"),
        ('"name": "Комитет"', '"name": "Управление международного сотрудничества"'),
    ):
        text = text.replace(short, whole)
    return text


if __name__ == "__main__":
    main()
