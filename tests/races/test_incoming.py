"""People who work on one request at once: readers, executors who ask and answer, and two who see its original come."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from cases.models import Enquiry, Familiarisation, IncomingCase, Point
from tests.cast import Office
from tests.stories import lives
from workflows.perform import Done, perform

from .starting_line import REPEATED, histories_hold, refusals, together

READERS = ("lawyer", "banker", "chief", "controller")


def doing(office: Office, who: str, move: Any, case: int, **facts: Any) -> Callable[[], Done]:
    """A call that makes an act of a member of the cast."""
    return partial(perform, move, case=case, by=office.user(who), at=office.at, **facts)


@pytest.mark.parametrize("times", REPEATED)
def test_readers_never_make_one_another_stale(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_entered(lived)
        officials = tuple(lived.id(who) for who in READERS)
        lives.act(lived, "clerk", IncomingCase.send_for_familiarisation, case, officials=officials)
        seen = IncomingCase.objects.get(pk=case).version
        done = together(*[doing(lived, who, IncomingCase.familiarise, case, version=seen) for who in READERS])
        assert refusals(done) == []
        assert not Familiarisation.objects.filter(case=case, read_at=None).exists()
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_one_reader_who_presses_three_times_has_read_it_once(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_entered(lived)
        lives.act(lived, "clerk", IncomingCase.send_for_familiarisation, case, officials=(lived.id("lawyer"),))
        done = together(*[doing(lived, "lawyer", IncomingCase.familiarise, case)] * 3)
        assert [one.code for one in refusals(done)] == ["not_yours"] * 2
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_both_executors_ask_at_once_and_each_enquiry_has_its_place(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_work(lived)
        asked = {"question": "Участвует ли?", "due": date(2026, 4, 1), "unit": lived.department.pk, "about": 1}
        done = together(*[doing(lived, who, IncomingCase.ask_enquiry, case, **asked) for who in ("drafter", "expert")])
        assert refusals(done) == []
        assert list(Enquiry.objects.filter(case=case).values_list("ordinal", flat=True)) == [1, 2]
        answers = [
            doing(lived, who, IncomingCase.record_enquiry_answer, case, ordinal=1, answer=f"Ответ: {who}", kind="yes")
            for who in ("drafter", "expert")
        ]
        done = together(*answers)
        assert [one.code for one in refusals(done)] == ["not_complete"]
        kept = Enquiry.objects.get(case=case, ordinal=1).answer
        assert Point.objects.get(case=case).answer == kept
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_an_original_that_two_see_come_is_noted_once(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_entered(lived, delivery="email")
        told = {"received_on": lived.clock.date(), "place": "дело 06-09"}
        second = lives.to_received(lived)
        lives.act(lived, "registrar", IncomingCase.join_original, second, earlier=case)
        arrived = partial(perform, IncomingCase.original_arrived, case=case, by=None, at=lived.at, joined=second)
        done = together(doing(lived, "registrar", IncomingCase.record_original, case, **told), arrived)
        assert [one.code for one in refusals(done)] == ["not_complete"]
        assert IncomingCase.objects.get(pk=case).original_received_on == lived.clock.date()
    assert histories_hold()
