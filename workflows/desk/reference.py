"""What a form offers to choose from: people, units, correspondents and letters of one body, as its user sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import access, words
from cases.deadlines.calendar import local_day
from cases.lifecycle.outcomes import KINDS, MEANS, Inquiry, Outcome
from cases.lifecycle.roles import Role
from cases.lifecycle.text import LANGUAGES
from cases.models import Appointment, Body, Case, Direction, LivingCase, Number, Official, Unit

if TYPE_CHECKING:
    from cases.models import User

type Choices = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Reference:
    """Where the choices of a form come from. `case` is None for an opening, `units` are those in which it may be."""

    body: Body
    official: Official
    user: "User"
    at: datetime
    case: LivingCase | None = None
    units: tuple[Unit, ...] = ()

    @property
    def day(self) -> date:
        """The day by the clock of the body."""
        return local_day(self.at, self.body.time_zone)

    def choices(self, move: str, fact: str) -> Choices | None:
        """What a fact is chosen from; None when it is not chosen."""
        chosen = OF_MOVE.get((move, fact)) or OF_FACT.get(fact)
        return chosen(self) if chosen else None

    def officials(self) -> Choices:
        """Everybody who holds a post in the body."""
        return people(self.body.official_set.all())

    def placed(self) -> Choices:
        """Who executes or signs the case, or is asked for a visa."""
        if self.case is None:
            return []
        charged = Q(assignments__case=self.case, assignments__ended=False)
        asked = Q(visas__case=self.case, visas__round=self.case.round, visas__outcome=Outcome.PENDING)
        places = Q(pk__in=[self.case.executor_id or 0, self.case.signer_id or 0]) | charged | asked
        return people(self.body.official_set.filter(places).distinct())

    def signers(self) -> Choices:
        """Those who hold a post that signs."""
        signing = Appointment.objects.filter(access.in_force(self.day), role__in=(Role.HEAD, Role.DEPUTY))
        return people(self.body.official_set.filter(pk__in=signing.values("official")))

    def awaited(self) -> Choices:
        """Those whose visa of this round is still missing."""
        if self.case is None:
            return []
        asked = Q(visas__case=self.case, visas__round=self.case.round, visas__outcome=Outcome.PENDING)
        return people(self.body.official_set.filter(asked))

    def correspondents(self) -> Choices:
        """Whom the body writes to."""
        return [(one.pk, one.name) for one in self.body.correspondents.order_by("name")]

    def own_units(self) -> Choices:
        """The units in which the user may open a case; for an act on a case, those of the body."""
        return [(one.pk, one.name) for one in (self.body.unit_set.order_by("path") if self.case else self.units)]

    def points(self) -> Choices:
        """Registration points."""
        return [(one.pk, one.name) for one in self.body.registrationpoint_set.order_by("name")]

    def files(self) -> Choices:
        """The files of the nomenclature of the year in which the case is or will be numbered."""
        day = self.case.number_date if self.case and self.case.number_date else self.day
        return [(one.index, str(one)) for one in self.body.nomenclature.filter(year=day.year).order_by("index")]

    def reserved(self) -> Choices:
        """Reserved numbers of the registers of this direction."""
        found = Number.objects.filter(register__body=self.body, status=Number.Status.RESERVED)
        if self.case:
            found = found.filter(register__direction=self.case.direction)
        return [(one.pk, f"{one.text} ({one.purpose})") for one in found.order_by("register", "ordinal")[:200]]

    def open_places(self) -> Choices:
        """The places of the round that nobody has answered yet."""
        if self.case is None:
            return []
        places = self.case.visas.filter(round=self.case.round, outcome=Outcome.PENDING).select_related("official")
        return [(one.pk, str(one.official)) for one in places]

    def grants(self) -> Choices:
        """To whom the case is shown by grants in force."""
        held = self.case.grants.filter(ended=False).select_related("user__official", "unit") if self.case else ()
        return [(one.pk, str(one.user.official if one.user else one.unit)) for one in held]

    def copies(self) -> Choices:
        """The copies of the letter by their addressees."""
        copies = self.case.dispatches.select_related("correspondent") if self.case else ()
        return [(one.ordinal, f"{one.ordinal}. {one.correspondent}: {one.get_delivery_display()}") for one in copies]

    def asked(self) -> Choices:
        """The points of the letter."""
        return [
            (one.ordinal, f"{one.ordinal}. {one.text[:80]}") for one in (self.case.points.all() if self.case else ())
        ]

    def asked_and_next(self) -> Choices:
        """The points of the letter, and the one that may be added."""
        asked = self.asked()
        return [*asked, (len(asked) + 1, _("a new one"))]

    def open_enquiries(self) -> Choices:
        """What was asked of others and is not answered yet."""
        open_ones = self.case.enquiries.filter(status=Inquiry.ASKED) if self.case else ()
        return [(one.ordinal, f"{one.ordinal}. {one.question[:80]}") for one in open_ones]

    def earlier(self) -> Choices:
        """Registered letters of the same correspondent."""
        sender = self.case.correspondent if self.case else None
        return letters(self.visible().filter(direction=Direction.INCOMING, correspondent=sender).exclude(number=""))

    def answers(self) -> Choices:
        """Registered incoming letters of those who were written to."""
        asked = [copy.correspondent_id for copy in self.case.dispatches.all()] if self.case else []
        return letters(self.visible().filter(direction=Direction.INCOMING, correspondent__in=asked).exclude(number=""))

    def sent_letters(self) -> Choices:
        """Registered letters of the body other than this one."""
        found = self.visible().filter(direction=Direction.OUTGOING).exclude(number="")
        return letters(found.exclude(pk=self.case.pk) if self.case else found)

    def charged_with(self) -> Choices:
        """The incoming letters that the user is charged with."""
        return letters(self.visible().filter(assignments__official=self.official, assignments__ended=False).distinct())

    def visible(self) -> QuerySet[Case]:
        """The cases of the body that the user may see."""
        return access.visible_to(self.user, on=self.day).filter(body=self.body)


def people(officials: QuerySet[Official]) -> Choices:
    """Officials with their posts."""
    found = officials.select_related("post").order_by("surname", "initials")
    return [(one.pk, f"{one.surname} {one.initials}, {one.post.name}") for one in found]


def letters(cases: QuerySet[Case]) -> Choices:
    """Cases by number and heading, the newest first."""
    return [(one.pk, f"{one.number or '—'} · {one.title}") for one in cases.order_by("-pk")[:200]]


def codes(known: Any) -> Callable[[Reference], Choices]:
    """A closed list of codes, said in the reader's language by the field."""
    return lambda _reference: [(one, words.code(one)) for one in known]


