"""`withdraw`: a letter that has left is withdrawn by a new letter that says so."""

from collections.abc import Callable

import pytest

from cases.lifecycle.refusal import BadFact
from cases.models import IncomingCase, Number, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, to_dispatched, to_received, to_registered, to_signed
from tests.traces import Said, entry, opened, refused, refused_to, said, sheet, stands

from .test_outgoing_control import to_awaited

WITHDRAW = OutgoingCase.withdraw
REASON = "Ошибка в сроках"


@pytest.mark.parametrize(
    ("life", "source", "control"), [(to_dispatched, "dispatched", "none"), (to_awaited, "awaiting_reply", "off")]
)
def test_a_letter_that_has_left_is_withdrawn_by_another(
    office: Office, life: Callable[[Office], int], source: str, control: str
) -> None:
    case = life(office)
    by_letter = to_registered(office)
    act(office, "deputy", WITHDRAW, case, by_letter=by_letter, reason=REASON)
    assert said(case, "withdraw") == Said(source, "withdrawn", ["signer"], {}, ["D20"])
    assert entry(case, "withdraw")["facts"] == {"by_letter": by_letter}
    assert opened(case, "withdraw")["reason"] == REASON
    assert sheet(case, "withdraw", "D20")["by_letter"]["number"] == stands(by_letter).number == "06-09/399"
    # What has left keeps its number; nobody waits for its reply any more.
    assert (stands(case).state, stands(case).number, stands(case).control) == ("withdrawn", "06-09/398", control)
    assert Number.objects.get(case=case).status == "issued"


def test_without_a_letter_of_withdrawal_it_is_refused(office: Office, subtests: pytest.Subtests) -> None:
    case = to_dispatched(office)
    letters = {
        "unknown": 0,
        "itself": case,
        "incoming": received(office),
        "without a number": to_signed(office),
        "of another body": to_registered(cast.found("mid")),
        "an annulled letter": annulled(office),
    }
    for why, by_letter in letters.items():
        with subtests.test(why):
            refused(office, BadFact, "by_letter", "deputy", WITHDRAW, case, by_letter=by_letter, reason=REASON)


def received(office: Office) -> int:
    """An incoming letter with a number of ours."""
    case = to_received(office)
    act(office, "registrar", IncomingCase.register, case)
    return case


def annulled(office: Office) -> int:
    """A letter whose number is void."""
    case = to_registered(office)
    act(office, "registrar", OutgoingCase.ask_annulment, case, reason="Ошибка")
    act(office, "chief", OutgoingCase.annul, case, reason="Ошибка")
    return case


def test_it_takes_a_reason_and_its_signer(office: Office) -> None:
    case, by_letter = to_dispatched(office), to_registered(office)
    refused(office, BadFact, "reason", "deputy", WITHDRAW, case, by_letter=by_letter, reason=" ")
    refused_to("head drafter registrar chief", office, WITHDRAW, case, by_letter=by_letter, reason=REASON)
