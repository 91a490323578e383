"""`issue_resolution`, `for_information`, `accept_task`, `request_reassign`, `reassign`: who executes it."""

from datetime import timedelta
from typing import Any

import pytest

from cases.lifecycle.facts import Charge
from cases.lifecycle.move import moves_of
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import Assignment, IncomingCase, OutgoingCase, Resolution
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, order, to_assigned, to_resolution, to_work
from tests.traces import PAPER, SCAN, Said, appoint, breaks, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

LAW = IncomingCase


def charged(case: int) -> dict[str, bool]:
    """Who executes the case as it stands, and whether he is responsible."""
    rows = Assignment.objects.filter(case=case, ended=False).select_related("official")
    return {one.official.surname.lower(): one.responsible for one in rows}


class TestIssuing:
    @pytest.mark.parametrize("who", ["head", "deputy"])
    def test_it_names_who_executes_and_until_when(self, office: Office, who: str) -> None:
        case, told = to_resolution(office), order(office, control=True)
        act(office, who, LAW.issue_resolution, case, **told)
        assert said(case, "issue_resolution") == Said("awaiting_resolution", "assigned", [who], {}, ["D06"])
        assert charged(case) == {"drafter": True, "expert": False}
        found = stands(case)
        assert (found.executor_id, found.due, found.control) == (office.id("drafter"), told["due"], "on")
        resolution = Resolution.objects.get(case=case)
        assert (resolution.author_id, resolution.text) == (office.id(who), "Прошу подготовить ответ.")
        assert (resolution.due, resolution.issued_at) == (told["due"], office.clock)

    def test_its_sheet_says_it(self, office: Office) -> None:
        case, told = to_resolution(office), order(office, control=True)
        act(office, "head", LAW.issue_resolution, case, **told)
        facts = sheet(case, "issue_resolution", "D06")
        assert [(one["name"], one["responsible"]) for one in facts["charges"]] == [
            ("А.А.Drafter", True), ("А.А.Expert", False),
        ]  # fmt: skip
        assert (facts["proposed"], facts["control"], facts["due"]) == (False, True, f"{told['due']:%d.%m.%Y}")

    def test_exactly_one_is_responsible_and_each_is_named_once(self, office: Office) -> None:
        case = to_resolution(office)
        drafter, expert = office.id("drafter"), office.id("expert")
        for charges in (
            (),
            (Charge(drafter),),
            (Charge(drafter, responsible=True), Charge(expert, responsible=True)),
            (Charge(drafter, responsible=True), Charge(drafter)),
            (Charge(cast.found(f"mid-{office.clock:%M}").id("drafter"), responsible=True),),
        ):
            refused(office, BadFact, "charges", "head", LAW.issue_resolution, case, **order(office, charges=charges))

    def test_a_deadline_lies_ahead_and_may_be_today(self, office: Office) -> None:
        case, today = to_resolution(office), office.clock.date()
        late = order(office, due=today - timedelta(days=1))
        refused(office, BadFact, "due", "head", LAW.issue_resolution, case, **late)
        act(office, "head", LAW.issue_resolution, case, **order(office, due=today))
        assert stands(case).due == today

    def test_an_order_has_words(self, office: Office) -> None:
        refused(office, BadFact, "text", "head", LAW.issue_resolution, to_resolution(office), **order(office, text=" "))

    def test_only_the_head_or_a_deputy_orders(self, office: Office) -> None:
        case = to_resolution(office)
        refused_to("assistant clerk registrar controller", office, LAW.issue_resolution, case, **order(office))

    def test_a_controller_does_not_execute_what_he_controls(self, office: Office) -> None:
        appoint(office, "head", Role.CONTROLLER)
        charges = (Charge(office.id("head"), responsible=True),)
        told = order(office, charges=charges)
        breaks("S6", office, "head", LAW.issue_resolution, to_resolution(office), **told)


