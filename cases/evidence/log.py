"""Reading the log: its size, its hashes, its checkpoints, and what still waits for its place."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from cases.models import Checkpoint, Leaf, Subtree, Unlogged

from .merkle import Frontier, frontier

DAY = timedelta(hours=24)


def size() -> int:
    """How many leaves the log has."""
    last = Leaf.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def read(height: int, first: int, last: int) -> list[bytes]:
    """The kept hashes of one height, as proofs ask for them. Raises LookupError when one is missing."""
    if height == 0:
        leaves = Leaf.objects.filter(position__gte=first, position__lt=last).order_by("position")
        told = list(leaves.values_list("hash", flat=True))
    else:
        subtrees = Subtree.objects.filter(height=height, index__gte=first, index__lt=last).order_by("index")
        told = list(subtrees.values_list("hash", flat=True))
    found = [bytes.fromhex(one) for one in told]
    if len(found) != last - first:
        raise LookupError(f"the log lacks hashes of height {height} between {first} and {last}")
    return found


def edge() -> Frontier:
    """The right edge of the log as it stands."""
    return frontier(size(), read)


def latest() -> Checkpoint | None:
    """The last checkpoint."""
    return Checkpoint.objects.last()


def covering(position: int) -> Checkpoint | None:
    """The first checkpoint that covers a leaf."""
    return Checkpoint.objects.filter(size__gt=position).first()


def waiting_since() -> datetime | None:
    """When the entry was recorded that waits longest for its place."""
    return Unlogged.objects.order_by("entry_id").values_list("entry__recorded_at", flat=True).first()


def overdue(now: datetime) -> timedelta:
    """How much later than it should be the next checkpoint is; zero while all is well.

    An entry waits no longer than CHANCERY_CHECKPOINT_ALARM; without entries, a checkpoint comes every 24 h.
    """
    alarm: timedelta = settings.CHANCERY_CHECKPOINT_ALARM
    last, since = latest(), waiting_since()
    expected = [since + alarm] if since else []
    if last is not None:
        expected.append(last.signed_at + DAY + alarm)
    return max((now - moment for moment in expected), default=timedelta())  # below zero: there is time left
