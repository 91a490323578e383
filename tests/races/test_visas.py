"""Approvers answer in parallel and never make one another stale."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from cases.lifecycle.outcomes import Outcome
from cases.lifecycle.refusal import Refusal
from cases.models import Entry, OutgoingCase, Visa
from tests.cast import Office
from tests.stories import lives
from workflows.advance import open_tasks
from workflows.perform import Done, perform

from .starting_line import REPEATED, histories_hold, refusals, together

FIVE = ("lawyer", "banker", "expert", "head", "chief")


def visa(office: Office, case: int, who: str, move: Any = OutgoingCase.agree, **facts: Any) -> Callable[[], Done]:
    """A call that gives a visa for the letter as it stood before the race."""
    seen: dict[str, Any] = {"digest": lives.digest(case), "round": 1}
    return partial(perform, move, case=case, by=office.user(who), at=office.at, **seen, **facts)


@pytest.mark.parametrize("times", REPEATED)
def test_five_visas_at_once_all_count_and_open_one_signature(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_approval(lived, *FIVE)
        done = together(*[visa(lived, case, who) for who in FIVE])
        assert refusals(done) == []
        assert sorted(one.seq for one in done) == [4, 5, 6, 7, 8]
        moved = OutgoingCase.objects.get(pk=case)
        assert moved.state == "awaiting_signature"
        assert Visa.objects.filter(case=case, outcome=Outcome.AGREED).count() == len(FIVE)
        assert Entry.objects.filter(case=moved, move="complete_round").count() == 1
        assert [task.flow_task.name for task in open_tasks(moved)] == ["sign"]
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_a_refusal_among_visas_sends_the_letter_back_once(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_approval(lived, "lawyer", "banker", "chief")
        refusing = visa(lived, case, "chief", OutgoingCase.refuse_visa, remarks="Нет сметы.")
        done = together(visa(lived, case, "lawyer"), visa(lived, case, "banker"), refusing)
        moved = OutgoingCase.objects.get(pk=case)
        assert moved.state == "rework"
        assert not isinstance(done[2], Refusal)
        assert {one.code for one in refusals(done)} <= {"not_now"}
        outcomes = set(Visa.objects.filter(case=case).values_list("official__surname", "outcome"))
        assert outcomes == {("Lawyer", "void"), ("Banker", "void"), ("Chief", "refused")}
        assert [task.flow_task.name for task in open_tasks(moved)] == ["rework"]
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_one_visa_pressed_four_times_counts_once(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_approval(lived, "lawyer", "banker")
        done = together(*[visa(lived, case, "lawyer")] * 4)
        assert [one.code for one in refusals(done)] == ["not_yours"] * 3
        assert Entry.objects.filter(case__pk=case, move="agree").count() == 1
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_an_approver_who_is_replaced_while_he_answers_is_one_of_the_two(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_approval(lived, "lawyer", "banker")
        place = Visa.objects.get(case=case, official=lived.id("lawyer"))
        replace = partial(
            perform,
            OutgoingCase.replace_approver,
            case=case,
            by=lived.user("drafter"),
            at=lived.at,
            visa=place.pk,
            to=lived.id("chief"),
            reason="в отпуске",
        )
        done = together(visa(lived, case, "lawyer"), replace)
        assert len(refusals(done)) == 1
        outcome = Visa.objects.get(pk=place.pk).outcome
        assert outcome == (Outcome.REMOVED if done[1] not in refusals(done) else Outcome.AGREED)
    assert histories_hold()
