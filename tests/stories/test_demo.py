"""`manage demo --no-server`: the whole story of both sides by one command, in a folder of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest

from cases.lifecycle.move import moves_of
from cases.models import IncomingCase, OutgoingCase

HOUSE = Path(__file__).parents[2]
CASE = re.compile(r"^\S.*: (outgoing|incoming) (\S+) «.*», (\w+)$")
ROW = re.compile(r"^ +\d+  (\w+) +(D\d\d)  (\S+)$")
ACT = re.compile(r"^(?:\d\d\.\d\d\.2019 \d\d:\d\d  \S+|  +by itself) +(\w+) +→ ", re.MULTILINE)
LETTER, REPLY = "06-09_398_letter.pdf", "Исх-5117_12-04_letter.pdf"


def manage(var: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """One command of an installation whose database and files lie under `var`."""
    kept = {n: value for n, value in os.environ.items() if n != "DATABASE_URL" and not n.startswith("CHANCERY_")}
    env = kept | {"CHANCERY_VAR": str(var), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=HOUSE,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The story told once: its folder, and what it printed."""
    var = tmp_path_factory.mktemp("var")
    done = manage(var, "demo", "--no-server")
    assert done.returncode == 0, done.stderr + done.stdout
    return var, done.stdout


def text_of(told: tuple[Path, str], name: str) -> str:
    """The text of a PDF that the story left, the marks of its signatures too, with its white space folded."""
    document = pypdfium2.PdfDocument(told[0] / "demo" / "letters" / name)
    document.init_forms()
    for page in document:
        pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_NORMALDISPLAY)
    pages = [document[index].get_textpage().get_text_bounded() for index in range(len(document))]
    folded = re.sub(r"\s+", " ", " ".join(pages)).replace("\u2060", "")
    # A word that is broken at the end of a line is one word; a compound is broken behind its own hyphen.
    return re.sub("[\u2010\u00ad] ?", "", folded).replace("\x02", "-")


class Left(NamedTuple):
    """One sheet of the printed table."""

    direction: str
    number: str
    move: str
    sheet: str
    file: str


def table(printed: str) -> Iterator[Left]:
    """The table act → sheet → file, case by case."""
    direction = number = ""
    for line in printed.splitlines():
        if case := CASE.match(line):
            direction, number, _ = case.groups()
        elif row := ROW.match(line):
            yield Left(direction, number, *row.groups())


class TestTheLetter:
    def test_it_says_what_the_seed_says_in_full(self, told: tuple[Path, str]) -> None:
        text = text_of(told, LETTER)
        letter = json.loads((HOUSE / "workflows" / "demo" / "letter.json").read_text(encoding="utf-8"))
        sentences = [part for paragraph in letter["paragraphs"] for part in re.split(r"(?<=\.)\s", paragraph)]
        assert len(sentences) == 9
        assert [sentence for sentence in sentences if sentence not in text] == []

    @pytest.mark.parametrize(
        "words",
        [
            "вул. Акадэмічная, 1, 220072, г. Мінск",
            "ул. Академическая, 1, 220072, г. Минск",
            "тэл. (017) 284 07 60",
            "тел. (017) 284 07 60",
            "факс (017) 284 02 79",
            "e-mail: gknt@gknt.gov.by",
            "Правительство Московской области Российской Федерации",
            "06-09/398",
            "18.07.2019",
            "О научно-техническом сотрудничестве в рамках Союзного государства",
            "Заместитель Председателя",
            "С.С.Щербаков",
        ],
    )
    def test_it_carries_every_requisite(self, told: tuple[Path, str], words: str) -> None:
        assert words in text_of(told, LETTER)

    def test_its_head_is_in_both_languages(self, told: tuple[Path, str]) -> None:
        text = text_of(told, LETTER).upper()
        assert "ДЗЯРЖАЎНЫ КАМІТЭТ ПА НАВУЦЫ І ТЭХНАЛОГІЯХ РЭСПУБЛІКІ БЕЛАРУСЬ" in text
        assert "ГОСУДАРСТВЕННЫЙ КОМИТЕТ ПО НАУКЕ И ТЕХНОЛОГИЯМ РЕСПУБЛИКИ БЕЛАРУСЬ" in text
        assert re.search(r"НА № _+ АД _+", text)


