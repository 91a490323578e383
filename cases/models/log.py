"""The log over all histories: a Merkle tree whose leaves are entries, and its signed heads. Never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .case import Case
from .entry import Entry


class Unlogged(models.Model):
    """An entry that waits for its place in the log.

    The guard of entries puts it here, so what commits late is never overlooked, whatever its id.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Record(models.Model):
    """What the log holds beside the entries of cases: a census, an export. Exact bytes, like an entry."""

    kind = models.CharField(max_length=10)
    body = models.BinaryField()
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.hash[:12]}"


class Leaf(models.Model):
    """One place of the log, from 0 without a gap; `hash` is that of the entry or record in it."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="leaf")
    record = models.OneToOneField(Record, models.PROTECT, null=True, related_name="leaf")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(entry__isnull=True) ^ Q(record__isnull=True), name="one_thing_a_leaf")
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class Subtree(models.Model):
    """The hash over 2**height leaves from index * 2**height on; heights 8, 16, 24 …, so that proofs read little."""

    height = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["height", "index"], name="one_subtree_of_an_index")]

    def __str__(self) -> str:
        return f"{self.height}/{self.index}"


class Checkpoint(models.Model):
    """A signed head of the log: how many leaves it has and the root over them, as a C2SP note."""

    size = models.BigIntegerField(db_index=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["size", "id"]

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"


class Reading(models.Model):
    """Who opened what: a case, a letter, an export. Apart from the case's chain, and never changed either."""

    class Kind(models.TextChoices):
        CASE = "case"
        LETTER = "letter"
        EXPORT = "export"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="readings")
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="reading_by_case")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.subject}"
