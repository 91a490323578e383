"""`ask_extension` and what the author of the resolution says to it: every date is kept, and nobody else moves one."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.lifecycle.terms import TermOver
from cases.models import Case, Extension, IncomingCase
from tests.cast import Office
from tests.stories.lives import act, order, to_extended, to_extending, to_paused, to_work
from tests.traces import Said, appoint, opened, refused, refused_to, said, sheet, stands

LAW = IncomingCase
REASON = "Ждём сведений архива"


def due(case: int) -> date:
    """The deadline as it stands."""
    found = stands(case).due
    assert found is not None
    return found


def asked(office: Office, case: int, days: int = 10, **other: Any) -> dict[str, Any]:
    """The facts of an asking."""
    return {"until": due(case) + timedelta(days), "reason": REASON} | other


def pass_days(office: Office, days: int) -> None:
    """So many days go by."""
    office.clock += timedelta(days=days)


class TestAsking:
    def test_the_executor_asks_and_the_date_stays(self, office: Office) -> None:
        case = to_work(office)
        before = due(case)
        told = asked(office, case, done="Запрос послан", left="Ответ архива")
        act(office, "drafter", LAW.ask_extension, case, **told)
        assert said(case, "ask_extension") == Said("in_work", "in_work", ["executor"], {}, ["D08"])
        found = Extension.objects.get(case=case)
        assert (found.status, found.former, found.until) == ("asked", before, told["until"])
        assert (found.asked_by_id, found.asked_on) == (office.id("drafter"), office.clock.date())
        assert opened(case, "ask_extension")["reason"] == REASON
        assert due(case) == before

    def test_its_note_says_what_is_asked(self, office: Office) -> None:
        case = to_work(office)
        act(office, "drafter", LAW.ask_extension, case, **asked(office, case, done="Запрос послан"))
        facts = sheet(case, "ask_extension", "D08")
        assert (facts["former"], facts["due"]) == (f"{due(case):%d.%m.%Y}",) * 2
        assert (facts["reason"], facts["done"], facts["left"]) == (REASON, "Запрос послан", "")
        assert (facts["asked_by"]["name"], facts["asked_of"]["name"]) == ("А.А.Drafter", "А.А.Head")

    def test_only_the_responsible_executor_asks(self, office: Office) -> None:
        case = to_work(office)
        refused_to("expert head controller clerk assistant", office, LAW.ask_extension, case, **asked(office, case))

    def test_on_the_last_day_it_is_not_too_late_and_on_the_next_it_is(self, office: Office) -> None:
        case = to_work(office)
        pass_days(office, (due(case) - office.clock.date()).days + 1)
        refused(office, TermOver, "", "drafter", LAW.ask_extension, case, **asked(office, case))
        office.clock -= timedelta(days=1)
        assert office.clock.date() == due(case)
        act(office, "drafter", LAW.ask_extension, case, **asked(office, case))

    @pytest.mark.parametrize("days", [0, -1, -30])
    def test_never_to_the_same_or_an_earlier_day(self, office: Office, days: int) -> None:
        case = to_work(office)
        refused(office, BadFact, "until", "drafter", LAW.ask_extension, case, **asked(office, case, days))

    def test_never_without_a_reason(self, office: Office) -> None:
        case = to_work(office)
        refused(office, BadFact, "reason", "drafter", LAW.ask_extension, case, **asked(office, case, reason=" "))

    def test_one_at_a_time(self, office: Office) -> None:
        case = to_extending(office)
        refused(office, NotComplete, "", "drafter", LAW.ask_extension, case, **asked(office, case, 20))
        act(office, "drafter", LAW.withdraw_extension, case)
        act(office, "drafter", LAW.ask_extension, case, **asked(office, case, 20))
        assert list(Extension.objects.values_list("status", flat=True)) == ["withdrawn", "asked"]

    def test_not_while_the_clock_stands(self, office: Office) -> None:
        case = to_paused(office)
        refused(office, NotComplete, "", "drafter", LAW.ask_extension, case, **asked(office, case))

    def test_not_of_a_case_without_a_deadline(self, office: Office) -> None:
        case = to_work(office, resolution={"due": None})
        told = {"until": date(2026, 5, 1), "reason": REASON}
        refused(office, NotComplete, "", "drafter", LAW.ask_extension, case, **told)


class TestGranting:
    def test_the_author_moves_the_date(self, office: Office) -> None:
        case = to_extending(office)
        before = due(case)
        after = before + timedelta(10)
        act(office, "head", LAW.grant_extension, case)
        effects = {"former": before.isoformat(), "due": after.isoformat()}
        assert said(case, "grant_extension") == Said("in_work", "in_work", ["author"], effects, ["D08"])
        found = Extension.objects.get(case=case)
        assert (found.status, found.former, found.until, found.decided_on) == (
            "granted", before, after, office.clock.date()
        )  # fmt: skip
        assert due(case) == after
        assert sheet(case, "grant_extension", "D08")["due"] == f"{after:%d.%m.%Y}"

    def test_he_may_name_another_day(self, office: Office) -> None:
        case = to_extending(office)
        other = due(case) + timedelta(3)
        refused(office, BadFact, "until", "head", LAW.grant_extension, case, until=due(case))
        act(office, "head", LAW.grant_extension, case, until=other)
        assert due(case) == other

    def test_nobody_but_the_author_decides(self, office: Office) -> None:
        case = to_extending(office)
        appoint(office, "deputy", Role.HEAD)
        for move, facts in (
            (LAW.grant_extension, {}),
            (LAW.deny_extension, {"reason": "Нет"}),
            (LAW.revoke_extension, {"reason": "Нет"}),
        ):
            refused_to("drafter expert deputy controller clerk chief", office, move, case, **facts)

    def test_what_was_asked_in_time_is_granted_after_the_deadline_but_to_a_day_ahead(self, office: Office) -> None:
        case = to_extending(office)
        pass_days(office, (due(case) - office.clock.date()).days + 5)
        refused(office, BadFact, "until", "head", LAW.grant_extension, case, until=office.clock.date())
        act(office, "head", LAW.grant_extension, case)
        assert due(case) > office.clock.date()

    def test_a_second_extension_keeps_every_date(self, office: Office) -> None:
        case = to_extended(office)
        first = due(case)
        act(office, "drafter", LAW.ask_extension, case, **asked(office, case, 5))
        act(office, "head", LAW.grant_extension, case)
        living = IncomingCase.objects.get(pk=case)
        counted = living.ledger()
        assert counted is not None
        assert counted.dates == (first - timedelta(10), first, first + timedelta(5))
        assert counted.due == living.due

    def test_nothing_is_granted_that_nobody_asked(self, office: Office) -> None:
        case = to_work(office)
        for move, facts in ((LAW.grant_extension, {}), (LAW.deny_extension, {"reason": "Нет"})):
            refused(office, NotComplete, "", "head", move, case, **facts)
        refused(office, NotComplete, "", "head", LAW.revoke_extension, case, reason="Нет")
        refused(office, NotComplete, "", "drafter", LAW.withdraw_extension, case)


class TestDenyingAndRevoking:
    def test_a_denied_extension_leaves_the_date(self, office: Office) -> None:
        case = to_extending(office)
        before = due(case)
        refused(office, BadFact, "reason", "head", LAW.deny_extension, case, reason=" ")
        act(office, "head", LAW.deny_extension, case, reason="Сведений достаточно")
        assert said(case, "deny_extension").sheets == ["D08", "D14"]
        assert sheet(case, "deny_extension", "D08")["answer"] == "Сведений достаточно"
        assert (due(case), Extension.objects.get(case=case).status) == (before, "denied")

    def test_a_revoked_extension_brings_the_date_before_it_back(self, office: Office) -> None:
        case = to_extended(office)
        original = due(case) - timedelta(10)
        act(office, "drafter", LAW.ask_extension, case, **asked(office, case, 5))
        act(office, "head", LAW.grant_extension, case)
        act(office, "head", LAW.revoke_extension, case, reason="Ответ пришёл")
        assert due(case) == original + timedelta(10)
        act(office, "head", LAW.revoke_extension, case, reason="Ответ пришёл")
        assert due(case) == original
        assert said(case, "revoke_extension").effects["due"] == original.isoformat()
        assert list(Extension.objects.values_list("status", flat=True)) == ["withdrawn", "withdrawn"]
        refused(office, NotComplete, "", "head", LAW.revoke_extension, case, reason="Ещё раз")

    def test_a_new_date_of_the_author_ends_what_was_asked(self, office: Office) -> None:
        case = to_extending(office)
        later = due(case) + timedelta(40)
        act(office, "head", LAW.reassign, case, **order(office, due=later))
        assert (due(case), Extension.objects.get(case=case).status) == (later, "withdrawn")

    def test_an_order_without_a_date_leaves_the_extended_one(self, office: Office) -> None:
        case = to_extended(office)
        extended = due(case)
        act(office, "head", LAW.reassign, case, **order(office, due=None))
        assert due(case) == extended
        counted = IncomingCase.objects.get(pk=case).ledger()
        assert counted is not None
        assert counted.due == extended
        assert Case.objects.get(pk=case).state == "assigned"


def test_an_interim_reply_leaves_date_and_control(office: Office) -> None:
    case = to_work(office)
    before = due(case)
    act(office, "drafter", LAW.interim_reply, case, done="Идёт работа", until=before + timedelta(20))
    assert (due(case), stands(case).control) == (before, "on")
