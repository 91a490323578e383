"""The case: one official letter, coming in or going out, and all that the law keeps of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from cases.lifecycle.incoming import IncomingLaw
from cases.lifecycle.outgoing import OutgoingLaw
from cases.lifecycle.states import OPEN, IncomingState, OutgoingState

from .office import Body, Correspondent, Official, RegistrationPoint, Unit

STATES = sorted({*OutgoingState.values, *IncomingState.values})


class Direction(models.TextChoices):
    """Which of the two machines the case lives by."""

    INCOMING = "in", _("incoming")
    OUTGOING = "out", _("outgoing")


class Case(FSMModelMixin, models.Model):
    """A case and its head entry, recorded at `head_at`: time never runs back within a history.

    `version` counts the acts that make another's page stale; `head_seq` and `head_hash` name the last
    entry of the history, workers' entries included. Triggers hold both to the entries.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="cases")
    direction = models.CharField(max_length=3, choices=Direction)
    state = FSMField(protected=True, choices=OutgoingState.choices + IncomingState.choices, db_index=True)
    version = models.PositiveIntegerField(default=0)
    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64)
    head_at = models.DateTimeField()
    opened_at = models.DateTimeField()

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    executor = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    title = models.TextField()
    language = models.CharField(max_length=2, default="ru")
    restriction = models.CharField(max_length=3, blank=True, choices=[("dsp", "Для служебного пользования")])
    control = models.CharField(max_length=4, default="none", choices=[(w, w) for w in ("none", "on", "off")])
    due = models.DateField(null=True)
    term = models.ForeignKey("Resolution", models.PROTECT, null=True, related_name="+")
    file_index = models.CharField(max_length=30, blank=True)

    number = models.CharField(max_length=60, blank=True)
    number_date = models.DateField(null=True)

    # outgoing
    draft = models.ForeignKey("Draft", models.PROTECT, null=True, related_name="+")
    form_change = models.ForeignKey("Draft", models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)
    signed_on = models.DateField(null=True)
    signed_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")  # a substitute of the signer
    signed_as = models.CharField(max_length=200, blank=True)
    reply_asked_by = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    last_version = models.PositiveSmallIntegerField(default=0)

    # incoming: what its sender and its envelope say, what the check found, and what became of it
    point = models.ForeignKey(RegistrationPoint, models.PROTECT, null=True, related_name="+")
    correspondent = models.ForeignKey(Correspondent, models.PROTECT, null=True, related_name="+")
    their_number = models.CharField(max_length=60, blank=True)
    their_date = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    delivery = models.CharField(max_length=20, blank=True)
    sheets = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=30, default="letter")
    our_number = models.CharField(max_length=60, blank=True)
    our_date = models.DateField(null=True)
    scan = models.CharField(max_length=64, blank=True)
    missing = models.TextField(blank=True)
    original_received_on = models.DateField(null=True)
    original_place = models.CharField(max_length=300, blank=True)
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    forwarded_to = models.ForeignKey(Correspondent, models.PROTECT, null=True, related_name="+")

    annulment_asked_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="case_state_is_known"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="case_direction_is_known"),
        ]
        indexes = [
            models.Index(fields=["body", "-id"], name="case_by_body"),
            models.Index(fields=["unit", "-id"], name="case_by_unit"),
            models.Index(  # every column that the board asks for, so that it need not read the cases themselves
                fields=["unit", "executor", "state", "due", "reply_asked_by", "signer", "opened_at", "direction", "id"],
                condition=Q(state__in=sorted(OPEN)),
                name="case_on_the_board",
            ),
            models.Index(fields=["body", "correspondent", "their_number", "their_date"], name="case_twice_received"),
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)


class OfDirection[C: Case](models.Manager[C]):
    """Cases of one direction: a proxy's manager would otherwise return both."""

    direction: Direction

    def get_queryset(self) -> models.QuerySet[C]:
        return super().get_queryset().filter(direction=self.direction)


class Outgoing(OfDirection["OutgoingCase"]):
    direction = Direction.OUTGOING


class Incoming(OfDirection["IncomingCase"]):
    direction = Direction.INCOMING


class OutgoingCase(OutgoingLaw, Case):
    """A letter of ours on its way to its addressees."""

    objects: ClassVar[Outgoing] = Outgoing()

    class Meta:
        proxy = True


class IncomingCase(IncomingLaw, Case):
    """A letter of others on its way to its answer."""

    objects: ClassVar[Incoming] = Incoming()

    class Meta:
        proxy = True


type LivingCase = OutgoingCase | IncomingCase

LAWS: dict[str, type[OutgoingCase] | type[IncomingCase]] = {
    Direction.OUTGOING: OutgoingCase,
    Direction.INCOMING: IncomingCase,
}
