"""`link_reply`, `excuse_addressee`, `close_replied`: the letter is replied to when every addressee is done with."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, to_dispatched, to_received
from tests.traces import (
    Said,
    appoint,
    breaks,
    copy,
    entry,
    opened,
    refused,
    refused_to,
    said,
    sheet,
    stands,
    two_addressees,
)
from workflows.perform import perform

LINK = OutgoingCase.link_reply
EXCUSE = OutgoingCase.excuse_addressee
UNTIL = date(2026, 4, 1)


def to_awaited(office: Office, **facts: Any) -> int:
    """A letter that has left and whose reply is on control."""
    case = to_dispatched(office, **facts)
    act(office, "drafter", OutgoingCase.await_reply, case, until=UNTIL)
    return case


def of_other(office: Office) -> int:
    """A letter that the second addressee has sent."""
    return to_received(office, correspondent=office.other.pk)


LIVES = pytest.mark.parametrize("life", [to_dispatched, to_awaited], ids=["dispatched", "awaiting_reply"])


class TestOneAddressee:
    @LIVES
    def test_his_reply_closes_the_letter(self, office: Office, life: Callable[[Office], int]) -> None:
        case, reply = life(office), to_received(office)
        source, control = stands(case).state, stands(case).control
        done = act(office, "registrar", LINK, case, ordinal=1, reply=reply)
        assert said(case, "link_reply") == Said(source, source, ["registrar"], {}, [])
        assert entry(case, "link_reply")["facts"] == {"ordinal": 1, "reply": reply}
        assert said(case, "close_replied") == Said(source, "replied", ["system"], {}, [])
        assert entry(case, "close_replied")["seq"] == done.seq + 1
        assert (copy(case, 1).reply, copy(case, 1).reply_case_id, copy(case, 1).excuse) == ("answered", reply, "")
        assert (stands(case).state, stands(case).control) == ("replied", {"on": "off", "none": "none"}[control])

    @LIVES
    def test_his_excuse_closes_it_as_well(self, office: Office, life: Callable[[Office], int]) -> None:
        case = life(office)
        source = stands(case).state
        act(office, "controller", EXCUSE, case, ordinal=1, reason=" Ответ дан устно ")
        assert said(case, "excuse_addressee") == Said(source, source, ["controller"], {}, [])
        assert opened(case, "excuse_addressee")["reason"] == " Ответ дан устно "
        found = copy(case, 1)
        assert (found.reply, found.reply_case_id, found.excuse) == ("excused", None, "Ответ дан устно")
        assert stands(case).state == "replied"


class TestTwoAddressees:
    @pytest.mark.parametrize("first", ["link", "excuse"])
    def test_the_letter_is_replied_to_when_one_has_answered_and_the_other_is_excused(
        self, office: Office, first: str
    ) -> None:
        case = to_awaited(office, **two_addressees(office))
        acts: dict[str, Callable[[], object]] = {
            "link": lambda: act(office, "registrar", LINK, case, ordinal=2, reply=of_other(office)),
            "excuse": lambda: act(office, "controller", EXCUSE, case, ordinal=1, reason="Ответ дан устно"),
        }
        acts.pop(first)()
        assert (stands(case).state, stands(case).control) == ("awaiting_reply", "on")
        assert not stands(case).entries.filter(move="close_replied").exists()
        acts.popitem()[1]()
        assert (stands(case).state, stands(case).control) == ("replied", "off")
        assert (copy(case, 1).reply, copy(case, 2).reply) == ("excused", "answered")

    def test_who_has_answered_or_was_excused_is_done_with(self, office: Office) -> None:
        case = to_awaited(office, **two_addressees(office))
        reply = of_other(office)
        act(office, "registrar", LINK, case, ordinal=2, reply=reply)
        refused(office, NotComplete, "", "registrar", LINK, case, ordinal=2, reply=of_other(office))
        refused(office, NotComplete, "", "controller", EXCUSE, case, ordinal=2, reason="Не нужно")
        refused(office, BadFact, "reply", "registrar", LINK, case, ordinal=1, reply=reply)

    def test_only_one_of_them_is_still_awaited_on_the_control_card(self, office: Office) -> None:
        case = to_awaited(office, **two_addressees(office))
        act(office, "controller", EXCUSE, case, ordinal=1, reason="Ответ дан устно")
        act(office, "controller", OutgoingCase.remind, case)
        assert sheet(case, "remind", "D07")["awaited_from"] == ["Край"]


class TestLinkRefusals:
    def test_only_a_letter_of_that_very_addressee_answers_for_him(
        self, office: Office, subtests: pytest.Subtests
    ) -> None:
        case = to_awaited(office)
        stranger = cast.found("mid")
        replies = {
            "unknown": 0,
            "of ours": to_dispatched(office),
            "itself": case,
            "of another correspondent": of_other(office),
            "to another body": to_received(stranger),
            "to another body of our correspondent": to_received(stranger),
        }
        named = IncomingCase.objects.filter(pk=replies["to another body of our correspondent"])
        assert named.update(correspondent=office.correspondent) == 1
        for why, reply in replies.items():
            with subtests.test(why):
                refused(office, BadFact, "reply", "registrar", LINK, case, ordinal=1, reply=reply)
        for ordinal in (0, 2):
            facts = {"ordinal": ordinal}
            refused(office, BadFact, "ordinal", "registrar", LINK, case, reply=to_received(office), **facts)
            refused(office, BadFact, "ordinal", "controller", EXCUSE, case, reason="Не нужно", **facts)

    def test_only_a_registrar_links(self, office: Office) -> None:
        case, reply = to_awaited(office), to_received(office)
        refused_to("controller drafter clerk deputy", office, LINK, case, ordinal=1, reply=reply)


class TestExcuseRefusals:
    def test_it_takes_a_reason_and_a_controller(self, office: Office) -> None:
        case = to_awaited(office)
        refused(office, BadFact, "reason", "controller", EXCUSE, case, ordinal=1, reason="\n")
        refused_to("drafter registrar deputy", office, EXCUSE, case, ordinal=1, reason="Не нужно")

    def test_an_executor_does_not_excuse_his_letter_off_control(self, office: Office) -> None:
        case = to_awaited(office)
        appoint(office, "drafter", Role.CONTROLLER)
        breaks("S3", office, "drafter", EXCUSE, case, ordinal=1, reason="Не нужно")


class TestClosing:
    def test_nobody_closes_it_by_hand(self, office: Office) -> None:
        case = to_awaited(office)
        refused_to("controller registrar drafter", office, OutgoingCase.close_replied, case)

    def test_chancery_itself_does_not_close_what_is_awaited(self, office: Office) -> None:
        case = to_awaited(office)
        with pytest.raises(NotComplete):
            perform(OutgoingCase.close_replied, case=case, by=None, at=office.at)
        assert stands(case).state == "awaiting_reply"
