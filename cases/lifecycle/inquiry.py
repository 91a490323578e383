"""What the executors of an incoming request find out: from units and other bodies, and for each of its points."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .act import Act
from .charging import Charging
from .facts import Digest
from .law import NotComplete, require
from .move import move
from .outcomes import Answer, Inquiry
from .refusal import BadFact
from .roles import Role
from .sheets import Sheet
from .states import IncomingState as S

if TYPE_CHECKING:
    from cases.models import Enquiry, Point

EXECUTORS = (Role.EXECUTOR, Role.COEXECUTOR)
FINDING_OUT = (S.IN_WORK, S.REPLY_IN_PROGRESS)


class InquiryLaw(Charging):
    """Enquiries are made and points answered while the request is in work and while the reply is written."""

    # enquiries

    @move(FINDING_OUT, None, by=EXECUTORS, sheets=Sheet.FORWARDING)
    def ask_enquiry(
        self,
        act: Act,
        *,
        question: str,
        due: date,
        unit: int | None = None,
        correspondent: int | None = None,
        about: int | None = None,
    ) -> None:
        """Ask a unit of the body, or another body, until a day; `about` is the point that the answer is for."""
        if (unit is None) == (correspondent is None):
            raise BadFact(_("either a unit or another body is asked"), field="unit")
        if unit is not None and not self.body.unit_set.filter(pk=unit).exists():
            raise BadFact(_("no such unit in this body"), field="unit")
        if correspondent is not None and not self.body.correspondents.filter(pk=correspondent).exists():
            raise BadFact(_("no such correspondent of this body"), field="correspondent")
        if due < self.day(act):
            raise BadFact(_("a deadline lies ahead"), field="due")
        made = self.add(
            "enquiries",
            ordinal=len(self.enquired) + 1,
            unit_id=unit,
            correspondent_id=correspondent,
            point=self.asked_point(about, field="about") if about is not None else None,
            question=require(question, "question"),
            due=due,
            asked_at=act.occurred_at,
        )
        self.enquired.append(made)

    @move(FINDING_OUT, None, by=EXECUTORS, no_sheet="the answer is kept as it came, its point is on the control card")
    def record_enquiry_answer(
        self,
        act: Act,
        *,
        ordinal: int,
        answer: str,
        kind: Answer | None = None,
        contact: str = "",
        answer_scan: Digest | None = None,
    ) -> None:
        """What was asked is answered; the answer to an enquiry about a point becomes the answer to the point."""
        enquiry = self.open_enquiry(ordinal)
        enquiry.status, enquiry.answer = Inquiry.ANSWERED, require(answer, "answer")
        enquiry.answered_at, enquiry.scan = act.occurred_at, answer_scan or ""
        self.keep(enquiry)
        if enquiry.point_id is not None:
            if kind is None:
                raise BadFact(_("a point is answered by yes, no or later"), field="kind")
            asked = enquiry.unit or enquiry.correspondent
            self.settle(self.point_of(enquiry), kind, answer, asked.name if asked else "", contact)

    @move(FINDING_OUT, None, by=EXECUTORS, sheets=Sheet.FORWARDING)
    def withdraw_enquiry(self, act: Act, *, ordinal: int, reason: str) -> None:
        """Tell those who were asked that no answer is needed any more."""
        enquiry = self.open_enquiry(ordinal)
        enquiry.status, enquiry.answer = Inquiry.WITHDRAWN, require(reason, "reason")
        self.keep(enquiry)

    # points

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
        point.useless_after = useless_after or point.useless_after
        self.settle(point, kind, answer, organisation, contact)

    @move(FINDING_OUT, None, by=EXECUTORS, no_sheet="the control card lists the point with the reason")
    def leave_unanswered(self, act: Act, *, ordinal: int, reason: str) -> None:
        """Say why the reply does not answer a point."""
        point = self.asked_point(ordinal)
        point.left_because = require(reason, "reason")
        point.kind = point.answer = point.organisation = point.contact = ""
        self.keep(point)

    # what the moves share

    @cached_property
    def asked(self) -> "list[Point]":
        """What the letter asks, read once an act."""
        return list(self.points.all()) if self.pk else []

    def asked_point(self, ordinal: int, *, field: str = "ordinal") -> "Point":
        """A point of the letter. Raises BadFact."""
        for point in self.asked:
            if point.ordinal == ordinal:
                return point
        raise BadFact(_("the letter has no such point"), field=field)

    def settle(self, point: "Point", kind: Answer, answer: str, organisation: str, contact: str) -> None:
        """Write the answer to a point over whatever stood there. Raises BadFact."""
        point.kind, point.answer, point.left_because = kind, require(answer, "answer"), ""
        point.organisation, point.contact = organisation.strip(), contact.strip()
        self.keep(point)

    @cached_property
    def enquired(self) -> "list[Enquiry]":
        """What was asked of others, read once an act."""
        return list(self.enquiries.select_related("unit", "correspondent"))

    def enquiry(self, ordinal: int) -> "Enquiry":
        """An enquiry of the case. Raises BadFact."""
        for enquiry in self.enquired:
            if enquiry.ordinal == ordinal:
                return enquiry
        raise BadFact(_("no such enquiry"), field="ordinal")

    def open_enquiry(self, ordinal: int) -> "Enquiry":
        """An enquiry that is not answered yet. Raises BadFact or NotComplete."""
        enquiry = self.enquiry(ordinal)
        if enquiry.status != Inquiry.ASKED:
            raise NotComplete(_("this enquiry is answered or withdrawn already"))
        return enquiry

    def point_of(self, enquiry: "Enquiry") -> "Point":
        """The point that an enquiry is for, as this act has it in hand."""
        return next(point for point in self.asked if point.pk == enquiry.point_id)
