"""What came from an old register goes on as every other letter: on pages, in acts, on sheets, in searches."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.test import Client

from cases import access
from cases.journal import verify
from cases.letters import history
from cases.lifecycle.duties import DutiesConflict
from cases.lifecycle.facts import Charge
from cases.lifecycle.outcomes import Delivery
from cases.models import Case, IncomingCase, OutgoingCase
from cases.search.asking import matching
from tests.cast import Office
from tests.pages.desks import clock_of
from tests.stories import lives
from tests.stories.lives import act, state

from .book import book, furnish
from .test_takeover import bring


@pytest.fixture
def brought(office: Office, tmp_path: Path) -> Office:
    """The cast with two registers that came in."""
    furnish(office)
    for direction in ("in", "out"):
        bring(office, book(direction, 150, Random(7)), tmp_path)
    return office


def one(direction: str, standing: str, **other: object) -> int:
    """A case that came in some state."""
    return Case.objects.filter(direction=direction, state=standing, **other).order_by("pk")[0].pk


class TestIncoming:
    def test_a_letter_in_work_is_reported_taken_off_control_and_filed(self, brought: Office) -> None:
        case = one("in", "in_work", executor=brought.id("drafter"))
        act(brought, "drafter", IncomingCase.report_without_letter, case, report="Решено устно.")
        act(brought, "controller", IncomingCase.off_control, case, proof="справка")
        act(brought, "clerk", IncomingCase.file, case, file_index="06-09")
        assert state(case) == "filed"
        assert list(verify.verify(Case.objects.filter(pk=case))) == []

    def test_its_executor_does_not_take_it_off_control(self, brought: Office) -> None:
        case = one("in", "executed", executor=brought.id("drafter"))
        brought.officials["drafter"].appointments.create(unit=brought.chancery, role="controller", since="2019-01-01")
        with pytest.raises(DutiesConflict):
            act(brought, "drafter", IncomingCase.off_control, case, proof="справка")

    def test_its_deadline_is_extended_by_who_gave_the_order(self, brought: Office) -> None:
        case = one("in", "in_work", executor=brought.id("drafter"), due__gt=brought.clock.date())
        due = Case.objects.get(pk=case).due
        assert due is not None
        until = due.replace(month=due.month + 1, day=1)
        act(brought, "drafter", IncomingCase.ask_extension, case, until=until, reason="Нет сведений.")
        act(brought, "head", IncomingCase.grant_extension, case)
        assert Case.objects.get(pk=case).due == until

    def test_a_letter_in_review_goes_to_the_head_and_to_an_executor(self, brought: Office) -> None:
        case = one("in", "review")
        act(brought, "assistant", IncomingCase.submit_to_head, case, proposal="Прошу ответить.")
        charges = (Charge(brought.id("drafter"), responsible=True),)
        due = brought.clock.date().replace(month=12)
        act(brought, "head", IncomingCase.issue_resolution, case, text="Ответить.", charges=charges, due=due)
        act(brought, "drafter", IncomingCase.accept_task, case)
        act(
            brought,
            "registrar",
            IncomingCase.correct_card,
            case,
            title="О дружбе",
            file_index="06-09",
            reason="Описка.",
        )
        assert list(verify.verify(Case.objects.filter(pk=case))) == []

    def test_it_is_answered_by_a_letter_of_ours(self, brought: Office) -> None:
        case = one("in", "in_work", executor=brought.id("drafter"))
        lives.to_draft(brought, reply_to=(case,))
        act(brought, "drafter", IncomingCase.start_reply, case)
        assert state(case) == "reply_in_progress"


class TestOutgoing:
    def test_a_reply_that_is_awaited_closes_the_letter(self, brought: Office) -> None:
        case = one("out", "awaiting_reply")
        sender = OutgoingCase.objects.get(pk=case).correspondent_id
        reply = lives.to_entered(brought, correspondent=sender)
        act(brought, "registrar", OutgoingCase.link_reply, case, ordinal=1, reply=reply)
        assert state(case) == "replied"
        act(brought, "clerk", OutgoingCase.file, case, file_index="06-10")
        assert list(verify.verify(Case.objects.filter(pk=case))) == []

    def test_a_reply_by_our_number_is_linked_by_itself(self, brought: Office) -> None:
        case = OutgoingCase.objects.get(pk=one("out", "awaiting_reply"))
        facts = {"our_number": case.number, "our_date": case.number_date, "correspondent": case.correspondent_id}
        reply = IncomingCase.objects.get(pk=lives.to_received(brought, **facts))
        assert reply.answered_copy() == (case.pk, 1)

    def test_what_was_sent_is_delivered_awaited_reminded_of_and_given_up(self, brought: Office) -> None:
        case = one("out", "dispatched")
        act(brought, "dispatcher", OutgoingCase.record_delivery, case, ordinal=1, delivery=Delivery.DELIVERED)
        until = brought.clock.date()
        act(brought, "controller", OutgoingCase.await_reply, case, until=until)
        act(brought, "controller", OutgoingCase.remind, case)
        brought.clock += timedelta(days=2)
        act(brought, "controller", OutgoingCase.close_without_reply, case, reason="Срок истёк.")
        assert state(case) == "no_reply"
        assert list(verify.verify(Case.objects.filter(pk=case))) == []

    def test_it_is_withdrawn_by_its_signer(self, brought: Office) -> None:
        case = one("out", "dispatched")
        act(brought, "head", OutgoingCase.withdraw, case, by_letter=lives.to_registered(brought), reason="Ошибка.")
        assert state(case) == "withdrawn"


class TestReading:
    def test_every_page_of_a_case_that_came_is_shown(self, brought: Office) -> None:
        client = Client()
        client.force_login(brought.user("controller"))
        with clock_of(brought):
            for case in Case.objects.order_by("direction", "state", "pk"):
                if case.pk % 7 == 0 or case.state != "filed":
                    answer = client.get(f"/cases/{case.pk}/")
                    assert answer.status_code == 200
            assert "перенесено, система этого не засвидетельствовала" in answer.content.decode()

    def test_its_history_says_that_it_was_not_witnessed_and_who_brought_it(self, brought: Office) -> None:
        case = access.case_for_system(one("in", "in_work"))
        told = history.freeze_history(case, case.entries.prefetch_related("disclosures"))
        [line] = told["entries"]
        assert (line["move"], line["origin"], line["author"]["name"]) == ("imported", "import", "А.А.Chief")
        facts = {fact["name"]: fact["value"] for fact in line["facts"]}
        assert facts["executor"] == str(case.executor)

    def test_it_is_found_by_its_words_number_and_correspondent(self, brought: Office) -> None:
        case = Case.objects.get(pk=one("out", "filed"))
        assert case.correspondent is not None
        for text in (case.title, case.number, case.correspondent.name):
            assert case in Case.objects.filter(matching(text)), text


class TestSheets:
    def test_an_outgoing_letter_that_came_has_its_addressee_on_every_sheet(self, brought: Office) -> None:
        case = one("out", "dispatched")
        act(
            brought,
            "registrar",
            OutgoingCase.correct_card,
            case,
            title="О дружбе",
            file_index="06-09",
            reason="Описка.",
        )
        act(brought, "clerk", OutgoingCase.file, case, file_index="06-09")
        letters = Case.objects.get(pk=case).letters.all()
        assert {one.sheet for one in letters} == {"D01", "D17", "D18"}
        [card] = [one.context for one in letters if one.sheet == "D01"]
        correspondent = OutgoingCase.objects.get(pk=case).correspondent
        assert correspondent is not None
        assert card["addressees"] == [[correspondent.name]]