class TestTheOtherSide:
    def test_its_answer_is_signed_electronically_by_two_and_the_seed_by_hand(self, told: tuple[Path, str]) -> None:
        marks = [line.split("  ")[2] for line in told[1].splitlines() if "the signature is valid" in line]
        assert [one.partition(":")[0] for one in marks] == ["Approver", "Registrar", "Approver"]
        done = manage(told[0], "verify_letter", str(told[0] / "demo" / "letters" / REPLY))
        assert done.returncode == 0, done.stdout
        assert manage(told[0], "verify_letter", str(told[0] / "demo" / "letters" / LETTER)).returncode != 0

    @pytest.mark.parametrize("name", ["Вх-44318_card.pdf", "Вх-44318_receipt_stamp.pdf"])
    @pytest.mark.parametrize("words", ["Руководство Московской области", "Вх-44318", "15.08.2019"])
    def test_card_and_stamp_say_where_and_when_it_came(self, told: tuple[Path, str], name: str, words: str) -> None:
        assert words in text_of(told, name)

    def test_its_three_questions_stand_on_the_card_and_their_answers_on_the_control_card(
        self, told: tuple[Path, str]
    ) -> None:
        points = json.loads((HOUSE / "workflows" / "demo" / "letter.json").read_text(encoding="utf-8"))["points"]
        card, control = text_of(told, "Вх-44318_card.pdf"), text_of(told, "Вх-44318_control.pdf")
        assert len(points) == 3
        for point in points:
            assert point in card
            assert point in control
        assert control.count("Да: ") == 2
        assert "Позднее: " in control
        assert "технопарк «Примерный», Н.Н.Резидентов" in control  # the answer to the enquiry

    def test_the_reply_refers_to_the_letter(self, told: tuple[Path, str]) -> None:
        text = text_of(told, REPLY)
        assert "05.09.2019 № Исх-5117/12-04" in text
        assert "На № 06-09/398 от 18.07.2019" in text
        assert "Л.Л. Шаблонов" in text

    def test_who_was_shown_the_letter_stands_in_the_inventory(self, told: tuple[Path, str]) -> None:
        assert "В.В.Условнова 19.08.2019 10:00" in text_of(told, "Вх-44318_inventory.pdf")


