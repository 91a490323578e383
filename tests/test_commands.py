"""The operator's commands: what they print, and how they refuse."""

import io
import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from viewflow.workflow.models import Process

from cases.journal import guards
from cases.models import Case, Disclosure, Letter, Number, OutgoingCase
from tests.cast import NOON, Office
from tests.stories import lives
from workflows.inbox import inbox
from workflows.models import Job, Presence

HOUSE = Path(__file__).parents[1]


def said(command: str, *args: Any, **options: Any) -> str:
    """What a command prints."""
    out = io.StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def test_work_renders_every_sheet_and_leaves_nothing_undone(office: Office) -> None:
    case = lives.to_approval(office)
    assert Letter.objects.filter(case=case, digest="").count() == 3
    assert said("work", "--once") == "6 done\n"  # three sheets, and three tellings
    assert not Letter.objects.filter(case=case, digest="").exists()
    assert not Job.objects.filter(done_at=None).exists()
    assert said("work", "--once") == "0 done\n"


def test_a_sheet_that_cannot_be_drawn_is_kept_with_its_error(office: Office) -> None:
    lives.to_draft(office)
    Letter.objects.update(context={"format": 99})
    assert said("work", "--once") == "1 done\n"  # the telling
    job = Job.objects.get(kind=Job.Kind.RENDER)
    assert (job.done_at, job.attempts) == (None, 1)
    assert job.error.startswith("UnknownFormat")
    assert job.due > timezone.now()


def test_an_honest_history_is_proved(office: Office) -> None:
    lives.to_registered(office)
    said("work", "--once")
    told = json.loads(said("verify_history", "--json"))
    assert told["cases"] == 1
    assert told["findings"] == []


def test_a_history_that_does_not_hold_ends_with_status_1(office: Office) -> None:
    lives.to_draft(office)
    Disclosure.objects.filter(name="letter").update(value={"heading": "О другом"})
    with pytest.raises(SystemExit) as ended:
        said("verify_history")
    assert ended.value.code == 1


def test_a_guard_that_is_down_is_a_finding(office: Office) -> None:
    guards.take_down(connection)
    try:
        with pytest.raises(SystemExit):
            call_command("verify_history", stdout=(out := io.StringIO()))
        assert "GUARD guard_entry_update" in out.getvalue()
    finally:
        guards.put_up(connection)


def test_one_case_may_be_proved_alone(office: Office) -> None:
    first, second = lives.to_draft(office), lives.to_draft(office)
    Disclosure.objects.filter(entry__in=Case.objects.get(pk=second).entries.all(), name="letter").update(value={})
    assert "1 cases" in said("verify_history", "--case", str(first))
    with pytest.raises(SystemExit):
        said("verify_history", "--case", str(second))


def test_realign_asks_the_same_people_for_the_same_moves(office: Office) -> None:
    cases = [lives.to_approval(office), lives.to_signed(office), lives.to_dispatching(office)]

    def everybody() -> dict[str, list[tuple[int, int]]]:
        day = office.clock.date()
        return {
            who: sorted((one.case.pk, len(one.rules)) for one in inbox(office.user(who), on=day))
            for who in office.officials
        }

    before = everybody()
    Process.objects.filter(artifact_object_id=cases[0]).delete()
    assert said("realign") == "3 cases realigned\n"
    assert everybody() == before


def test_realign_takes_some_cases_only(office: Office) -> None:
    first, _ = lives.to_draft(office), lives.to_draft(office)
    assert said("realign", first) == "1 cases realigned\n"


def test_numbers_are_reserved_by_command_and_used_by_the_registrar(office: Office) -> None:
    register, holder = office.register.pk, office.id("registrar")
    printed = said("reserve_numbers", register=register, count=2, holder=holder, purpose="для комиссии")
    first = 398 if timezone.localdate().year == NOON.year else 1  # the opening balance is of the cast's own year
    assert printed.split() == [f"06-09/{first}", f"06-09/{first + 1}"]
    assert Number.objects.filter(status="reserved", holder=holder).count() == 2


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"count": 0, "purpose": "для комиссии"}, "count"),
        ({"count": 1, "purpose": " "}, "count"),
        ({"count": 1, "purpose": "для комиссии", "register": 10**6}, "Register"),
        ({"count": 1, "purpose": "для комиссии", "holder": 10**6}, "Official"),
    ],
)
def test_a_reservation_without_its_facts_is_refused(office: Office, options: dict[str, object], word: str) -> None:
    facts = {"register": office.register.pk, "holder": office.id("registrar")} | options
    with pytest.raises(CommandError, match=word):
        said("reserve_numbers", **facts)
    assert not Number.objects.exists()


def test_expired_reservations_are_voided_by_command(office: Office) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    facts = {"register": office.register.pk, "holder": office.id("registrar"), "purpose": "для комиссии"}
    said("reserve_numbers", count=2, until=yesterday, **facts)
    assert said("reserve_numbers", "--void-expired") == "2 voided\n"
    assert set(Number.objects.values_list("status", flat=True)) == {"void"}


def test_a_history_is_printed(office: Office, tmp_path: Path) -> None:
    case = lives.to_registered(office)
    printed = said("print_history", str(case), output=tmp_path / "history.pdf")
    entries = OutgoingCase.objects.get(pk=case).entries.count()
    assert printed.endswith(f": {entries} entries\n")
    assert (tmp_path / "history.pdf").read_bytes().startswith(b"%PDF")


def test_a_history_of_no_case_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such case"):
        said("print_history", "12345", output=tmp_path / "history.pdf")


def test_a_worker_that_came_by_was_seen(office: Office) -> None:
    said("work", "--once")
    seen = Presence.objects.get().seen_at
    assert timezone.now() - seen < timedelta(seconds=60)


def test_a_failed_job_is_brought_forward_by_command(office: Office) -> None:
    lives.to_draft(office)
    Letter.objects.update(context={"format": 99})
    said("work", "--once")
    job = Job.objects.get(kind=Job.Kind.RENDER)
    later = timezone.now() + timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(due=later)
    assert said("work", "--retry", job.key) == f"{job.key} is due now\n"
    assert Job.objects.get(pk=job.pk).due < later
    with pytest.raises(CommandError, match="no job render:0 waits"):
        said("work", "--retry", "render:0")


def test_a_worker_that_is_told_to_end_finishes_what_it_has_in_hand(lived: Office, tmp_path: Path) -> None:
    case = lives.to_approval(lived)
    name = str(connection.settings_dict["NAME"])
    url = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else re.sub(r"/[^/]*$", f"/{name}", os.environ["DATABASE_URL"])
    )
    env = os.environ | {"DATABASE_URL": url, "CHANCERY_VAR": str(tmp_path)}
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=HOUSE, env=env, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    first = worker.stdout.readline()
    worker.terminate()
    assert worker.wait(timeout=60) == 0
    assert first == "6 done\n"
    assert not Letter.objects.filter(case=case, digest="").exists()
    assert not Job.objects.filter(leased_until__isnull=False).exists()
