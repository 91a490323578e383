"""Old registers as an office has them: rows of every standing, with planted faults whose place and kind are known."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from cases.models import Official, Post, RegistrationPoint
from tests.cast import Office

type Cells = dict[str, Any]

YEAR = 2026
FIRST, LAST = date(YEAR, 1, 5), date(YEAR, 2, 27)  # the cast works on 2 March
HEADINGS = {
    "number": "Рег. №", "date": "Дата рег.", "correspondent": "Корреспондент", "their_number": "Исх. №",
    "their_date": "Исх. дата", "received": "Поступило", "title": "Краткое содержание", "state": "Состояние",
    "executor": "Исполнитель", "resolved_by": "Резолюция", "due": "Срок", "file": "Дело", "sheets": "Листов",
    "delivery": "Доставка", "unit": "Подразделение",
}  # fmt: skip
STATES = {
    "in": {"В деле": "filed", "На исполнении": "in_work", "Исполнено": "executed", "На контроле снято": "closed",
           "Зарегистрировано": "registered", "На рассмотрении": "review", "Аннулировано": "annulled",
           "Готовится ответ": "reply_in_progress"},
    "out": {"В деле": "filed", "Отправлено": "dispatched", "Ждём ответа": "awaiting_reply", "Аннулировано": "annulled"},
}  # fmt: skip
OPEN = {"На исполнении", "Исполнено", "Зарегистрировано", "На рассмотрении", "Ждём ответа", "Отправлено"}
PREFIX = {"in": "Вх-", "out": "06-09/"}


@dataclass
class Book:
    """A register as written; `faults`: row of the file -> (field, code) of what was planted there."""

    direction: str
    rows: list[Cells] = field(default_factory=list)
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    stray: set[int] = field(default_factory=set)

    @property
    def good(self) -> list[Cells]:
        """The rows in which nothing was planted."""
        return [row for number, row in enumerate(self.rows, 2) if number not in self.faults]

    @property
    def last(self) -> int:
        """The last number of the book."""
        return len(self.rows)

    def cells(self) -> list[list[Any]]:
        """The rows as cells in the order of the headings."""
        return [
            [row.get(name) for name in HEADINGS] + ["лишнее"] * (number in self.stray)
            for number, row in enumerate(self.rows, 2)
        ]

    def write(self, path: Path) -> Path:
        """The book as a file: CSV of Russian spreadsheets, or XLSX with real dates."""
        if path.suffix == ".xlsx":
            sheet_of(path, [list(HEADINGS.values()), *self.cells()])
        else:
            with path.open("w", newline="", encoding="cp1251", errors="xmlcharrefreplace") as file:
                writer = csv.writer(file, delimiter=";")
                writer.writerow(HEADINGS.values())
                writer.writerows([said(cell) for cell in row] for row in self.cells())
        return path

    def profile(self, path: Path, *, encoding: str = "cp1251", new: bool = True) -> Path:
        """A profile that fits the book."""
        register = {"in": "Входящие", "out": "Исходящие"}[self.direction]
        columns = "\n".join(f'{ours} = "{theirs}"' for ours, theirs in HEADINGS.items())
        words = "\n".join(f'"{theirs}" = "{ours}"' for theirs, ours in STATES[self.direction].items())
        path.write_text(
            f'holds = "register"\nbody = "gknt"\nnew_correspondents = {str(new).lower()}\n'
            f'[table]\nencoding = "{encoding}"\n'
            f"[columns]\n{columns}\n"
            f'[given]\ncountry = "RU"\nreason = "Ошибка регистрации."\nsigner = "А.А.Head"\n'
            f"[words.state]\n{words}\n"
            f'[words.delivery]\n"почта" = "post"\n"нарочным" = "courier"\n'
            f"[numbers]\nregister = \"{register}\"\npattern = '{PREFIX[self.direction]}(?P<ord>\\d+)'\n"
            f"years = [{YEAR}]\nlast = {{ {YEAR} = {self.last} }}\n",
            encoding="utf-8",
        )
        return path


def sheet_of(path: Path, rows: list[list[Any]]) -> None:
    """A workbook of one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Журнал")
    for row in rows:
        sheet.append(row)
    book.save(path)


def said(cell: Any) -> str:
    """A cell as a CSV file has it."""
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else "" if cell is None else str(cell)


def furnish(office: Office) -> None:
    """Whom and what the books refer to, beside the cast: two of one name, a post, a point."""
    post = Post.objects.create(body=office.body, name="Советник")
    for _ in range(2):
        Official.objects.create(
            body=office.body, post=post, unit=office.department, surname="Близнецов", initials="А.А."
        )
    RegistrationPoint.objects.create(body=office.body, name="Канцелярия")


