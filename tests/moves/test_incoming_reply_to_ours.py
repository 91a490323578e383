"""A letter that came in and names ours by «На № … от …» answers it by itself, as soon as it is registered."""

from datetime import date
from typing import Any

import pytest

from cases.lifecycle.refusal import BadFact
from cases.models import IncomingCase, OutgoingCase, Register, RegisterYear
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, by_post, to_dispatched, to_received, to_registered, to_signed
from tests.traces import Said, copy, entry, said, sheet, stands, two_addressees
from workflows.models import Job
from workflows.worker import work_off

from .test_outgoing_replies import to_awaited

LAW = IncomingCase


def answered(office: Office, ours: int, **facts: Any) -> int:
    """A letter that answers one of ours comes in and is registered."""
    letter = stands(ours)
    told = {"our_number": letter.number, "our_date": letter.number_date} | facts
    case = to_received(office, **told)
    act(office, "registrar", LAW.register, case)
    work_off(lambda: office.at)
    return case


class TestLinking:
    @pytest.mark.parametrize("life", [to_dispatched, to_awaited])
    def test_our_letter_is_replied_to_by_itself(self, office: Office, life: Any) -> None:
        ours = life(office)
        source = stands(ours).state
        reply = answered(office, ours)
        assert said(ours, "link_reply") == Said(source, source, ["system"], {}, [])
        assert entry(ours, "link_reply")["facts"] == {"ordinal": 1, "reply": reply}
        assert (copy(ours, 1).reply, copy(ours, 1).reply_case_id) == ("answered", reply)
        assert stands(ours).state == "replied"

    def test_the_card_says_which_letter_of_ours_it_answers(self, office: Office) -> None:
        reply = answered(office, to_dispatched(office))
        reference = sheet(reply, "register", "D01")["reference"]
        assert reference == {"number": "06-09/398", "dated": "02.03.2026"}

    def test_of_two_addressees_the_sender_answers_for_himself(self, office: Office) -> None:
        ours = to_awaited(office, **two_addressees(office))
        answered(office, ours, correspondent=office.other.pk)
        assert (copy(ours, 1).reply, copy(ours, 2).reply, stands(ours).state) == (
            "awaited", "answered", "awaiting_reply",
        )  # fmt: skip

    def test_a_second_reply_of_the_same_addressee_is_left_to_the_registrar(self, office: Office) -> None:
        ours = to_awaited(office, **two_addressees(office))
        answered(office, ours, correspondent=office.other.pk)
        answered(office, ours, correspondent=office.other.pk)
        assert stands(ours).entries.filter(move="link_reply").count() == 1


class TestNothingIsLinked:
    def linked(self, office: Office, ours: int, **facts: Any) -> bool:
        """Whether a reply with other facts leaves a job for a letter of ours."""
        answered(office, ours, **facts)
        return Job.objects.filter(kind=Job.Kind.LINKED).exists()

    @pytest.mark.parametrize(
        "facts",
        [
            {"our_number": "06-09/399"},
            {"our_date": date(2026, 3, 1)},
            {"our_number": "", "our_date": None},
        ],
    )
    def test_by_a_number_or_date_that_is_not_ours(self, office: Office, facts: dict[str, Any]) -> None:
        assert not self.linked(office, to_awaited(office), **facts)

    def test_for_a_sender_whom_we_did_not_write_to(self, office: Office) -> None:
        assert not self.linked(office, to_awaited(office), correspondent=office.other.pk)

    def test_to_a_letter_that_has_not_left(self, office: Office) -> None:
        assert not self.linked(office, to_registered(office))

    def test_in_another_body(self, office: Office) -> None:
        ours, theirs = to_awaited(office), cast.found("mid")
        theirs.clock = office.clock
        letter = stands(ours)
        case = to_received(theirs, our_number=letter.number, our_date=letter.number_date)
        act(theirs, "registrar", LAW.register, case)
        assert not Job.objects.filter(kind=Job.Kind.LINKED).exists()

    def test_when_two_letters_of_ours_have_that_number(self, office: Office) -> None:
        ours = to_awaited(office)
        other = Register.objects.create(
            body=office.body, direction="out", name="Исходящие 06-10", unit=office.department, file="10",
            template="06-09/{ord}",
        )  # fmt: skip
        RegisterYear.objects.create(register=other, year=2026, opening=397, last=397)
        twin = to_signed(office)
        assert act(office, "registrar", OutgoingCase.register, twin, file_index="06-10").number == stands(ours).number
        act(office, "dispatcher", OutgoingCase.queue, twin, ways=by_post(twin))
        reply = IncomingCase.objects.get(pk=to_received(office, our_number="06-09/398", our_date=date(2026, 3, 2)))
        assert reply.answered_copy() == (ours, 1)
        act(office, "dispatcher", OutgoingCase.record_sent, twin, ordinal=1, proof="RR1BY")
        assert reply.answered_copy() is None


def test_number_and_date_belong_together(office: Office) -> None:
    for half in ({"our_number": "06-09/398"}, {"our_date": date(2026, 3, 2)}):
        with pytest.raises(BadFact, match="V03") as refusal:
            to_received(office, **half)
        assert refusal.value.field == "our_number"
