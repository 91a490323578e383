"""Somebody leaves with two hundred open tasks: the head hands them over in one act, and is told what stays."""

from typing import Any

from cases.journal.verify import verify
from cases.lifecycle.roles import Role
from cases.models import Appointment, Case, Entry, Visa
from tests import cast
from tests.cast import NOON, Office
from tests.pages.desks import Desks, clock_of
from tests.stories.lives import agree, to_approval, to_assigned, to_draft
from workflows.handover import hand_all_over, lying
from workflows.inbox import inbox

TODAY = NOON.date()
DRAFTS, ROUNDS, REQUESTS = 180, 15, 5


def asked(office: Office, who: str) -> set[int]:
    """The cases that wait for somebody."""
    return {one.case.pk for one in inbox(office.user(who), on=TODAY, most=1000)}


def test_two_hundred_open_tasks_go_over_in_one_act(office: Office) -> None:
    drafts = {to_draft(office) for _ in range(DRAFTS)}
    requests = {to_assigned(office) for _ in range(REQUESTS)}
    rounds = {to_approval(office, "lawyer", "expert") for _ in range(ROUNDS)}
    Visa.objects.filter(case__in=rounds, official=office.id("expert")).delete()
    told: dict[str, Any] = {"by": office.user("head"), "at": office.at, "key": "leaves"}
    handed = hand_all_over(office.officials["drafter"], office.officials["banker"], "Уволен", **told)
    assert (len(handed.cases), handed.refused) == (DRAFTS + ROUNDS + REQUESTS, [])
    assert lying(office.officials["drafter"], by=office.user("head"), at=office.at) == []
    assert asked(office, "drafter") == set()
    assert asked(office, "banker") >= drafts | requests
    assert Entry.objects.filter(move="hand_over").count() == 200
    again = hand_all_over(office.officials["drafter"], office.officials["banker"], "Уволен", **told)
    assert (again.cases, Entry.objects.filter(move="hand_over").count()) == ([], 200)


def test_what_may_not_go_over_is_told_and_holds_up_nothing(office: Office) -> None:
    free, agreed = to_draft(office), to_approval(office, "lawyer", "banker")
    agree(office, "banker", agreed)
    handed = hand_all_over(
        office.officials["drafter"], office.officials["banker"], "Уволен", by=office.user("head"), at=office.at, key="k"
    )
    assert handed.cases == [free]
    assert [(case.pk, refusal.code) for case, refusal in handed.refused] == [(agreed, "duties")]
    assert list(verify(Case.objects.all())) == []


def test_a_head_hands_over_in_his_units_only(office: Office) -> None:
    other, case = cast.found("mid"), to_draft(office)
    assert lying(office.officials["drafter"], by=other.user("head"), at=office.at) == []
    Appointment.objects.filter(role=Role.HEAD, official=office.id("head")).update(role=Role.CLERK)
    assert lying(office.officials["drafter"], by=office.user("head"), at=office.at) == []
    assert Case.objects.get(pk=case).executor_id == office.id("drafter")


def test_the_page_is_the_heads(office: Office) -> None:
    case = to_draft(office)
    with clock_of(office):
        desks = Desks(office)
        assert desks("deputy").client.get("/handover/").status_code == 404
        browser = desks("head")
        browser.open("/handover/")
        page = browser.press("Hand everything over", leaving="Drafter", to="Banker", reason="Уволен")
    assert "Handed over: 1." in page.text
    assert Case.objects.get(pk=case).executor_id == office.id("banker")