def book(direction: str, size: int, chance: Random) -> Book:
    """A register without a fault: a fifth of its letters is still open."""
    states = [one for one in STATES[direction] if one != "Готовится ответ"]
    rows = []
    for ordinal in range(1, size + 1):
        day = FIRST + (LAST - FIRST) * (ordinal - 1) // size
        open_now = chance.random() < 0.2
        state = chance.choice([one for one in states if one in OPEN]) if open_now else "В деле"
        if chance.random() < 0.01:
            state = "Аннулировано"
        rows.append(row_of(direction, ordinal, day, state, chance))
    return Book(direction, rows)


def row_of(direction: str, ordinal: int, day: date, state: str, chance: Random) -> Cells:
    """One row."""
    charged = state in ("На исполнении", "Исполнено")
    return {
        "number": f"{PREFIX[direction]}{ordinal}",
        "date": day,
        "correspondent": f"Министерство № {chance.randrange(1, 400)} Образцовой области",
        "their_number": f"01-{ordinal}/{chance.randrange(100)}" if direction == "in" else None,
        "their_date": day - timedelta(days=chance.randrange(3, 20)) if direction == "in" else None,
        "received": day - timedelta(days=chance.randrange(2)) if direction == "in" else None,
        "title": f"О сотрудничестве в области {chance.choice(('науки', 'техники', 'образования'))}, вопрос {ordinal}",
        "state": state,
        "executor": chance.choice(("А.А.Drafter", "Expert А.А.")) if charged else None,
        "resolved_by": "А. А. Head" if charged else None,
        "due": day + timedelta(days=chance.randrange(15, 60)) if state in OPEN else None,
        "file": chance.choice(("06-09", "06-10")) if state == "В деле" else None,
        "sheets": chance.randrange(1, 30),
        "delivery": chance.choice(("почта", "Нарочным", None)),
        "unit": "Управление",
    }


type Plant = Callable[[Cells, Book], None]


def put(**cells: Any) -> Plant:
    """A plant that writes something else into some cells."""
    return lambda row, _: row.update(cells)


def working(**cells: Any) -> Plant:
    """A plant in a letter that somebody has in hand."""
    sound = {"state": "На исполнении", "executor": "А.А.Drafter", "resolved_by": "А.А.Head", "file": None}
    return lambda row, _: row.update(sound | {"due": row["date"] + timedelta(days=30)} | cells)


def late(row: Cells, _: Book) -> None:
    row.update(received=row["date"] + timedelta(days=2), their_date=row["date"])


def overdue(row: Cells, _: Book) -> None:
    working(due=row["date"] - timedelta(days=1))(row, _)


def younger(row: Cells, _: Book) -> None:
    row.update(received=row["date"], their_date=row["date"] + timedelta(days=1))


def beyond(row: Cells, made: Book) -> None:
    row.update(number=f"{PREFIX[made.direction]}{made.last}0")


def twice(row: Cells, made: Book) -> None:
    """The number of the first row, in which nothing is ever planted."""
    row.update(number=made.rows[0]["number"])


# Twenty kinds: what is found, and what was written.
KINDS: dict[tuple[str, str], Plant] = {
    ("number", "missing"): put(number=None),
    ("number", "no_number"): put(number="б/н"),
    ("number", "number_twice"): twice,
    ("number", "number_beyond"): beyond,
    ("date", "missing"): put(date=None, received=None, their_date=None),
    ("date", "no_date"): put(date="31.02.2026"),
    ("date", "ahead"): put(date=date(2062, 1, 12)),
    ("date", "other_year"): put(date=date(2016, 1, 12), received=None, their_date=None),
    ("title", "missing"): put(title="  "),
    ("correspondent", "missing"): put(correspondent=None),
    ("title", "hidden_signs"): put(title="О встрече\x07"),
    ("state", "unknown_word"): put(state="где-то"),
    ("state", "no_beginning"): put(state="Готовится ответ"),
    ("executor", "unknown"): working(executor="И.И.Неизвестный"),
    ("executor", "several"): working(executor="А.А.Близнецов"),
    ("executor", "missing"): working(executor=None),
    ("due", "before"): overdue,
    ("date", "before"): late,
    ("received", "before"): younger,
    ("file", "not_in_nomenclature"): put(file="99-99", state="В деле", executor=None, resolved_by=None, due=None),
}  # fmt: skip


def plant(made: Book, count: int, chance: Random) -> None:
    """Plant so many faults, of every kind in turn, each in a row of its own; the first row stays sound."""
    kinds = list(KINDS.items())
    if made.direction == "out":
        kinds = [one for one in kinds if not {"received", "executor"} & set(one[0]) and one[0] != ("date", "before")]
        kinds = [one for one in kinds if one[0] not in (("due", "before"), ("state", "no_beginning"))]
    for number, place in enumerate(sorted(chance.sample(range(1, made.last), count))):
        found, change = kinds[number % len(kinds)]
        change(made.rows[place], made)
        made.faults[place + 2] = found
