"""A worker killed with SIGKILL anywhere in its work: nothing is lost, nothing is done twice."""

import os
import random

import pytest
from django.conf import settings

from cases.letters import rendering
from cases.models import Dispatch, Entry, OutgoingCase
from tests.cast import Office
from tests.kills import doomed
from tests.stories import lives
from workflows import outbox
from workflows.models import Job

from .aftermath import (
    DISPATCH_POINTS,
    POINTS,
    assert_all_done_once,
    finish,
    killed,
    letter_on_its_way,
    passings,
    told,
)

NTH = 2
SMALL, WHOLE = 14, 50


def done_before(point: str) -> int:
    """How many jobs were done when a worker passes a point for the second time."""
    renders = Job.objects.filter(kind=Job.Kind.RENDER).count() if point in DISPATCH_POINTS else 0
    return renders + NTH - (point != "committed")


@pytest.fixture
def plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that cost nothing, here and in the doomed process; the campaign renders real ones."""
    monkeypatch.setattr(rendering, "render", doomed.plain_page)


@pytest.mark.usefixtures("plain_pages")
@pytest.mark.parametrize("point", POINTS)
def test_what_a_killed_worker_left_is_done_once_by_the_next(lived: Office, point: str) -> None:
    case = letter_on_its_way(lived)
    Job.objects.filter(kind=Job.Kind.NOTIFY).delete()
    expected = done_before(point)
    killed(doomed.work, point, NTH, lived.at)
    assert Job.objects.exclude(done_at=None).count() == expected
    assert Entry.objects.filter(move__in=("rendered", "record_sent")).count() == expected
    finish(lived)
    assert_all_done_once(case)
    assert Job.objects.filter(attempts=2).count() == (point != "committed")


@pytest.mark.parametrize(
    ("point", "nth", "done"),
    [("COMMIT", 1, 0), ("COMMITTED", 1, 0), ("COMMIT", 2, 0), ("COMMITTED", 2, 1), ("COMMIT", 4, 1)],
)
def test_a_job_is_taken_by_one_commit_and_done_by_the_next(lived: Office, point: str, nth: int, done: int) -> None:
    case = lives.to_draft(lived)
    lives.act(lived, "drafter", OutgoingCase.submit, case)
    killed(doomed.work, point, nth, lived.at)
    assert Job.objects.exclude(done_at=None).count() == done
    finish(lived)
    assert outbox.unfinished() == []
    assert [content["effects"]["of"] for content in told(case, "rendered")] == [1, 2]


def test_a_letter_sent_and_not_recorded_is_dropped_by_the_receiver(lived: Office) -> None:
    case = letter_on_its_way(lived)
    killed(doomed.work, "sent", 1, lived.at)
    [file] = settings.CHANCERY_FOLDER_CHANNEL.glob("*.pdf")
    first = file.stat()
    assert set(Dispatch.objects.values_list("delivery", flat=True)) == {"queued"}
    finish(lived)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert_all_done_once(case)


@pytest.mark.campaign
def test_fifty_kills_lose_nothing_and_double_nothing(lived: Office) -> None:
    """Workers die one after another on the same letters, at every point, at random passings."""
    kills = SMALL if os.environ.get("CHANCERY_CAMPAIGN") == "small" else WHOLE
    seed = int(os.environ.get("CHANCERY_SEED", random.randrange(10**6)))
    print(f"CHANCERY_SEED={seed}")
    chance = random.Random(seed)
    points = [POINTS[number % len(POINTS)] for number in range(kills)]
    chance.shuffle(points)
    cases = []
    for point in points:
        if not passings(point):
            cases.append(letter_on_its_way(lived))
        killed(doomed.work, point, chance.randint(1, passings(point)), lived.at)
        lived.clock += outbox.LEASE
    finish(lived)
    for case in cases:
        assert_all_done_once(case)
