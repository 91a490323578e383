"""What becomes of a request whose reply is withdrawn, or cancelled while the request is just being moved."""

from datetime import timedelta

import pytest

from cases import access
from cases.lifecycle.facts import canonical
from cases.models import IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives
from workflows import outbox, worker


@pytest.fixture(autouse=True)
def plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets that cost nothing."""
    monkeypatch.setattr("cases.letters.rendering.render", canonical)


def withdraw(office: Office, answer: int) -> None:
    """Withdraw a letter that has left, by another one."""
    other = lives.to_registered(office)
    reason = {"by_letter": other, "reason": "Отправлено ошибочно"}
    lives.act(office, "deputy", OutgoingCase.withdraw, answer, **reason)


def test_a_reply_withdrawn_before_its_request_heard_of_it_leaves_the_request_in_work(office: Office) -> None:
    request = lives.to_work(office, points=())
    answer = lives.to_answer(office, request)
    lives.sent(office, answer)
    withdraw(office, answer)
    worker.work_off(lambda: office.at)
    assert lives.state(request) == "in_work"


def test_a_reply_withdrawn_beside_another_one_that_is_being_written_leaves_the_request_waiting(office: Office) -> None:
    request = lives.to_work(office, points=())
    answer = lives.to_answer(office, request)
    lives.to_draft(office, reply_to=(request,))
    lives.sent(office, answer)
    withdraw(office, answer)
    worker.work_off(lambda: office.at)
    assert lives.state(request) == "reply_in_progress"


def test_a_linked_case_is_locked_before_it_is_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act on the request, which saw its reply alive, commits while the worker waits for the lock."""
    request = lives.to_work(office, points=())
    answer = lives.to_draft(office, reply_to=(request,))
    lives.act(office, "drafter", OutgoingCase.cancel, answer, reason="Не нужно")
    lock = access.lock

    def wait_for_the_other(case: int) -> None:
        monkeypatch.setattr(access, "lock", lock)
        with monkeypatch.context() as before_the_cancellation:
            before_the_cancellation.setattr(IncomingCase, "is_answered", lambda case, by=None: by is None)
            lives.act(office, "drafter", IncomingCase.start_reply, request)
        lock(case)

    [job] = [one for one in outbox.unfinished() if one.kind == "linked"]
    monkeypatch.setattr(access, "lock", wait_for_the_other)
    assert worker.do(job, lambda: office.at)
    assert lives.state(request) == "in_work"


def test_a_decision_whose_time_has_come_is_settled_before_a_linked_move(db: None) -> None:
    """Else the move would find the case elsewhere than where it was read, and fail again and again."""
    office = cast.found(hold_seconds=60)
    earlier = lives.to_received(office, delivery="folder")
    lives.act(office, "registrar", IncomingCase.register, earlier)
    lives.act(office, "clerk", IncomingCase.to_preliminary, earlier)
    lives.act(office, "assistant", IncomingCase.submit_to_head, earlier, proposal="К сведению")
    paper = lives.to_received(office)
    lives.act(office, "registrar", IncomingCase.join_original, paper, earlier=earlier)
    lives.act(office, "head", IncomingCase.for_information, earlier, text="К сведению", file_index="06-09")
    office.clock += timedelta(minutes=2)
    [job] = [one for one in outbox.unfinished() if one.kind == "linked"]
    assert worker.do(job, lambda: office.clock)
    assert lives.state(earlier) == "filed"
