"""One hot register: no gap and no duplicate, however many register at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from cases import registers
from cases.models import Case, Entry, IncomingCase, Number, Register, RegisterYear
from tests.cast import Office
from tests.stories import lives
from workflows.perform import Done, open_case, perform

from .starting_line import REPEATED, histories_hold, refusals, together

WRITERS = 16


def register(office: Office, case: int, **facts: Any) -> Callable[[], Done]:
    """A call that registers a received letter."""
    return partial(perform, IncomingCase.register, case=case, by=office.user("registrar"), at=office.at, **facts)


def ordinals(office: Office) -> list[int]:
    """The numbers that the register of incoming letters has given."""
    return list(Number.objects.filter(register=office.incoming).order_by("ordinal").values_list("ordinal", flat=True))


@pytest.mark.parametrize("times", REPEATED)
def test_sixteen_writers_leave_no_gap_and_no_duplicate(lived: Office, times: int) -> None:
    for _ in range(times):
        cases = [lives.to_received(lived) for _ in range(WRITERS)]
        done = together(*[register(lived, case) for case in cases])
        assert refusals(done) == []
        assert len({one.number for one in done}) == WRITERS
    assert ordinals(lived) == list(range(1, WRITERS * times + 1))
    assert Entry.objects.filter(move="register").count() == WRITERS * times
    assert histories_hold()


class Broken(Exception):
    """What a machine does in the middle of a transaction."""


@pytest.mark.parametrize("times", REPEATED)
def test_a_transaction_that_fails_after_its_number_leaves_no_gap(lived: Office, times: int) -> None:
    def failing(case: int) -> Callable[[], str]:
        inner = register(lived, case)

        def call() -> str:
            try:
                with transaction.atomic():
                    inner()
                    raise Broken
            except Broken:
                return "broken"

        return call

    for _ in range(times):
        cases = [lives.to_received(lived) for _ in range(WRITERS)]
        done = together(*[failing(case) if turn % 4 == 0 else register(lived, case) for turn, case in enumerate(cases)])
        assert refusals(done) == []
        assert done.count("broken") == WRITERS // 4
    lasting = WRITERS * 3 // 4 * times
    assert ordinals(lived) == list(range(1, lasting + 1))
    assert RegisterYear.objects.get(register=lived.incoming).last == lasting
    assert Entry.objects.filter(move="register").count() == lasting
    assert histories_hold()


def reserve(office: Office, register: Register, count: int = 1) -> list[Number]:
    """Numbers that the clerk keeps free."""
    facts: dict[str, Any] = {"holder": office.officials["clerk"], "purpose": "для письма", "until": None}
    with transaction.atomic():
        return registers.reserve(register, year=2026, count=count, **facts)


@pytest.mark.parametrize("times", REPEATED)
def test_a_reserved_number_goes_to_one_of_two(lived: Office, times: int) -> None:
    for _ in range(times):
        [number] = reserve(lived, lived.incoming)
        cases = [lives.to_received(lived) for _ in range(2)]
        results = together(*[register(lived, case, reserved=number.pk) for case in cases])
        assert [(one.code, one.field) for one in refusals(results)] == [("number_taken", "reserved")]
        [first] = [case for case, one in zip(cases, results, strict=True) if isinstance(one, Done)]
        number.refresh_from_db()
        assert (number.status, number.case_id) == ("issued", first)
        assert sorted(Case.objects.filter(pk__in=cases).values_list("state", "number")) == [
            ("received", ""),
            ("registered", number.text),
        ]
    assert ordinals(lived) == list(range(1, times + 1))
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_a_reserved_number_new_numbers_and_a_reservation_do_not_meet(lived: Office, times: int) -> None:
    for turn in range(times):
        [number] = reserve(lived, lived.incoming)
        mine, *others = [lives.to_received(lived) for _ in range(5)]
        reserving = partial(reserve, lived, lived.incoming, 3)
        news = [register(lived, case) for case in others]
        kept, used, *done = together(reserving, register(lived, mine, reserved=number.pk), *news)
        assert used.number == number.text
        assert [one.ordinal - kept[0].ordinal for one in kept] == [0, 1, 2]
        given = [int(one.number.removeprefix("Вх-")) for one in done] + [one.ordinal for one in kept]
        assert sorted(given) == list(range(turn * 8 + 2, turn * 8 + 9))
    assert ordinals(lived) == list(range(1, times * 8 + 1))
    assert RegisterYear.objects.get(register=lived.incoming).last == times * 8
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_the_first_letters_of_a_year_open_one_counter(lived: Office, times: int) -> None:
    for turn in range(times):
        lived.clock = lived.clock.replace(year=2027 + turn)
        cases = [lives.to_received(lived) for _ in range(4)]
        done = together(*[register(lived, case) for case in cases])
        assert sorted(one.number for one in done) == ["Вх-1", "Вх-2", "Вх-3", "Вх-4"]
        assert RegisterYear.objects.get(register=lived.incoming, year=2027 + turn).last == 4
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_eight_openings_of_one_key_are_one_case(lived: Office, times: int) -> None:
    for turn in range(times):
        at = lived.at
        facts: dict[str, Any] = {
            "body": lived.body,
            "by": lived.user("clerk"),
            "at": at,
            "key": f"in-{turn}",
            "unit": lived.chancery.pk,
            "correspondent": lived.correspondent.pk,
            "title": "О сотрудничестве",
            "their_number": f"1/{turn}",
            "their_date": at.date(),
        }
        done = together(*[partial(open_case, IncomingCase.accept, **facts)] * 8)
        assert len(set(done)) == 1
        assert Case.objects.count() == turn + 1
    assert histories_hold()
