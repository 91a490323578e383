"""What the story leaves is held against the law: a missing sheet, or two of one name, would end it."""

from pathlib import Path

import pytest

from cases.models import Letter
from tests.cast import Office
from tests.stories.lives import to_registered
from tests.traces import stands
from workflows.demo import sheets
from workflows.worker import work_off


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    found = tmp_path / "left"
    found.mkdir()
    return found


def test_every_sheet_and_the_history_is_left_under_its_name(office: Office, folder: Path) -> None:
    case = to_registered(office)
    work_off(lambda: office.at)
    lines = list(sheets.leave(stands(case), folder))
    files = {path.name for path in folder.iterdir()}
    assert {"06-09_398_letter.pdf", "06-09_398_card.pdf", "06-09_398_history.pdf"} <= files
    assert files == {line.split()[-1] for line in lines if line.endswith(".pdf")}
    assert all((folder / name).read_bytes().startswith(b"%PDF") for name in files)


def test_a_sheet_that_is_missing_ends_it(office: Office, folder: Path) -> None:
    case = to_registered(office)
    work_off(lambda: office.at)
    Letter.objects.filter(case=case, sheet="D01").delete()
    with pytest.raises(sheets.NotAsDeclared, match="register"):
        list(sheets.leave(stands(case), folder))


def test_two_sheets_never_share_a_name(office: Office, folder: Path) -> None:
    case = to_registered(office)
    work_off(lambda: office.at)
    list(sheets.leave(stands(case), folder))
    with pytest.raises(sheets.NotAsDeclared, match="06-09_398_"):
        list(sheets.leave(stands(case), folder))
