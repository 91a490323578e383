"""A worker killed while it tells people: each is told once, and a mail that left twice is one to its receiver."""

import pytest

from cases.models import User
from tests.cast import Office
from tests.kills import doomed
from tests.postbox import Postbox
from tests.stories import lives
from workflows import outbox
from workflows.models import Job, Notice

from .aftermath import finish, killed
from .conftest import HOST


@pytest.fixture
def asked(lived: Office, post: Postbox) -> int:
    """A letter in its round, whose two approvers have addresses; only the telling of them is left to do."""
    User.objects.filter(username__regex="^(lawyer|banker)@").update(email="reader@body.example")
    case = lives.to_approval(lived, "lawyer", "banker")
    Job.objects.exclude(kind=Job.Kind.NOTIFY).delete()
    Job.objects.filter(payload__seq__lt=3).delete()
    return case


@pytest.mark.parametrize(
    ("point", "nth", "notices", "mails"),
    [
        ("claimed", 1, 0, 0),
        ("told", 1, 0, 0),
        ("before_commit", 1, 0, 0),
        ("committed", 1, 2, 0),
        ("claimed", 2, 2, 0),
        ("mailed", 1, 2, 1),
        ("before_commit", 2, 2, 1),
        ("committed", 2, 2, 1),
        ("mailed", 2, 2, 2),
        ("committed", 3, 2, 2),
    ],
)
def test_what_a_killed_worker_left_is_told_once_by_the_next(
    lived: Office, post: Postbox, asked: int, point: str, nth: int, notices: int, mails: int
) -> None:
    killed(doomed.work, point, nth, lived.at)
    assert (Notice.objects.count(), len(post.taken)) == (notices, mails)
    finish(lived)
    assert outbox.unfinished() == []
    told = {notice.user.username.partition("@")[0] for notice in Notice.objects.exclude(emailed_at=None)}
    assert told == {"lawyer", "banker"}
    assert Notice.objects.count() == 2
    repeated = point in ("mailed", "before_commit") and mails > 0
    assert len(post.taken) == 2 + repeated
    assert len({message["Message-ID"] for message in post.taken}) == 2


def test_a_mail_arrives_as_it_was_meant(lived: Office, post: Postbox, asked: int) -> None:
    User.objects.filter(username__startswith="banker@").update(email="")
    finish(lived)
    [message] = post.taken
    assert message["To"] == "reader@body.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"{HOST}/cases/{asked}/" in message.get_content()
    assert message["Message-ID"].endswith("@chancery.example>")


def test_a_reader_whom_the_server_does_not_know_is_tried_again(lived: Office, post: Postbox, asked: int) -> None:
    post.strangers.add(b"reader@body.example")
    finish(lived)
    assert [job.kind for job in outbox.unfinished()] == [Job.Kind.MAIL] * 2
    assert all(job.error.startswith("SMTPRecipientsRefused: ") for job in outbox.unfinished())
    post.strangers.clear()
    finish(lived)
    assert outbox.unfinished() == []
    assert len(post.taken) == 2
