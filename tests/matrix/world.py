"""The people and cases that the matrix asks about: every role in every relation, one case a state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import Client

from cases.letters import blobs
from cases.lifecycle.facts import Attachment
from cases.lifecycle.roles import Role
from cases.models import Appointment, CaseGrant, IncomingCase, Letter, Official, OutgoingCase, Unit, User
from tests import cast, papers
from tests.cast import Office
from tests.stories import lives

from .policy import Case, Person

ROLES = (
    "clerk", "registrar", "dispatcher", "controller", "chancery_head", "assistant", "head", "deputy", "drafter", "auditor",
    "admin",
)  # fmt: skip
OUT = {"executor", "signer"}
# By place: who of the cast, with his role and where it is held.
PLACED = {
    "drafter": ("drafter", "own", {"executor"}),
    "deputy": ("deputy", "above", {"signer"}),
    "lawyer": ("", "beside", {"approver"}),
    "expert": ("", "beside", {"coexecutor"}),
    "head": ("head", "above", {"author"}),
}


@dataclass
class World:
    """The office, its people with their clients, and its cases with their addresses."""

    office: Office
    other: Office
    people: dict[Person, User | None]
    cases: dict[Case, int]

    def client(self, person: Person) -> Client:
        """A browser of a person; of one who is deactivated, as it was before."""
        client, user = Client(headers={"accept-language": "en"}), self.people[person]
        if user is not None:
            if person.relation == "gone":
                User.objects.filter(pk=user.pk).update(is_active=True)
                user.is_active = True
            client.force_login(user)
            if person.relation == "gone":
                User.objects.filter(pk=user.pk).update(is_active=False)
        return client


def built() -> World:
    """Found two bodies, bring a case to every state, and put people into every relation to them."""
    office, other = cast.found("gknt"), cast.found("gosarchive")
    other.clock = office.clock
    beside = Unit.objects.create(body=office.body, parent=office.chancery, name="Отдел", code="07")
    for name in ("lawyer", "expert"):  # they hold no role in the cases' unit
        Official.objects.filter(pk=office.id(name)).update(unit=beside)
    cases = dict(lived(office))
    people: dict[Person, User | None] = {}
    day = office.clock.date()
    for role in ROLES:
        for relation, unit in (
            ("own", office.department),
            ("above", office.chancery),
            ("beside", beside),
            ("shown", beside),
        ):
            user = enlisted(office, f"{role}-{relation}", role, unit, date(2019, 1, 1), None)
            people[Person(f"{role} {relation}", role, relation)] = user
            if relation == "shown":
                CaseGrant.objects.bulk_create(CaseGrant(user=user, content_object_id=case) for case in cases.values())
        people[Person(f"{role} other", role, "other")] = enlisted(
            other, f"{role}-other", role, other.chancery, date(2019, 1, 1), None
        )
    for name, since, until in (
        ("past", date(2019, 1, 1), day - timedelta(days=1)),
        ("future", day + timedelta(days=400), None),
    ):
        for role in ("clerk", "registrar", "head", "auditor"):
            user = enlisted(office, f"{role}-{name}", role, office.department, since, until)
            Official.objects.filter(user=user).update(unit=beside)
            people[Person(f"{role} {name}", role, name)] = user
    for name, (role, relation, places) in PLACED.items():
        people[Person(f"{name} by place", role, relation, frozenset(places))] = office.user(name)
    gone = enlisted(office, "gone", "clerk", office.chancery, date(2019, 1, 1), None)
    people[Person("clerk gone", "clerk", "gone")] = gone
    people[Person("stranger", "", "stranger")] = User.objects.create(username="stranger")
    people[Person("nobody", "", "nobody")] = None
    return World(office, other, people, cases)


def enlisted(office: Office, name: str, role: str, unit: Unit, since: date, until: date | None) -> User:
    """A person with one role in one unit."""
    official = cast.enlist(office, name, ())
    Official.objects.filter(pk=official.pk).update(unit=unit)
    Appointment.objects.create(official=official, unit=unit, role=Role(role), since=since, until=until)
    assert official.user is not None
    return official.user


def lived(office: Office) -> Iterator[tuple[Case, int]]:
    """A case in every state that the policy speaks of, and a restricted one in each direction."""
    scan = blobs.keep(papers.pdf("attachment"))
    told: dict[str, Any] = {
        "letter": office.letter(attachments=(Attachment(title="Опись", sheets=1, copies=1, digest=scan),))
    }
    placed, asked = frozenset({"executor", "signer"}), frozenset({"executor", "signer", "approver"})
    yield Case("out", "draft", placed), lives.to_draft(office, **told)
    yield Case("out", "approval", asked), lives.to_approval(office, **told)
    yield Case("out", "awaiting_signature", asked), lives.to_signature(office, **told)
    yield Case("out", "signed", asked), lives.to_signed(office, **told)
    yield Case("out", "registered", asked), lives.to_registered(office, **told)
    yield Case("out", "dispatched", asked), lives.to_dispatched(office, **told)
    none: frozenset[str] = frozenset()
    yield Case("in", "received", none), lives.to_received(office, unit=office.department.pk)
    yield Case("in", "registered", none), lives.to_entered(office)
    yield Case("in", "review", none), lives.to_review(office)
    yield Case("in", "awaiting_resolution", none), lives.to_resolution(office)
    charged = frozenset({"executor", "coexecutor", "author"})
    yield Case("in", "assigned", charged), lives.to_assigned(office)
    yield Case("in", "in_work", charged), lives.to_work(office)
    hidden = lives.to_registered(office, **told)
    OutgoingCase.objects.filter(pk=hidden).update(restriction="dsp")
    yield Case("out", "registered", asked, restricted=True), hidden
    hidden = lives.to_work(office)
    IncomingCase.objects.filter(pk=hidden).update(restriction="dsp")
    yield Case("in", "in_work", charged, restricted=True), hidden


def draw(office: Office) -> None:
    """Give every sheet bytes, so that there is something to be seen."""
    Letter.objects.filter(digest="").update(digest=blobs.keep(papers.pdf("sheet")), rendered_at=office.clock)
