"""`manage demo --no-server`: the whole story by one command, in a folder of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from cases.lifecycle.move import moves_of
from cases.models import OutgoingCase

HOUSE = Path(__file__).parents[2]
ROW = re.compile(r"^ +\d+  (\w+) +(D\d\d)  (\S+)$", re.MULTILINE)
ACT = re.compile(r"^\d\d\.\d\d\.2019 \d\d:\d\d  \S+ +(\w+) ", re.MULTILINE)


def manage(var: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """One command of an installation whose database and files lie under `var`."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env = kept | {"CHANCERY_VAR": str(var), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=HOUSE,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The story told once: its folder, and what it printed."""
    var = tmp_path_factory.mktemp("var")
    done = manage(var, "demo", "--no-server")
    assert done.returncode == 0, done.stderr + done.stdout
    return var, done.stdout


def text_of(pdf: Path) -> str:
    """The text of a PDF with its white space folded."""
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return re.sub(r"\s+", " ", " ".join(pages)).replace("\u00ad", "")


def test_the_letter_says_what_the_seed_says_in_full(told: tuple[Path, str]) -> None:
    text = text_of(told[0] / "demo" / "letters" / "06-09_398_letter.pdf")
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
def test_the_letter_carries_every_requisite(told: tuple[Path, str], words: str) -> None:
    assert words in text_of(told[0] / "demo" / "letters" / "06-09_398_letter.pdf")


def test_the_letterhead_is_in_both_languages(told: tuple[Path, str]) -> None:
    text = text_of(told[0] / "demo" / "letters" / "06-09_398_letter.pdf").upper()
    assert "ДЗЯРЖАЎНЫ КАМІТЭТ ПА НАВУЦЫ І ТЭХНАЛОГІЯХ РЭСПУБЛІКІ БЕЛАРУСЬ" in text
    assert "ГОСУДАРСТВЕННЫЙ КОМИТЕТ ПО НАУКЕ И ТЕХНОЛОГИЯМ РЕСПУБЛИКИ БЕЛАРУСЬ" in text
    assert re.search(r"НА № _+ АД _+", text)


def test_exactly_the_declared_sheets_are_left(told: tuple[Path, str]) -> None:
    var, printed = told
    rows = ROW.findall(printed)
    rules = moves_of(OutgoingCase)
    played = ACT.findall(printed)
    by_itself = ["complete_round", "confirm_dispatch"]
    declared = sorted((name, sheet.value) for name in played + by_itself for sheet in rules[name].sheets)
    assert sorted((name, sheet) for name, sheet, _ in rows) == declared
    left = {path.name for path in (var / "demo" / "letters").iterdir()}
    assert left == {name for _, _, name in rows}


def test_the_history_is_proved_and_names_who_may_log_in(told: tuple[Path, str]) -> None:
    assert ": 0 findings" in told[1]
    assert re.search(r"^  deputy +\S{12}  С\.С\.Щербаков", told[1], re.MULTILINE)


def test_a_second_telling_starts_clean(told: tuple[Path, str]) -> None:
    again = manage(told[0], "demo", "--no-server")
    assert again.returncode == 0, again.stderr
    assert "1 cases," in again.stdout


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
