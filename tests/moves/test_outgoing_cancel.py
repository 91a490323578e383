"""`cancel`: a letter is given up before it is signed."""

from collections.abc import Callable

import pytest

from cases.lifecycle.refusal import BadFact
from cases.models import OutgoingCase
from tests.cast import Office
from tests.stories.lives import act, agree, digest, to_approval, to_draft, to_signature, to_signed, to_work
from tests.traces import Said, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow
from workflows.models import Job

CANCEL = OutgoingCase.cancel


def to_check(office: Office) -> int:
    """A letter in the form check."""
    case = to_draft(office)
    act(office, "drafter", OutgoingCase.submit, case)
    return case


def to_rework(office: Office) -> int:
    """A letter that one approver refused."""
    case = to_approval(office)
    facts = {"digest": digest(case), "round": 1, "remarks": "Не согласен"}
    act(office, "lawyer", OutgoingCase.refuse_visa, case, **facts)
    return case


def to_others(office: Office) -> int:
    """A letter that other bodies are asked about."""
    case = to_signature(office)
    act(office, "drafter", OutgoingCase.send_out, case, bodies=("Министерство",))
    return case


EXECUTOR, SIGNER = ("drafter", "executor"), ("deputy", "signer")


@pytest.mark.parametrize(
    ("life", "by"),
    [
        (to_draft, EXECUTOR),
        (to_draft, SIGNER),
        (to_check, SIGNER),
        (to_approval, EXECUTOR),
        (to_rework, EXECUTOR),
        (to_others, SIGNER),
        (to_signature, SIGNER),
    ],
)
def test_an_unsigned_letter_is_given_up(office: Office, life: Callable[[Office], int], by: tuple[str, str]) -> None:
    who, role = by
    case = life(office)
    source = stands(case).state
    act(office, who, CANCEL, case, reason="Вопрос решён устно")
    assert said(case, "cancel") == Said(source, "cancelled", [role], {}, ["D20"])
    assert opened(case, "cancel")["reason"] == sheet(case, "cancel", "D20")["reason"] == "Вопрос решён устно"
    letter = stands(case)
    assert (letter.state, letter.number) == ("cancelled", "")
    assert letter.visas.filter(outcome__in=["pending", "agreed"]).count() == 0


def test_given_and_awaited_visas_are_void(office: Office) -> None:
    case = to_approval(office)
    agree(office, "lawyer", case)
    act(office, "drafter", CANCEL, case, reason="Вопрос решён устно")
    assert [visa.outcome for visa in stands(case).visas.all()] == ["void", "void"]


def test_the_request_it_would_have_answered_is_told(office: Office) -> None:
    request = to_work(office)
    case = to_draft(office, reply_to=(request,))
    act(office, "drafter", CANCEL, case, reason="Вопрос решён устно")
    [job] = Job.objects.filter(case=case, kind=Job.Kind.LINKED)
    assert job.key == f"linked:{case}:2:reply_cancelled:{request}"
    assert job.payload == {"move": "reply_cancelled", "case": request, "facts": {}}


def test_it_takes_a_reason(office: Office) -> None:
    refused(office, BadFact, "reason", "drafter", CANCEL, to_draft(office), reason="   ")


def test_nobody_else_gives_it_up(office: Office) -> None:
    case = to_approval(office)
    refused_to("lawyer clerk registrar head chief", office, CANCEL, case, reason="Не нужно")


def test_neither_a_signed_nor_a_cancelled_letter_is_given_up(office: Office) -> None:
    for case, move in ((to_signed(office), "sign"), (to_draft(office), "cancel")):
        if move == "cancel":
            act(office, "drafter", CANCEL, case, reason="Не нужно")
        refusal = refused(office, NotNow, "", "drafter", CANCEL, case, reason="Не нужно")
        assert isinstance(refusal, NotNow)
        assert refusal.last is not None
        assert refusal.last.move == move