class TestByHand:
    def told(self, office: Office, **other: Any) -> dict[str, Any]:
        """A resolution that the head wrote on the letter an hour ago."""
        facts = {"origin": PAPER, "scan": SCAN, "on_behalf_of": office.id("head")}
        return order(office) | facts | {"occurred_at": office.clock - timedelta(minutes=1)} | other

    @pytest.mark.parametrize("who", ["assistant", "clerk", "registrar"])
    def test_it_is_entered_for_its_author_with_the_scan(self, office: Office, who: str) -> None:
        case = to_resolution(office)
        told = self.told(office)
        act(office, who, LAW.issue_resolution, case, **told)
        assert said(case, "issue_resolution") == Said("awaiting_resolution", "assigned", ["head"], {}, ["D06"])
        content = entry(case, "issue_resolution")
        assert (content["actor"], content["author"]) == (office.id(who), office.id("head"))
        assert (content["scan"], content["origin"]) == (SCAN, "paper")
        resolution = Resolution.objects.get(case=case)
        assert (resolution.author_id, resolution.issued_at) == (office.id("head"), told["occurred_at"])
        happened = sheet(case, "issue_resolution", "D06")["act"]
        assert (happened["author"]["name"], happened["entered_by"]["name"]) == ("А.А.Head", f"А.А.{who.capitalize()}")

    def test_it_needs_a_scan_and_an_author_who_could_have_written_it(self, office: Office) -> None:
        case = to_resolution(office)
        refused(office, BadFact, "scan", "assistant", LAW.issue_resolution, case, **self.told(office, scan=None))
        nobody = self.told(office, on_behalf_of=None)
        refused(office, BadFact, "on_behalf_of", "assistant", LAW.issue_resolution, case, **nobody)
        stranger = self.told(office, on_behalf_of=cast.found("mid").id("head"))
        refused(office, BadFact, "on_behalf_of", "assistant", LAW.issue_resolution, case, **stranger)
        refused_to(
            "assistant", office, LAW.issue_resolution, case, **self.told(office, on_behalf_of=office.id("clerk"))
        )

    def test_not_everybody_enters_it(self, office: Office) -> None:
        refused_to(
            "controller chief dispatcher", office, LAW.issue_resolution, to_resolution(office), **self.told(office)
        )

    def test_the_other_resolutions_are_entered_so_too(self, office: Office) -> None:
        case, told = to_assigned(office), self.told(office)
        act(office, "assistant", LAW.reassign, case, **told)
        assert entry(case, "reassign")["scan"] == SCAN
        other = to_resolution(office)
        paper = {name: told[name] for name in ("origin", "scan", "on_behalf_of")}
        facts = {"text": "К сведению", "file_index": "06-09", "occurred_at": office.clock}
        act(office, "assistant", LAW.for_information, other, **paper, **facts)
        assert entry(other, "for_information")["author"] == office.id("head")

    def test_the_assistant_enters_what_a_chief_decides_on_a_request_and_nothing_else(self) -> None:
        entered = {
            rule.name
            for law in (IncomingCase, OutgoingCase)
            for rule in moves_of(law).values()
            if Role.ASSISTANT in rule.entered_by
        }
        extensions = {"grant_extension", "deny_extension", "revoke_extension"}
        assert entered == {"issue_resolution", "for_information", "forward", "reassign"} | extensions


class TestForInformation:
    def test_the_letter_goes_to_its_file_at_once(self, office: Office) -> None:
        case = to_resolution(office)
        act(office, "head", LAW.for_information, case, text=" К сведению ", file_index="06-09")
        assert said(case, "for_information") == Said("awaiting_resolution", "filed", ["head"], {}, ["D06", "D17"])
        assert entry(case, "for_information")["facts"] == {"file_index": "06-09"}
        assert opened(case, "for_information")["text"] == " К сведению "
        assert (stands(case).file_index, Resolution.objects.get(case=case).text) == ("06-09", "К сведению")
        assert sheet(case, "for_information", "D17")["file_title"] == "Переписка"

    @pytest.mark.parametrize(("fact", "value"), [("text", ""), ("file_index", "99-99"), ("file_index", "")])
    def test_it_needs_words_and_a_file_of_the_nomenclature(self, office: Office, fact: str, value: str) -> None:
        told = {"text": "К сведению", "file_index": "06-09"} | {fact: value}
        refused(office, BadFact, fact, "head", LAW.for_information, to_resolution(office), **told)

    def test_a_deputy_does_not_close_what_was_not_answered(self, office: Office) -> None:
        told = {"text": "К сведению", "file_index": "06-09"}
        refused_to("deputy assistant clerk", office, LAW.for_information, to_resolution(office), **told)


class TestTakingOn:
    def test_the_responsible_executor_takes_the_work_on(self, office: Office) -> None:
        case = to_assigned(office)
        refused_to("expert head clerk", office, LAW.accept_task, case)
        act(office, "drafter", LAW.accept_task, case)
        assert said(case, "accept_task") == Said("assigned", "in_work", ["executor"], {}, [])

    def test_or_asks_for_another_one(self, office: Office) -> None:
        case = to_assigned(office)
        refused_to("expert head", office, LAW.request_reassign, case, reason="Не мой вопрос")
        refused(office, BadFact, "reason", "drafter", LAW.request_reassign, case, reason=" ")
        act(office, "drafter", LAW.request_reassign, case, reason="Не мой вопрос")
        assert said(case, "request_reassign") == Said("assigned", "awaiting_resolution", ["executor"], {}, ["D14"])
        assert sheet(case, "request_reassign", "D14")["text"] == "Не мой вопрос"

    def test_work_that_is_taken_on_is_not_asked_away(self, office: Office) -> None:
        refused(office, NotNow, "", "drafter", LAW.request_reassign, to_work(office), reason="Не мой вопрос")


class TestReassigning:
    @pytest.mark.parametrize("life", [to_assigned, to_work])
    def test_its_author_puts_others_on_the_work(self, office: Office, life: Any) -> None:
        case = life(office)
        source = stands(case).state
        told = order(office, charges=(Charge(office.id("expert"), responsible=True),), due=None, text="Эксперту")
        due = stands(case).due
        act(office, "head", LAW.reassign, case, **told)
        assert said(case, "reassign") == Said(source, "assigned", ["author"], {}, ["D06"])
        assert charged(case) == {"expert": True}
        assert (stands(case).executor_id, stands(case).due) == (office.id("expert"), due)
        assert Assignment.objects.filter(case=case, ended=True).count() == 2
        act(office, "expert", LAW.accept_task, case)
        refused_to("drafter", office, LAW.report_without_letter, case, report="Готово")

    def test_nobody_else_does(self, office: Office) -> None:
        refused_to("deputy assistant controller drafter", office, LAW.reassign, to_assigned(office), **order(office))
