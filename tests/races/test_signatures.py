"""One signature counts, however many press; a held one is either undone or in effect, never both."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from cases.lifecycle.refusal import Refusal
from cases.models import Decision, Entry, OutgoingCase
from tests.cast import Office
from tests.stories import lives
from workflows import hold
from workflows.perform import Done, perform
from workflows.worker import work_off

from .starting_line import REPEATED, histories_hold, refusals, together


def sign(office: Office, case: int, *, key: str | None = None) -> Callable[[], Done]:
    """A call that signs the letter as it stood before the race."""
    seen: dict[str, Any] = {"digest": lives.digest(case), "version": OutgoingCase.objects.get(pk=case).version}
    return partial(perform, OutgoingCase.sign, case=case, by=office.user("deputy"), at=office.at, key=key, **seen)


@pytest.mark.parametrize("times", REPEATED)
def test_four_signatures_at_once_are_one_and_the_others_learn_who_was_first(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_signature(lived)
        done = together(*[sign(lived, case) for _ in range(4)])
        late = refusals(done)
        assert len(late) == 3
        assert {(one.status, one.code) for one in late} == {(409, "not_now")}
        assert all("А.А.Deputy: signed, 02.03.2026" in str(one) for one in late)
        assert Entry.objects.filter(case__pk=case, move="sign").count() == 1
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_one_request_sent_four_times_is_one_signature_and_one_answer(lived: Office, times: int) -> None:
    for turn in range(times):
        case = lives.to_signature(lived)
        request = sign(lived, case, key=f"press-{turn}")
        done = together(*[request] * 4)
        assert len(set(done)) == 1
        assert isinstance(done[0], Done)
        assert Entry.objects.filter(case__pk=case, move="sign").count() == 1
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_signing_and_recalling_at_once_leave_one_of_them(lived: Office, times: int) -> None:
    for _ in range(times):
        case = lives.to_signature(lived)
        drafter = lived.user("drafter")
        recall = partial(perform, OutgoingCase.recall, case=case, by=drafter, at=lived.at, reason="ошибка")
        done = together(sign(lived, case), recall)
        assert len(refusals(done)) == 1
        assert OutgoingCase.objects.get(pk=case).state == ("rework" if done[0] in refusals(done) else "signed")
    assert histories_hold()


def held_signature(office: Office) -> tuple[int, int]:
    """A signature that waits for its time: the case and the decision."""
    type(office.body).objects.filter(pk=office.body.pk).update(hold_seconds=0)
    case = lives.to_signature(office)
    type(office.body).objects.filter(pk=office.body.pk).update(hold_seconds=60)
    lives.act(office, "deputy", OutgoingCase.sign, case, digest=lives.digest(case))
    return case, Decision.objects.get(case=case).pk


def clock(now: datetime) -> datetime:
    """A worker's clock that stands."""
    return now


def settled_once(case: int, results: list[Any]) -> None:
    """The history tells either the undo or the signature."""
    moves = list(Entry.objects.filter(case__pk=case, move__in=["undo", "sign"]).values_list("move", flat=True))
    state = OutgoingCase.objects.get(pk=case).state
    assert (moves, state) in ((["undo"], "awaiting_signature"), (["sign"], "signed"), (["sign"], "registered"))
    assert isinstance(results[0], Refusal) == (moves == ["sign"])


@pytest.mark.parametrize("times", REPEATED)
def test_an_undo_meets_the_next_act(lived: Office, times: int) -> None:
    for _ in range(times):
        case, decision = held_signature(lived)
        lately, over = lived.clock + timedelta(seconds=59), lived.clock + timedelta(seconds=61)
        undo = partial(hold.undo, decision, case=case, by=lived.user("deputy"), at=lately)
        registrar = lived.user("registrar")
        register = partial(perform, OutgoingCase.register, case=case, by=registrar, at=over, file_index="06-09")
        results = together(undo, register)
        settled_once(case, results)
        assert isinstance(results[1], Refusal) == (not isinstance(results[0], Refusal))
        lived.clock = over
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_an_undo_meets_the_worker(lived: Office, plain_pages: None, times: int) -> None:
    for _ in range(times):
        case, decision = held_signature(lived)
        lately, over = lived.clock + timedelta(seconds=59), lived.clock + timedelta(seconds=61)
        undo = partial(hold.undo, decision, case=case, by=lived.user("deputy"), at=lately)
        results = together(undo, partial(work_off, partial(clock, over)))
        settled_once(case, results)
        lived.clock = over
    assert histories_hold()


@pytest.mark.parametrize("times", REPEATED)
def test_two_decisions_at_once_leave_one_held(lived: Office, times: int) -> None:
    for _ in range(times):
        type(lived.body).objects.filter(pk=lived.body.pk).update(hold_seconds=0)
        case = lives.to_signature(lived)
        type(lived.body).objects.filter(pk=lived.body.pk).update(hold_seconds=60)
        signing = sign(lived, case)
        deputy = lived.user("deputy")
        refusing = partial(
            perform, OutgoingCase.refuse_sign, case=case, by=deputy, at=lived.clock, reason="не согласен"
        )
        [late] = refusals(together(signing, refusing))
        kept = Decision.objects.get(case=case, status=Decision.Status.HELD)
        assert (kept.move, late.code) in (("sign", "held"), ("refuse_sign", "stale"))
        told = Entry.objects.filter(case__pk=case).order_by("seq").values_list("move", "target")
        assert list(told)[-2:] == [("complete_round", "awaiting_signature"), ("decide", "awaiting_signature")]
    assert histories_hold()
