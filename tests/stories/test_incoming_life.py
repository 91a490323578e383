"""An incoming letter lives its whole life, and the letter that answers it moves it on."""

from datetime import UTC, datetime

import pytest

from cases.journal.verify import verify
from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import Case, IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from workflows.perform import perform
from workflows.worker import work_off

from . import lives
from .lives import sent, state, to_answer, to_work


def later(office: Office) -> datetime:
    """The worker's clock, which is the office's."""
    return office.at


def test_the_reply_that_leaves_executes_the_request(office: Office) -> None:
    request = to_work(office)
    answer = to_answer(office, request)
    assert state(request) == "reply_in_progress"
    sent(office, answer)
    assert state(request) == "reply_in_progress"
    work_off(lambda: later(office))
    assert state(request) == "executed"


def test_the_controller_takes_it_off_control_and_the_clerk_files_it(office: Office) -> None:
    request = to_work(office)
    sent(office, to_answer(office, request))
    work_off(lambda: later(office))
    lives.act(office, "controller", IncomingCase.off_control, request, proof="ответ № 06-09/398")
    lives.act(office, "clerk", IncomingCase.file, request, file_index="06-09")
    assert state(request) == "filed"
    assert list(verify(Case.objects.all())) == []


def test_a_request_that_nobody_controls_closes_by_itself(office: Office) -> None:
    request = to_work(office, control=False)
    sent(office, to_answer(office, request))
    work_off(lambda: later(office))
    assert state(request) == "closed"
    moves = list(Case.objects.get(pk=request).entries.order_by("seq").values_list("move", flat=True))
    assert moves.index("close_uncontrolled") == moves.index("reply_dispatched") + 1


def test_a_cancelled_reply_gives_the_request_back_to_its_executor(office: Office) -> None:
    request = to_work(office)
    answer = to_answer(office, request)
    lives.act(office, "drafter", OutgoingCase.cancel, answer, reason="ответит другой орган")
    work_off(lambda: later(office))
    assert state(request) == "in_work"


def test_the_linked_move_is_made_once_however_often_the_work_is_tried(office: Office) -> None:
    request = to_work(office)
    sent(office, to_answer(office, request))
    for _ in range(3):
        work_off(lambda: later(office))
    moves = list(Case.objects.get(pk=request).entries.values_list("move", flat=True))
    assert moves.count("reply_dispatched") == 1


def test_the_letter_of_one_body_is_received_and_answered_by_another(office: Office) -> None:
    ours, theirs = office, cast.found("mosreg")
    request = lives.to_dispatched(ours)
    number, dated = OutgoingCase.objects.values_list("number", "number_date").get(pk=request)
    received = lives.to_received(theirs, their_number=number, their_date=dated)
    registered = lives.act(theirs, "registrar", IncomingCase.register, received)
    assert registered.number == "Вх-1"
    reply = lives.to_received(ours, their_number="Исх-5", their_date=ours.clock.date())
    lives.act(ours, "registrar", OutgoingCase.link_reply, request, ordinal=1, reply=reply)
    assert state(request) == "replied"


def test_the_same_letter_is_not_registered_twice_without_a_judgement(office: Office) -> None:
    told = {"their_number": "06-09/398", "their_date": datetime(2026, 2, 1, tzinfo=UTC).date()}
    first, second = lives.to_received(office, **told), lives.to_received(office, **told)
    number = lives.act(office, "registrar", IncomingCase.register, first).number
    with pytest.raises(BadFact, match=number) as refusal:
        lives.act(office, "registrar", IncomingCase.register, second)
    assert refusal.value.field == "not_a_duplicate"
    lives.act(office, "registrar", IncomingCase.register, second, not_a_duplicate=True)
    assert state(second) == "registered"


def test_acts_of_the_system_need_nobody(office: Office) -> None:
    request = to_work(office)
    answer = to_answer(office, request)
    with pytest.raises(NotComplete):
        perform(IncomingCase.reply_cancelled, case=request, by=None, at=office.at)
    lives.act(office, "drafter", OutgoingCase.cancel, answer, reason="не нужно")
    perform(IncomingCase.reply_cancelled, case=request, by=None, at=office.at)
    assert state(request) == "in_work"
