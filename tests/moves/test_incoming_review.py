"""`to_preliminary`, `submit_to_head`, `route_by_competence`, `forward`: where a letter goes before it is in work."""

from datetime import timedelta
from typing import Any

import pytest

from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import Appointment, Assignment, IncomingCase, Resolution
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, order, to_assigned, to_entered, to_resolution, to_review
from tests.traces import PAPER, SCAN, Said, appoint, breaks, entry, refused, refused_to, said, sheet, stands

LAW = IncomingCase


class TestReview:
    def test_a_clerk_hands_it_over(self, office: Office) -> None:
        case = to_entered(office)
        refused_to("registrar head drafter", office, LAW.to_preliminary, case)
        act(office, "clerk", LAW.to_preliminary, case)
        assert said(case, "to_preliminary") == Said("registered", "review", ["clerk"], {}, [])

    @pytest.mark.parametrize("proposal", ["", "Эксперту: подготовить ответ"])
    def test_an_assistant_lays_it_before_the_head(self, office: Office, proposal: str) -> None:
        case = to_review(office)
        refused_to("clerk head controller", office, LAW.submit_to_head, case)
        act(office, "assistant", LAW.submit_to_head, case, proposal=proposal)
        assert said(case, "submit_to_head") == Said("review", "awaiting_resolution", ["assistant"], {}, ["D06"])
        facts = sheet(case, "submit_to_head", "D06")
        assert (facts["proposed"], facts["text"], facts["charges"]) == (True, proposal, [])
        assert not Resolution.objects.exists()

    def test_or_sends_it_to_its_executors_himself(self, office: Office) -> None:
        case = to_review(office)
        refused_to("clerk head", office, LAW.route_by_competence, case, **order(office))
        act(office, "assistant", LAW.route_by_competence, case, **order(office))
        assert said(case, "route_by_competence") == Said("review", "assigned", ["assistant"], {}, ["D06"])
        assert Resolution.objects.get(case=case).author_id == office.id("assistant")
        assert stands(case).executor_id == office.id("drafter")
        assert stands(case).places_of(office.id("assistant")) == {Role.AUTHOR}


class TestForwarding:
    @pytest.mark.parametrize("life", [to_review, to_resolution])
    @pytest.mark.parametrize("who", ["head", "deputy"])
    def test_another_body_gets_it_and_the_sender_is_told(self, office: Office, life: Any, who: str) -> None:
        case = life(office)
        state = stands(case).state
        act(office, who, LAW.forward, case, to=office.other.pk, reason="Их вопрос")
        assert said(case, "forward") == Said(state, "forwarded", [who], {}, ["D10", "D11"])
        assert entry(case, "forward")["facts"] == {"to": office.other.pk}
        assert stands(case).forwarded_to_id == office.other.pk
        assert sheet(case, "forward", "D10")["addressees"] == [["Правительство края"]]
        notice = sheet(case, "forward", "D11")
        assert (notice["competent"], notice["addressees"]) == ("Край", [["Правительство", "Образцовой области"]])

    def test_it_goes_to_somebody_else_for_a_reason(self, office: Office) -> None:
        case, theirs = to_resolution(office), cast.found("mid")
        for to in (0, theirs.other.pk, office.correspondent.pk):
            refused(office, BadFact, "to", "head", LAW.forward, case, to=to, reason="Их вопрос")
        refused(office, BadFact, "reason", "head", LAW.forward, case, to=office.other.pk, reason=" ")

    def test_only_the_head_or_a_deputy_decides(self, office: Office) -> None:
        refused_to("assistant clerk", office, LAW.forward, to_review(office), to=office.other.pk, reason="Их вопрос")

    def test_the_order_may_be_written_on_the_letter(self, office: Office) -> None:
        case = to_resolution(office)
        paper = {"origin": PAPER, "scan": SCAN, "on_behalf_of": office.id("head"), "occurred_at": office.clock}
        act(office, "assistant", LAW.forward, case, to=office.other.pk, reason="Их вопрос", **paper)
        assert entry(case, "forward")["author"] == office.id("head")

    def test_whoever_was_charged_is_so_no_longer(self, office: Office) -> None:
        case = to_assigned(office)
        act(office, "drafter", LAW.request_reassign, case, reason="Не наш вопрос")
        act(office, "head", LAW.forward, case, to=office.other.pk, reason="Их вопрос")
        assert not Assignment.objects.filter(case=case, ended=False).exists()


class TestNewExecutor:
    """S4: when an executor asks to be replaced, the author of the resolution decides, or the head above him."""

    def asked(self, office: Office, author: str) -> int:
        """A letter whose executor, put on it by this author, asks for another one."""
        case = to_resolution(office)
        act(office, author, LAW.issue_resolution, case, **order(office))
        act(office, "drafter", LAW.request_reassign, case, reason="Не мой вопрос")
        return case

    @pytest.mark.parametrize(("author", "who"), [("head", "head"), ("deputy", "deputy"), ("deputy", "head")])
    def test_its_author_or_the_head_names_another_one(self, office: Office, author: str, who: str) -> None:
        case = self.asked(office, author)
        act(office, who, LAW.issue_resolution, case, **order(office))
        assert stands(case).state == "assigned"

    def test_another_deputy_does_not(self, office: Office) -> None:
        appoint(office, "chief", Role.DEPUTY)
        case = self.asked(office, "deputy")
        breaks("S4", office, "chief", LAW.issue_resolution, case, **order(office))
        case = self.asked(office, "head")
        breaks("S4", office, "deputy", LAW.issue_resolution, case, **order(office))

    def test_unless_the_author_has_left_his_office(self, office: Office) -> None:
        appoint(office, "chief", Role.DEPUTY)
        case = self.asked(office, "deputy")
        yesterday = office.clock.date() - timedelta(days=1)
        Appointment.objects.filter(official=office.id("deputy")).update(until=yesterday)
        act(office, "chief", LAW.issue_resolution, case, **order(office))
        assert stands(case).state == "assigned"

    def test_the_order_of_an_assistant_binds_no_deputy(self, office: Office) -> None:
        case = to_review(office)
        act(office, "assistant", LAW.route_by_competence, case, **order(office))
        act(office, "drafter", LAW.request_reassign, case, reason="Не мой вопрос")
        act(office, "deputy", LAW.issue_resolution, case, **order(office))
        assert stands(case).state == "assigned"
