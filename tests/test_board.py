"""The board of deadlines: equal to a count by hand, cut to what the reader may see, cheap, safe in a spreadsheet."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import offices
from cases import access
from cases.board import STANDINGS, as_csv, board, harmless
from cases.lifecycle.states import OPEN
from cases.models import CalendarDay, Case, IncomingCase, Official, Pause
from tests.cast import Office
from tests.stories.lives import act, to_paused, to_received, to_work

TODAY = date(2026, 3, 5)
SOON = date(2026, 3, 10)  # three working days on: Friday, Monday, Tuesday


@pytest.fixture
def filled(office: Office) -> Office:
    """Three hundred open cases of every stage and standing, in five units."""
    _, people = offices.staffed(office, units=5, people=12)
    offices.fill(office, people, cases=300, today=TODAY)
    return office


def by_hand(user: Any) -> list[tuple[Case, str]]:
    """Every open case that the user may see, and how it stands, one by one."""
    paused = set(Pause.objects.filter(until=None).values_list("case_id", flat=True))
    found = []
    for case in access.visible_to(user, on=TODAY):
        if case.state not in OPEN:
            continue
        day = case.due if case.due is not None else case.reply_asked_by
        if case.pk in paused:
            standing = "paused"
        elif day is None:
            standing = "undated"
        elif day < TODAY:
            standing = "late"
        else:
            standing = "soon" if day <= SOON else "in_time"
        found.append((case, standing))
    return found


def without_zeros(counts: dict[Any, Counter[str]]) -> dict[Any, dict[str, int]]:
    """Counts of what is there."""
    return {key: {one: number for one, number in told.items() if number} for key, told in counts.items()}


@pytest.mark.parametrize("who", ["controller", "head", "clerk", "person-3", "drafter", "auditor", "admin"])
def test_the_board_is_what_a_count_by_hand_comes_to(filled: Office, who: str) -> None:
    username = f"{who}@{filled.body.code}"
    user = filled.user(who) if who in filled.officials else Case.objects.get(number="№ 3").executor.user  # type: ignore[union-attr]
    assert user is not None
    assert user.username == username
    found, told = board(user, on=TODAY), by_hand(user)
    assert {one: number for one, number in found.total.items() if number} == Counter(one for _, one in told)
    keys: list[tuple[dict[Any, Counter[str]], Callable[[Case], Any]]] = [
        (found.units, lambda case: case.unit_id),
        (found.people, lambda case: case.executor_id),
        (found.stages, lambda case: case.state),
    ]
    for counts, key in keys:
        expected: dict[Any, Counter[str]] = {}
        for case, standing in told:
            expected.setdefault(key(case), Counter())[standing] += 1
        assert without_zeros(counts) == without_zeros(expected)


def test_everybody_sees_what_is_his(filled: Office) -> None:
    assert board(filled.user("controller"), on=TODAY).total.total() == 300
    assert set(board(filled.user("controller"), on=TODAY).total) <= set(STANDINGS)
    assert board(filled.user("admin"), on=TODAY).total.total() == 0
    mine = Case.objects.get(number="№ 3").executor
    assert mine is not None
    assert mine.user is not None
    found = board(mine.user, on=TODAY)
    assert 0 < found.total.total() < 300
    assert found.names[mine.pk] == str(mine)
    assert found.unit_names == {mine.unit_id: mine.unit.name}


def test_its_cost_does_not_grow_with_the_cases(filled: Office) -> None:
    user = filled.user("controller")
    board(user, on=TODAY)
    with CaptureQueriesContext(connection) as few:
        board(user, on=TODAY)
    people = list(Official.objects.filter(surname__startswith="Примеров-").select_related("unit"))
    offices.fill(filled, people, cases=300, today=TODAY)
    with CaptureQueriesContext(connection) as many:
        assert board(user, on=TODAY).total.total() == 600
    assert len(few) == len(many) <= 12


def test_its_index_has_every_column_that_it_asks_for(filled: Office) -> None:
    """One column more, whoever needs it to say who may see what, and the database reads all the cases again."""
    user = filled.user("controller")
    with CaptureQueriesContext(connection) as captured:
        board(user, on=TODAY)
    counts = [one["sql"] for one in captured if "GROUP BY" in one["sql"]]
    asked = {column for sql in counts for column in re.findall(r'"cases_case"\."(\w+)"', sql)}
    [index] = [one for one in Case._meta.indexes if one.name == "case_on_the_board"]
    assert len(counts) == 2
    assert asked <= {one.column for one in Case._meta.concrete_fields if one.name in index.fields}


def test_what_is_near_goes_by_the_calendar_of_the_body(filled: Office) -> None:
    user = filled.user("controller")
    before = board(user, on=TODAY).total["soon"]
    told = {"country": "BY", "working": False, "basis": "Приказ"}
    CalendarDay.objects.create(body=filled.body, day=date(2026, 3, 6), **told)
    assert board(user, on=TODAY).total["soon"] > before


def test_a_real_life_stands_where_it_should(office: Office) -> None:
    to_received(office)
    running, paused = to_work(office), to_paused(office)
    user = office.user("controller")
    due = Case.objects.get(pk=running).due
    assert due is not None
    assert board(user, on=TODAY).total == Counter(in_time=1, paused=1)
    assert board(user, on=due).total == Counter(soon=1, paused=1)
    assert board(user, on=due + timedelta(1)).total == Counter(late=1, paused=1)
    act(office, "controller", IncomingCase.resume_clock, paused, reason="Ответили")
    act(office, "drafter", IncomingCase.report_without_letter, running, report="Решено.")
    assert board(user, on=due + timedelta(40)).total == Counter(late=1)


class TestTable:
    def test_a_line_a_case_in_the_order_of_the_days(self, filled: Office) -> None:
        user = filled.user("controller")
        rows = list(csv.DictReader(as_csv(user, on=TODAY).splitlines(), delimiter=";"))
        assert len(rows) == 300
        standings = Counter(one for _, one in by_hand(user))
        titles = list(rows[0])
        assert Counter(row[titles[2]] for row in rows) == {str(STANDINGS[one]): n for one, n in standings.items()}
        days = [row[titles[1]] for row in rows if row[titles[1]]]
        assert days == sorted(days)

    def test_nobody_gets_what_he_may_not_see(self, filled: Office) -> None:
        assert len(as_csv(filled.user("admin"), on=TODAY).splitlines()) == 1

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_cell_is_a_formula(self, sign: str) -> None:
        assert harmless([f"{sign}1+1", "№ 5", ""]) == [f"'{sign}1+1", "№ 5", ""]
