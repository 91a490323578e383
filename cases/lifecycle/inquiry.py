"""What the executors of an incoming request find out: the answer to each of its points."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .act import Act
from .charging import Charging
from .law import require
from .move import move
from .outcomes import Answer
from .refusal import BadFact
from .roles import Role
from .states import IncomingState as S

if TYPE_CHECKING:
    from cases.models import Point

EXECUTORS = (Role.EXECUTOR, Role.COEXECUTOR)
FINDING_OUT = (S.IN_WORK, S.REPLY_IN_PROGRESS)


class InquiryLaw(Charging):
    """Points are answered, or left for a reason, while the request is in work and while the reply is written."""

    @move(FINDING_OUT, None, by=EXECUTORS, no_sheet="the reply carries the answer, the control card lists it")
    def answer_point(
        self,
        act: Act,
        *,
        ordinal: int,
        kind: Answer,
        answer: str,
        organisation: str = "",
        contact: str = "",
        useless_after: date | None = None,
    ) -> None:
        """Write down what the reply says to one point; a later answer takes the place of the former."""
        point = self.asked_point(ordinal)
        point.kind, point.answer, point.left_because = kind, require(answer, "answer"), ""
        point.organisation, point.contact = organisation.strip(), contact.strip()
        point.useless_after = useless_after or point.useless_after
        self.keep(point)

    @move(FINDING_OUT, None, by=EXECUTORS, no_sheet="the control card lists the point with the reason")
    def leave_unanswered(self, act: Act, *, ordinal: int, reason: str) -> None:
        """Say why the reply does not answer a point."""
        point = self.asked_point(ordinal)
        point.left_because = require(reason, "reason")
        point.kind = point.answer = point.organisation = point.contact = ""
        self.keep(point)

    @cached_property
    def asked(self) -> "list[Point]":
        """What the letter asks, read once an act."""
        return list(self.points.all()) if self.pk else []

    def asked_point(self, ordinal: int) -> "Point":
        """A point of the letter. Raises BadFact."""
        for point in self.asked:
            if point.ordinal == ordinal:
                return point
        raise BadFact(_("the letter has no such point"), field="ordinal")
