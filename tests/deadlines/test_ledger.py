"""The ledger: the norms' vectors, more than two hundred others by two calculations, and what holds for all terms."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.deadlines.calendar import Calendar, Change
from cases.deadlines.ledger import Ledger, Mark, due
from cases.deadlines.policy import Base, Extension, Given, Pause, Policy, Roll, Source, Unit, months_after, rule_of
from tests.deadlines.reckoning import VECTORS, Vector, read, reckon

LINES = VECTORS.read_text(encoding="utf-8").splitlines()
THURSDAY = date(2019, 8, 15)


def policy(unit: str, number: int, roll: str, country: str = "RU") -> Policy:
    """A policy that counts from the resolution."""
    return Policy(Base.RESOLUTION, Unit(unit), number, Roll(roll), country)


def counted(vector: Vector) -> Ledger:
    """The ledger of a vector."""
    return due(
        policy(vector.unit, vector.number, vector.roll, vector.country),
        vector.base,
        Calendar(vector.country),
        [Pause(*one) for one in vector.pauses],
        [Extension(*one) for one in vector.extensions],
    )


@pytest.mark.parametrize(
    ("unit", "number", "roll", "base", "expected"),
    [
        ("month", 1, "prev", THURSDAY, date(2019, 9, 13)),
        ("month", 1, "next", THURSDAY, date(2019, 9, 16)),
        ("calendar", 30, "prev", THURSDAY, date(2019, 9, 13)),
        ("calendar", 3, "prev", THURSDAY, date(2019, 8, 16)),
        ("calendar", 10, "prev", THURSDAY, date(2019, 8, 23)),
        ("working", 3, "prev", THURSDAY, date(2019, 8, 20)),
        ("working", 3, "none", THURSDAY, date(2019, 8, 20)),
        ("month", 1, "none", date(2019, 1, 31), date(2019, 2, 28)),
        ("month", 1, "prev", date(2019, 1, 31), date(2019, 2, 28)),
    ],
)
def test_the_vectors_of_the_norms(unit: str, number: int, roll: str, base: date, expected: date) -> None:
    vector = Vector("RU", unit, number, roll, base)
    assert counted(vector).due == expected
    assert reckon(vector) == expected


def test_there_are_two_hundred_vectors_of_every_kind() -> None:
    vectors = [read(line)[0] for line in LINES]
    assert len(set(vectors)) == len(vectors) >= 200
    assert {one.unit for one in vectors} == set(Unit.values)
    assert {one.roll for one in vectors} == set(Roll.values)
    assert {one.base.year for one in vectors} >= set(range(2018, 2027))
    assert sum(bool(one.pauses) for one in vectors) >= 40
    assert sum(bool(one.extensions) for one in vectors) >= 20


def test_both_calculations_come_to_the_written_date(subtests: pytest.Subtests) -> None:
    for line in LINES:
        with subtests.test(line):
            vector, expected = read(line)
            assert reckon(vector) == expected
            ledger = counted(vector)
            assert ledger.due == expected
            assert_whole(ledger)


def assert_whole(ledger: Ledger) -> None:
    """The days of a ledger follow on one another from the base to the date, and its counted days to the term."""
    days = [line.day.day for line in ledger.lines]
    assert days == [ledger.base + timedelta(n) for n in range(1, (ledger.due - ledger.base).days + 1)]
    ordinals = [line.ordinal for line in (*ledger.lines, *ledger.given_back) if line.ordinal]
    assert ordinals == list(range(1, len(ordinals) + 1))
    back = [line.day.day for line in ledger.given_back]
    if back:
        assert back == [ledger.original + timedelta(n) for n in range(1, len(back) + 1)]
        assert back[-1] == ledger.reckoned


COUNTRIES = st.sampled_from(["BY", "RU"])
DAYS = st.dates(date(2018, 1, 1), date(2025, 6, 1))
VECTOR = st.builds(
    Vector,
    country=COUNTRIES,
    unit=st.sampled_from(["calendar", "working"]),
    number=st.integers(1, 60),
    roll=st.sampled_from(Roll.values),
    base=DAYS,
) | st.builds(
    Vector,
    country=COUNTRIES,
    unit=st.just("month"),
    number=st.integers(1, 6),
    roll=st.sampled_from(Roll.values),
    base=DAYS,
)


@st.composite
def paused(draw: st.DrawFn) -> Vector:
    """A vector with up to three pauses after its base."""
    vector = draw(VECTOR)
    spans = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=3))
    pauses = tuple((vector.base + timedelta(a), vector.base + timedelta(a + long)) for a, long in spans)
    return replace(vector, pauses=pauses)


@settings(max_examples=300, deadline=None)
@given(vector=paused())
def test_the_ledger_is_whole_and_the_second_calculation_agrees(vector: Vector) -> None:
    ledger = counted(vector)
    assert_whole(ledger)
    assert ledger.due == reckon(vector)


@settings(max_examples=400, deadline=None)
@given(vector=paused(), off=st.integers(-5, 120))
def test_one_more_holiday_moves_a_term_one_way_only(vector: Vector, off: int) -> None:
    change = Change(vector.base + timedelta(off), working=False)
    rule = policy(vector.unit, vector.number, vector.roll, vector.country)
    pauses = [Pause(*one) for one in vector.pauses]
    before = due(rule, vector.base, Calendar(vector.country), pauses).due
    after = due(rule, vector.base, Calendar(vector.country, [change]), pauses).due
    if vector.unit == "working" or vector.roll in ("next", "none"):
        assert after >= before
    else:
        assert after <= before


@settings(max_examples=150, deadline=None)
@given(vector=paused(), more=st.integers(1, 60), day=st.integers(0, 30))
def test_an_extension_that_is_removed_leaves_the_date_it_found(vector: Vector, more: int, day: int) -> None:
    plain = counted(replace(vector, pauses=()))
    granted = vector.base + timedelta(day)
    until = plain.due + timedelta(more)
    extended = counted(replace(vector, pauses=(), extensions=((granted, until),)))
    if until > granted:
        assert (extended.due, extended.original, extended.dates) == (until, plain.due, (plain.due, until))
    assert_whole(extended)
    assert counted(replace(vector, pauses=())) == plain


@settings(max_examples=100, deadline=None)
@given(vector=paused())
def test_counting_again_from_what_is_kept_changes_nothing(vector: Vector) -> None:
    first = counted(vector)
    kept = rule_of(first.rule.as_json())
    again = due(kept, first.base, Calendar(vector.country), first.pauses, first.extensions)
    assert again == first
    assert again.as_json() == first.as_json()


def test_a_date_that_was_named_is_that_date_even_on_a_day_off() -> None:
    sunday = date(2019, 8, 18)
    for source in Source:
        ledger = due(Given(sunday, source, "RU"), THURSDAY, Calendar("RU"))
        assert (ledger.due, ledger.given_back) == (sunday, ())
        assert_whole(ledger)
    past = due(Given(date(2019, 8, 1), Source.LETTER, "RU"), THURSDAY, Calendar("RU"))
    assert (past.due, past.lines) == (THURSDAY, ())


def test_rolling_back_never_goes_behind_the_base_or_into_a_pause() -> None:
    saturday = date(2019, 8, 17)
    assert due(policy("calendar", 1, "prev"), saturday, Calendar("RU")).due == saturday
    pause = Pause(date(2019, 8, 16), date(2019, 8, 18))
    ledger = due(policy("calendar", 1, "prev"), THURSDAY, Calendar("RU"), [pause])
    assert ledger.reckoned == date(2019, 8, 18)
    assert ledger.due == date(2019, 8, 18), "the Friday before was paused: it was past when the clock went on"


def test_a_pause_after_an_extension_moves_the_extended_date() -> None:
    granted = Extension(date(2019, 8, 20), date(2019, 9, 2))
    pause = Pause(date(2019, 8, 21), date(2019, 8, 24))
    ledger = due(policy("calendar", 10, "prev"), THURSDAY, Calendar("RU"), [pause], [granted])
    assert ledger.dates == (date(2019, 8, 23), date(2019, 9, 5))
    marks = [str(line.mark) for line in ledger.lines]
    assert marks == ["counted"] * 8 + ["extended"] * 10 + ["made_up"] * 3


def test_two_extensions_keep_every_date() -> None:
    first, second = Extension(date(2019, 8, 20), date(2019, 8, 30)), Extension(date(2019, 8, 28), date(2019, 9, 10))
    ledger = due(policy("calendar", 10, "prev"), THURSDAY, Calendar("RU"), (), [first, second])
    assert ledger.dates == (date(2019, 8, 23), date(2019, 8, 30), date(2019, 9, 10))
    assert_whole(ledger)


def test_a_date_of_a_year_without_decree_is_provisional() -> None:
    term = policy("working", 10, "none", "BY")
    before = due(term, date(2026, 11, 25), Calendar("BY"))
    across = due(term, date(2026, 12, 28), Calendar("BY"))
    assert (before.provisional, across.provisional) == (False, True)
    decree = Calendar("BY", [Change(date(2027, 1, 4), working=False)], decreed=[2027])
    final = due(term, date(2026, 12, 28), decree)
    assert (final.provisional, final.due) == (False, across.due + timedelta(1))


@pytest.mark.parametrize("number", [0, -1, 1001])
def test_a_term_of_no_length_is_no_policy(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000"):
        policy("calendar", number, "prev")


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2019, 12, 15), 1, date(2020, 1, 15)),
        (date(2019, 11, 30), 15, date(2021, 2, 28)),
    ],
)
def test_months_end_with_their_last_day(day: date, number: int, expected: date) -> None:
    assert months_after(day, number) == expected


def test_a_ledger_is_json_without_floats() -> None:
    pauses = [Pause(date(2019, 8, 16), date(2019, 8, 19), "ждём ответа")]
    extensions = [Extension(date(2019, 8, 20), date(2019, 9, 2), "запрос в архив")]
    told = due(policy("calendar", 3, "prev"), THURSDAY, Calendar("RU"), pauses, extensions).as_json()
    assert types(told) <= {str, int, bool}
    assert told["due"] == "2019-09-02"
    assert told["days"][0] == {
        "day": "2019-08-16", "kind": "working", "mark": "paused", "ordinal": 0, "other": "", "basis": ""
    }  # fmt: skip
    assert (told["pauses"][0]["reason"], told["extensions"][0]["reason"]) == ("ждём ответа", "запрос в архив")


def types(value: Any) -> set[type]:
    """The types of every leaf."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return {type(value)} if parts is None else {one for part in parts for one in types(part)}


def test_every_mark_can_come_about() -> None:
    seen: set[Mark] = set()
    for line in LINES:
        ledger = counted(read(line)[0])
        seen |= {one.mark for one in (*ledger.lines, *ledger.given_back)}
    assert seen == set(Mark)