class TestTheTable:
    def test_exactly_the_declared_sheets_are_left(self, told: tuple[Path, str]) -> None:
        var, printed = told
        rules = moves_of(OutgoingCase) | moves_of(IncomingCase)
        played = ACT.findall(printed)
        assert len(played) == 56
        assert played.count("complete_round") == played.count("confirm_dispatch") == 2
        laws = {"outgoing": moves_of(OutgoingCase), "incoming": moves_of(IncomingCase)}
        rows = list(table(printed))
        for row in rows:
            assert row.move == "print_history" or row.sheet in laws[row.direction][row.move].sheets, row
        acts = [row.move for row in rows if row.move != "print_history"]
        # A move of both machines (register, file) leaves other sheets in each, so both are counted by what was left.
        alone = {name for name in rules if not (name in laws["outgoing"] and name in laws["incoming"])}
        for name in alone:
            assert acts.count(name) == played.count(name) * len(rules[name].sheets), name
        left = {path.name for path in (var / "demo" / "letters").iterdir()}
        assert left == {row.file for row in rows}
        assert len(left) == len(rows)

    def test_every_case_ends_in_its_file_with_its_history(self, told: tuple[Path, str]) -> None:
        cases = [found.groups() for line in told[1].splitlines() if (found := CASE.match(line))]
        assert cases == [
            ("outgoing", "06-09/398", "Filed"),
            ("incoming", "Вх-44318", "Filed"),
            ("outgoing", "Исх-5117/12-04", "Filed"),
            ("incoming", "2712-вх", "Filed"),
        ]
        histories = [row.file for row in table(told[1]) if row.sheet == "D21"]
        assert histories == [
            "06-09_398_history.pdf",
            "Вх-44318_history.pdf",
            "Исх-5117_12-04_history.pdf",
            "2712-вх_history.pdf",
        ]
        assert "получение всех ответов" in text_of(told, histories[0])

    def test_the_history_explains_the_deadline_day_by_day(self, told: tuple[Path, str]) -> None:
        text = text_of(told, "Вх-44318_history.pdf")
        assert "СРОК ИСПОЛНЕНИЯ: 13.09.2019" in text
        assert "1 месяц от даты регистрации; если последний день нерабочий" in text
        assert "15.09.2019 воскресенье выходной день срок возвращается на предшествующий рабочий день" in text
        assert "Последний день срока 15.09.2019 нерабочий" in text
        assert "Срок: 13.09.2019" in text_of(told, "Вх-44318_resolution.pdf")

    def test_what_follows_by_itself_is_told(self, told: tuple[Path, str]) -> None:
        by_itself = re.findall(r"by itself +(\w+) +→ (.+?)  \((\S+)\)", told[1])
        assert by_itself[2:] == [
            ("complete_round", "Awaiting signature", by_itself[2][2]),
            ("confirm_dispatch", "Dispatched", "Исх-5117/12-04"),
            ("reply_dispatched", "Executed", "Вх-44318"),
            ("link_reply", "Awaiting reply", "06-09/398"),
            ("close_replied", "Replied", "06-09/398"),
        ]


SEEN = """
from datetime import date
from cases.access import visible_to
from cases.models import Case, User
for user in User.objects.order_by("username"):
    body = user.official.body
    cases = visible_to(user, on=date(2019, 9, 20))
    others = sum(case.body_id != body.pk for case in cases)
    print(user.username, len(cases), others)
"""


def test_neither_side_sees_a_case_of_the_other(told: tuple[Path, str]) -> None:
    done = manage(told[0], "shell", "-v", "0", "-c", SEEN)
    assert done.returncode == 0, done.stderr
    seen = {login: (int(cases), int(others)) for login, cases, others in map(str.split, done.stdout.splitlines())}
    assert len(seen) == 24
    assert {others for _, others in seen.values()} == {0}
    assert seen["clerk"] == seen["mo-clerk"] == (2, 0)
    assert seen["admin"] == seen["mo-admin"] == (0, 0)
    assert seen["foreign"] == (1, 0)


def test_the_histories_are_proved_and_both_sides_may_log_in(told: tuple[Path, str]) -> None:
    assert re.search(r"^4 cases, \d+ entries: 0 findings", told[1], re.MULTILINE)
    assert re.search(r"^  deputy +\S{12}  С\.С\.Щербаков", told[1], re.MULTILINE)
    assert re.search(r"^  mo-deputy +\S{12}  Л\.Л\.Шаблонов", told[1], re.MULTILINE)


def test_a_second_telling_starts_clean(told: tuple[Path, str]) -> None:
    again = manage(told[0], "demo", "--no-server")
    assert again.returncode == 0, again.stderr
    assert "4 cases," in again.stdout


def test_a_database_that_is_no_demo_is_refused(tmp_path: Path) -> None:
    assert manage(tmp_path, "migrate").returncode == 0
    found = "from cases.models import Body; Body.objects.create(code='ministry', name='М', country='BY')"
    assert manage(tmp_path, "shell", "-c", found).returncode == 0
    refused = manage(tmp_path, "demo", "--no-server")
    assert refused.returncode == 1
    assert "not a demonstration" in refused.stderr
    assert "ministry" in refused.stderr
    assert (
        "ministry"
        in manage(tmp_path, "shell", "-c", "from cases.models import *; print(Body.objects.get().code)").stdout
    )
