"""What a watchman hears: whether pages can be served, how the workers do, and nothing he should not know."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import machine
from cases.journal import guards
from cases.models import Entry
from tests.cast import Office
from tests.stories import lives
from workflows import outbox
from workflows.models import Job, Presence


def asked(path: str = "ready", **how: Any) -> tuple[int, dict[str, Any]]:
    """Status and answer of a watchman's question, asked without logging in."""
    response = Client().get(f"/health/{path}", **how)
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]
    return response.status_code, json.loads(response.content)


@pytest.fixture
def without_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that does not answer, and says why in words that are nobody's business."""

    def refuse(*_: Any) -> None:
        raise OperationalError('connection to server at "db.secret.example" failed for user "whisper"')

    monkeypatch.setattr(machine, "unapplied", refuse)


@pytest.mark.django_db
class TestLive:
    def test_the_process_answers_without_asking_the_database(self) -> None:
        with CaptureQueriesContext(connection) as captured:
            assert asked("live") == (200, {"live": True})
        assert len(captured) == 0

    def test_it_is_only_read(self) -> None:
        assert Client().post("/health/live").status_code == 405
        assert Client().post("/health/ready").status_code == 405
        assert Client().head("/health/ready").status_code in (200, 503)


@pytest.mark.django_db
class TestReady:
    def test_an_installation_that_can_work_says_so(self) -> None:
        outbox.be_seen(timezone.now())
        status, told = asked()
        assert (status, told["ready"], told["lacks"]) == (200, True, [])
        assert told["work"] == {"oldest_due_seconds": 0, "worker_seen_seconds": 0, "worker_is_away": False}

    def test_a_database_that_does_not_answer_is_told_without_its_words(self, without_answer: None) -> None:
        status, told = asked()
        assert (status, told) == (503, {"ready": False, "lacks": ["database"]})

    def test_migrations_that_wait_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "unapplied", lambda _: ["cases.0099_secret"])
        assert asked() == (503, {"ready": False, "lacks": ["migrations"]})

    def test_a_guard_that_is_down_is_told(self) -> None:
        guards.take_down(connection)
        try:
            status, told = asked()
        finally:
            guards.put_up(connection)
        assert (status, told["ready"], told["lacks"]) == (503, False, ["guards"])

    def test_a_folder_of_letters_that_cannot_be_written_to_is_told(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def refuse(wanted: Any) -> Iterator[machine.Lack]:
            assert list(wanted) == [tmp_path / "blobs"]
            yield machine.Lack("folder", f"{tmp_path}: full", "")

        monkeypatch.setattr(machine, "folders", refuse)
        status, told = asked()
        assert (status, told["ready"], told["lacks"]) == (503, False, ["folder"])

    def test_it_costs_the_same_few_statements_with_one_job_or_many(self, office: Office) -> None:
        def statements() -> int:
            with CaptureQueriesContext(connection) as captured:
                asked()
            return len(captured)

        lives.to_draft(office)
        one = statements()
        for _ in range(5):
            lives.to_draft(office)
        assert Job.objects.count() > 10
        assert statements() == one <= 10

    def test_nothing_of_a_case_is_in_it(self, office: Office) -> None:
        lives.to_registered(office)
        told = json.dumps(asked()[1])
        assert "06-09" not in told
        assert "сотрудничестве" not in told


@pytest.mark.django_db
class TestWork:
    def test_a_worker_that_never_came_is_away_and_pages_are_served(self) -> None:
        status, told = asked()
        assert status == 200
        assert told["work"] == {"oldest_due_seconds": 0, "worker_seen_seconds": None, "worker_is_away": True}

    @pytest.mark.parametrize(("minutes", "away"), [(4, False), (6, True)])
    def test_a_worker_is_away_when_nobody_saw_it_for_five_minutes(self, minutes: int, away: bool) -> None:
        Presence.objects.create(pk=1, seen_at=timezone.now() - timedelta(minutes=minutes))
        assert asked()[1]["work"]["worker_is_away"] is away

    def test_checkpoints_that_stopped_are_told_by_the_rule_of_the_doctor_and_pages_are_served(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert asked()[1]["log"] == {"checkpoint_late_seconds": 0, "checkpoints_stopped": False}
        lives.to_draft(office)
        recorded = Entry.objects.get().recorded_at
        for minutes, late in ((15, 0), (16, 60)):
            now = recorded + timedelta(minutes=minutes)
            monkeypatch.setattr(timezone, "now", lambda now=now: now)
            status, told = asked()
            assert (status, told["log"]["checkpoint_late_seconds"]) == (200, late)
            assert told["log"]["checkpoints_stopped"] is bool(list(machine.checkpoints(now))) is bool(late)

    def test_the_oldest_job_that_is_due_and_in_nobodys_hands_tells_how_long_work_waits(self, office: Office) -> None:
        lives.to_approval(office)
        now = timezone.now()
        jobs = list(Job.objects.order_by("pk")[:4])
        Job.objects.exclude(pk__in=[job.pk for job in jobs]).delete()
        for job, due, lease, done in (
            (jobs[0], 90, None, now),
            (jobs[1], 80, now + timedelta(minutes=1), None),
            (jobs[2], 70, None, None),
            (jobs[3], -60, None, None),
        ):
            Job.objects.filter(pk=job.pk).update(due=now - timedelta(seconds=due), leased_until=lease, done_at=done)
        assert asked()[1]["work"]["oldest_due_seconds"] in range(70, 75)
