"""«Failed work»: administrators see what has failed and try it again; nothing of a letter appears there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.letters import rendering
from tests import cast
from tests.cast import Office
from tests.stories import lives
from workflows import outbox, worker
from workflows.models import Job

from .desks import Desks

SECRET = "О тайном визите"


@pytest.fixture
def failed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Job:
    """The sheet of a registered letter that cannot be drawn; the error repeats a word of the letter."""
    lives.to_registered(office, letter=office.letter(heading=SECRET))
    Job.objects.exclude(kind=Job.Kind.RENDER).delete()
    last = Job.objects.latest("pk")
    Job.objects.exclude(pk=last.pk).delete()

    def fail(context: dict[str, Any]) -> bytes:
        raise ValueError(f"cannot draw {SECRET}")

    with monkeypatch.context() as broken:
        broken.setattr(rendering, "render", fail)
        now = office.at
        worker.work_off(lambda: now)
    Job.objects.update(due=office.clock + timedelta(hours=1), attempts=12)
    return Job.objects.get()


def test_it_names_work_number_tries_and_kind_of_error_and_no_word_of_the_letter(
    office: Office, desks: Desks, failed: Job
) -> None:
    assert "Failed work" in desks("admin").page.links
    page = desks("admin").open("/jobs/")
    assert page.status == 200
    for words in ("render a sheet", failed.key, "№ 06-09/398", "12 stuck", "ValueError", "02.03.2026"):
        assert words in page.text, words
    assert SECRET in failed.error
    for words in ("тайном", "cannot draw", "сотрудничестве", "Deputy", "Область"):
        assert words not in page.html, words


def test_it_is_tried_again_at_once_when_the_administrator_says_so(office: Office, desks: Desks, failed: Job) -> None:
    desks("admin").open("/jobs/")
    page = desks.sitting["admin"].press("Try now")
    assert "It is tried again now." in page.text
    again = Job.objects.get()
    assert again.due <= office.clock < failed.due
    assert (again.attempts, again.error) == (12, failed.error)
    now = office.at
    assert worker.work_off(lambda: now) == 1
    assert "No work has failed." in desks("admin").open("/jobs/").text


def test_what_a_worker_has_in_hand_is_left_to_it(office: Office, desks: Desks, failed: Job) -> None:
    desks("admin").open("/jobs/")
    Job.objects.update(leased_until=office.clock + timedelta(hours=1))
    page = desks.sitting["admin"].press("Try now")
    assert "It is done, or a worker has it in hand." in page.text
    assert Job.objects.get().due == failed.due


@pytest.mark.parametrize("who", ["clerk", "head", "chief", "auditor", "drafter", "lawyer"])
def test_for_everybody_else_there_is_no_such_page(who: str, office: Office, desks: Desks, failed: Job) -> None:
    assert "Failed work" not in desks(who).page.links
    answer = desks.sitting[who].client.get("/jobs/")
    assert answer.status_code == 404
    token = desks(who).page.forms[0].values["csrfmiddlewaretoken"]
    told = {"csrfmiddlewaretoken": token, "key": failed.key}
    assert desks.sitting[who].client.post("/jobs/", told).status_code == 404
    assert Job.objects.get().due == failed.due


def test_an_administrator_knows_nothing_of_another_bodys_work(office: Office, desks: Desks, failed: Job) -> None:
    other = cast.found("mosreg")
    other.clock = office.clock
    theirs = Desks(other)
    browser = theirs("admin")
    page = browser.open("/jobs/")
    assert "No work has failed." in page.text
    assert failed.key not in page.html
    token = page.forms[0].values["csrfmiddlewaretoken"]
    browser.client.post("/jobs/", {"csrfmiddlewaretoken": token, "key": failed.key})
    assert Job.objects.get().due == failed.due


def test_work_that_has_not_failed_is_not_shown(office: Office, desks: Desks) -> None:
    lives.to_draft(office)
    assert Job.objects.exists()
    assert "No work has failed." in desks("admin").open("/jobs/").text


@pytest.mark.parametrize(
    ("error", "spoken"),
    [
        ("OSError: [Errno 28] No space left on device", True),
        ("PermissionError: [Errno 13] Permission denied: 'blobs'", True),
        ("SMTPRecipientsRefused: {'a@body.example': (550, b'no such mailbox')}", True),
        ("gaierror: [Errno -2] Name or service not known", True),
        ("NotReady: the letter is not rendered yet", True),
        ("KeyTaken: dispatch:7", True),
        ("ValueError: О тайном", False),
        ("KeyError: 'О тайном'", False),
        ("DataError: value too long: О тайном", False),
        ("object: О тайном", False),
        ("print: О тайном", False),
    ],
)
def test_errors_of_ours_and_of_the_system_are_told_in_full_and_others_by_name(error: str, spoken: bool) -> None:
    assert outbox.speakable(error) == (error if spoken else error.partition(":")[0])


def test_many_failures_cost_no_more_statements_than_one(office: Office, desks: Desks, failed: Job) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desks.sitting["admin"].open("/jobs/").status == 200
        return len(captured)

    desks("admin")
    statements()
    one = statements()
    lives.to_registered(office)
    Job.objects.update(error="OSError: no space")
    assert Job.objects.count() > 10
    assert statements() == one <= 10
