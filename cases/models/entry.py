"""The history of a case: exact bytes, chained, never changed. The other columns only repeat the bytes."""

from django.db import models

from cases.lifecycle.act import Origin

from .case import Case


class Entry(models.Model):
    """One entry; `hash` is SHA-256(0x00 || body) and `prev` stands inside the body."""

    case = models.ForeignKey(Case, models.PROTECT, to_field="uid", related_name="entries")
    seq = models.PositiveIntegerField()
    body = models.BinaryField()
    hash = models.CharField(max_length=64, unique=True)
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    actor = models.BigIntegerField(null=True)
    author = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_index=True)
    origin = models.CharField(max_length=10, choices=Origin)
    request_key = models.CharField(max_length=100, null=True)

    class Meta:
        ordering = ["case", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="one_entry_of_a_seq"),
            models.UniqueConstraint(fields=["case", "request_key"], name="one_entry_of_a_request"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.move}"


class Disclosure(models.Model):
    """What a commitment in an entry stands for; it may be destroyed lawfully, the entry may not."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="disclosures")
    name = models.CharField(max_length=60)
    salt = models.BinaryField()
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="one_disclosure_of_a_name")]

    def __str__(self) -> str:
        return self.name
