"""«Notices»: what a person was told, how much of it is new, and one press that marks it as seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Appointment, Case, OutgoingCase
from tests.cast import NOON, Office
from tests.stories import lives
from workflows import worker
from workflows.models import Job, Notice, Reminder

from .desks import Desks


def told(office: Office) -> None:
    """The worker tells everybody; sheets are left."""
    Job.objects.filter(kind=Job.Kind.RENDER).delete()
    now = office.at
    worker.work_off(lambda: now)


def test_who_was_told_of_nothing_sees_a_calm_page(office: Office, desks: Desks) -> None:
    page = desks("lawyer").open("/notices/")
    assert page.status == 200
    assert "You were told of nothing yet." in page.text
    assert "Notices 1" not in page.text


def test_a_letter_that_began_to_wait_is_counted_on_every_page_and_leads_to_itself(office: Office, desks: Desks) -> None:
    case = lives.to_signature(office, letter=office.letter(heading="О визите"))
    told(office)
    assert "Notices 1" in desks("deputy").page.links
    assert "Notices" in desks("registrar").page.links
    page = desks("deputy").open("/notices/")
    assert "Awaiting signature · new" in page.text
    assert page.links["О визите"] == f"/cases/{case}/"


def test_it_is_seen_when_its_reader_says_so_and_not_by_looking(office: Office, desks: Desks) -> None:
    lives.to_signature(office)
    told(office)
    desks("deputy").open("/notices/")
    assert Notice.objects.get().seen_at is None
    page = desks("deputy").open("/notices/")
    page = desks.sitting["deputy"].press("Mark all as seen")
    assert page.path == "/notices/"
    assert Notice.objects.get().seen_at is not None
    assert "new" not in page.text.split()
    assert "Notices" in page.links


def reminded(office: Office, who: str, case: int, days: int, ahead: int | None) -> None:
    """Somebody is reminded of a deadline so many days after today."""
    due = timezone.now().date() + timedelta(days=days)
    facts = {
        "key": f"{who}/{case}/{days}/{ahead}",
        "case_id": case,
        "due": due,
        "ahead": ahead,
        "made_at": timezone.now(),
    }
    Reminder.objects.create(user=office.user(who), **facts)


def test_a_deadline_is_reminded_of_until_its_day_is_over(office: Office, desks: Desks) -> None:
    case = lives.to_signature(office, letter=office.letter(heading="О сроке"))
    for days, ahead in ((-2, 5), (3, 5), (3, 3)):
        reminded(office, "deputy", case, days, ahead)
    page = desks("deputy").open("/notices/")
    assert page.text.count("О сроке") == 1
    assert f"{timezone.now().date() + timedelta(days=3):%d.%m.%Y}" in page.text
    assert "late" not in page.text
    assert page.links["О сроке"] == f"/cases/{case}/"
    assert "О сроке" not in desks("registrar").open("/notices/").text


def test_a_digest_shows_what_is_late_now(office: Office, desks: Desks) -> None:
    case = lives.to_work(office, resolution={"due": timezone.now().date() + timedelta(days=1)})
    reminded(office, "drafter", case, 5, None)
    page = desks("drafter").open("/notices/")
    title = Case.objects.get(pk=case).title
    assert f"late · {timezone.now().date() + timedelta(days=1):%d.%m.%Y}" in page.text
    assert page.links[title] == f"/cases/{case}/"


def test_a_case_that_its_reader_may_not_see_any_more_is_not_named(office: Office, desks: Desks) -> None:
    case = lives.to_draft(office, letter=office.letter(heading="О сроке"))
    reminded(office, "banker", case, 3, 3)
    assert "О сроке" not in desks("banker").open("/notices/").text


def test_what_came_after_the_page_was_drawn_stays_new(office: Office, desks: Desks) -> None:
    lives.to_signature(office, letter=office.letter(heading="О первом"))
    told(office)
    browser = desks("deputy")
    browser.open("/notices/")
    lives.to_signature(office, letter=office.letter(heading="О втором"))
    told(office)
    browser.press("Mark all as seen")
    assert [notice.seen_at is None for notice in Notice.objects.order_by("pk")] == [False, True]


def test_nobody_marks_what_another_was_told(office: Office, desks: Desks) -> None:
    lives.to_approval(office, "lawyer", "banker")
    told(office)
    browser = desks("lawyer")
    browser.open("/notices/")
    form = browser.form_with("Mark all as seen")
    browser.client.post("/notices/", form.values | {"newest": str(10**15)})
    unseen = {notice.user for notice in Notice.objects.filter(seen_at=None)}
    assert unseen == {office.user("banker")}


@pytest.mark.parametrize("newest", ["", "-1", "all", "1" * 30, "١"])
def test_what_the_page_does_not_send_is_refused(newest: str, office: Office, desks: Desks) -> None:
    lives.to_signature(office)
    told(office)
    browser = desks("deputy")
    browser.open("/notices/")
    answer = browser.client.post("/notices/", browser.form_with("Mark all as seen").values | {"newest": newest})
    assert answer.status_code == 422
    assert "newest" in answer.content.decode()
    assert Notice.objects.get().seen_at is None


def test_what_its_reader_has_answered_is_not_counted_any_more(office: Office, desks: Desks) -> None:
    case = lives.to_signature(office)
    told(office)
    lives.act(office, "deputy", OutgoingCase.sign, case, digest=lives.digest(case))
    assert "Notices" in desks("deputy").page.links


def test_a_letter_that_he_may_not_see_any_more_is_not_there(office: Office, desks: Desks) -> None:
    lives.to_signed(office, letter=office.letter(heading="О визите"))
    told(office)
    assert "Notices 1" in desks("registrar").page.links
    Appointment.objects.filter(official=office.officials["registrar"]).update(until=NOON.date().replace(day=1))
    assert "Notices" in desks("registrar").page.links
    assert "О визите" not in desks("registrar").open("/notices/").text


def test_fifty_notices_cost_no_more_statements_than_one(office: Office, desks: Desks) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desks.sitting["registrar"].open("/notices/").status == 200
        return len(captured)

    lives.to_signed(office)
    told(office)
    desks("registrar")
    statements()
    one = statements()
    for _ in range(4):
        lives.to_signed(office)
    told(office)
    assert statements() == one <= 12
    assert Notice.objects.filter(user=office.user("registrar")).count() == 5
