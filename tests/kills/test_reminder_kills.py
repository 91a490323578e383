"""Workers killed while they remind, and two at once: each reminder arrives under one Message-ID and recorded once."""

import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from cases.journal.verify import verify
from cases.models import Case, IncomingCase, User
from tests.cast import Office
from tests.kills import doomed
from tests.postbox import Postbox
from tests.races.starting_line import together
from tests.stories import lives
from workflows import outbox, reminders
from workflows.models import Job, Reminder
from workflows.worker import work_off

from .aftermath import finish, killed

POINTS = ("claimed", "mailed", "recorded", "before_commit", "committed", "COMMIT", "COMMITTED")
SUITE, WHOLE = 50, 500
FIRST = datetime(2026, 3, 31, 6, 0, tzinfo=UTC)  # nine in Minsk, one working day before the deadline


@pytest.fixture
def warned(lived: Office, post: Postbox) -> Office:
    """Three letters that are due tomorrow, whose two executors have addresses."""
    User.objects.filter(username__regex="^(drafter|expert|head|controller)@").update(email="reader@body.example")
    for _ in range(3):
        lives.to_work(lived)
    Job.objects.all().delete()
    IncomingCase.objects.update(due=datetime(2026, 4, 1, tzinfo=UTC).date())
    lived.clock = FIRST
    return lived


def assert_each_arrived_once(post: Postbox) -> None:
    """A receiver that drops repeats holds each reminder exactly once, and each is recorded once."""
    assert outbox.unfinished() == []
    made = list(Reminder.objects.select_related("user", "case__body"))
    assert {message["Message-ID"] for message in post.taken} == {reminders.message_id(one) for one in made}
    assert all(one.sent_at is not None for one in made)
    recorded = Counter(Case.objects.filter(entries__move="reminded").values_list("pk", flat=True))
    every = list(IncomingCase.objects.values_list("pk", flat=True))
    assert recorded == Counter(case for one in made for case in (every if one.ahead is None else [one.case_id]))
    assert list(verify(Case.objects.all())) == []


@pytest.mark.parametrize(
    ("point", "nth", "mails", "recorded"),
    [
        ("claimed", 1, 0, 0),
        ("mailed", 1, 1, 0),
        ("recorded", 1, 1, 0),
        ("before_commit", 1, 1, 0),
        ("committed", 1, 1, 1),
        ("mailed", 3, 3, 2),
        ("committed", 6, 6, 6),
    ],
)
def test_what_a_killed_worker_left_is_sent_by_the_next(
    warned: Office,
    post: Postbox,
    point: str,
    nth: int,
    mails: int,
    recorded: int,
) -> None:
    assert reminders.leave(warned.at) == 6
    killed(doomed.work, point, nth, warned.at)
    assert (len(post.taken), Reminder.objects.exclude(sent_at=None).count()) == (mails, recorded)
    finish(warned)
    assert_each_arrived_once(post)
    assert len(post.taken) == 6 + (mails > recorded)


@pytest.mark.parametrize(("point", "nth"), [("recorded", 1), ("committed", 1), ("recorded", 5), ("COMMIT", 9)])
def test_a_digest_is_told_in_every_case_that_it_names(warned: Office, post: Postbox, point: str, nth: int) -> None:
    warned.clock += timedelta(days=1)
    reminders.leave(warned.at)
    Job.objects.all().delete()
    Reminder.objects.all().delete()
    warned.clock += timedelta(days=1)
    # Three people of three cases each, and the co-executor whose three deadlines were not told on their day.
    assert reminders.leave(warned.at) == 6
    killed(doomed.work, point, nth, warned.at)
    finish(warned)
    assert_each_arrived_once(post)


def test_two_workers_and_two_mornings_at_once_send_each_once(warned: Office, post: Postbox) -> None:
    now = warned.at
    left = together(lambda: reminders.leave(now), lambda: reminders.leave(now))
    assert Reminder.objects.count() == Job.objects.count() == 6
    assert max(left) == 6
    together(lambda: work_off(lambda: now), lambda: work_off(lambda: now))
    finish(warned)
    assert_each_arrived_once(post)
    assert len(post.taken) == 6


@pytest.mark.parametrize("kills", [SUITE, pytest.param(WHOLE, marks=pytest.mark.campaign)], ids=["suite", "campaign"])
def test_kills_at_random_points_lose_nothing_and_double_nothing(
    warned: Office,
    post: Postbox,
    kills: int,
) -> None:
    """Workers die one after another, morning after morning, at every point of the work."""
    seed = int(os.environ.get("CHANCERY_SEED", random.randrange(10**6)))
    print(f"CHANCERY_SEED={seed}")
    chance = random.Random(seed)
    for number in range(kills):
        while not outbox.unfinished():
            warned.clock = (warned.clock + timedelta(days=1)).replace(hour=6)
            reminders.leave(warned.at)
        jobs = Counter(job.kind for job in outbox.unfinished())
        # What remains of a digest only writes entries: no mail is on its way.
        points = POINTS if jobs[Job.Kind.REMIND] else tuple(one for one in POINTS if one != "mailed")
        point = points[number % len(points)]
        most = jobs[Job.Kind.REMIND] if point == "mailed" else jobs.total()
        killed(doomed.work, point, chance.randint(1, most), warned.at)
        warned.clock += outbox.LEASE
    finish(warned)
    assert_each_arrived_once(post)