OF_FACT: dict[str, Callable[[Reference], Choices]] = {
    "official": Reference.officials,
    "to": Reference.officials,
    "leaving": Reference.placed,
    "signer": Reference.signers,
    "unit": Reference.own_units,
    "correspondent": Reference.correspondents,
    "point": Reference.points,
    "file_index": Reference.files,
    "reserved": Reference.reserved,
    "visa": Reference.open_places,
    "ordinal": Reference.copies,
    "reply": Reference.answers,
    "by_letter": Reference.sent_letters,
    "reply_to": Reference.charged_with,
    "officials": Reference.officials,
    "about": Reference.asked,
    "earlier": Reference.earlier,
    "grant": Reference.grants,
    "language": codes(LANGUAGES),
    "kind": codes(sorted(KINDS)),
}
# Where one word means two things.
OF_MOVE: dict[tuple[str, str], Callable[[Reference], Choices]] = {
    ("forward", "to"): Reference.correspondents,
    ("waive_visa", "approver"): Reference.awaited,
    ("accept", "delivery"): codes(sorted(MEANS)),
    ("enter_point", "ordinal"): Reference.asked_and_next,
    ("answer_point", "ordinal"): Reference.asked,
    ("leave_unanswered", "ordinal"): Reference.asked,
    ("record_enquiry_answer", "ordinal"): Reference.open_enquiries,
    ("withdraw_enquiry", "ordinal"): Reference.open_enquiries,
}
