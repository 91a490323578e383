"""The page of the board: its numbers are those of the board, and behind each of them are so many letters."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import offices
from cases.board import STANDINGS, board
from tests.cast import Office

from .browser import Page
from .desks import Desks

TODAY = date(2026, 3, 2)


@pytest.fixture
def filled(office: Office) -> Office:
    """Open cases of every stage and standing."""
    _, people = offices.staffed(office, units=3, people=7)
    offices.fill(office, people, cases=120, today=TODAY)
    return office


def letters(page: Page) -> int:
    """How many letters the list below a number counts."""
    found = re.search(r"Letters: [a-z ]+? (\d+) Number", page.text)
    assert found, page.text
    return int(found[1])


def test_behind_each_number_are_so_many_letters(filled: Office, desks: Desks) -> None:
    told, browser = board(filled.user("controller"), on=TODAY), desks("controller")
    [unit, *_] = sorted(told.units)
    for standing in STANDINGS:
        for counts, where in (
            (told.total, ""),
            (told.units[unit], f"&by=unit&of={unit}"),
            (told.stages["in_work"], "&by=stage&of=in_work"),
        ):
            if counts[standing]:
                page = browser.open(f"/cases/board/?standing={standing}{where}")
                assert letters(page) == counts[standing], (standing, where)


def test_every_number_is_a_link_and_the_bars_say_the_same(filled: Office, desks: Desks) -> None:
    page = desks("controller").open("/cases/board/")
    told = board(filled.user("controller"), on=TODAY)
    assert [str(told.total[one]) for one in STANDINGS] == re.findall(r"<b>(\d+)</b> ", page.html)[: len(STANDINGS)]
    assert page.html.count('<rect class="late"') == sum(
        bool(one["late"]) for table in (told.units, told.people, told.stages) for one in table.values()
    )
    assert not re.search(r'(x|width)="\d+,', page.html)


@pytest.mark.parametrize("asked", ["standing=x", "standing=late&by=unit&of=x", "standing=late&by=person&of=", "page=9"])
def test_what_is_no_number_of_it_breaks_nothing(asked: str, filled: Office, desks: Desks) -> None:
    assert desks("controller").open(f"/cases/board/?{asked}").status == 200


def test_it_stands_in_the_way_of_those_who_watch(office: Office, desks: Desks) -> None:
    assert {who: "Deadlines" in desks(who).page.links for who in ("controller", "deputy", "drafter", "lawyer")} == {
        "controller": True,
        "deputy": True,
        "drafter": False,
        "lawyer": False,
    }


def test_the_spreadsheet_has_every_letter(filled: Office, desks: Desks) -> None:
    answer = desks("controller").client.get("/cases/board/board.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 121


def test_its_statements_do_not_grow(filled: Office, desks: Desks) -> None:
    browser = desks("controller")
    with CaptureQueriesContext(connection) as made:
        browser.client.get("/cases/board/?standing=late")
    assert len(made) <= 18
