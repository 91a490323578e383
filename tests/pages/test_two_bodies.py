"""Two bodies in one installation: a user of one receives no byte about a case of the other, by any route."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases import feed
from cases.letters import blobs
from cases.lifecycle.act import Origin
from cases.lifecycle.facts import Attachment
from cases.models import CaseGrant, Correspondent, Official, OutgoingCase, Register, Unit
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.traces import everything
from workflows import worker

from .addresses import BEFORE_LOG_IN, BY_SECRET, OF_THE_DESK, OF_THE_MACHINE, OPEN_TO_ALL, of_cases, routes
from .desks import Desks, clock_of

MARK = "Альфа"  # in every name, text and number of the first body
NAMED = {
    *OF_THE_DESK,
    "own_signature",
    "prepared",
    "to_be_signed",
    "case",
    "audit",
    "act",
    "paper_act",
    "undo",
    "sheet",
    "leaves",
    "leaf",
    "copy",
    "attachment",
    "paper",
}


@dataclass
class Bodies:
    """The first body with its cases, and the second one at its desks."""

    first: Office
    cases: list[int]
    second: Office
    desks: Desks

    def people(self) -> list[str]:
        """Everybody of the second body."""
        return list(self.second.officials)


def marked(office: Office) -> None:
    """Put the mark into every name of a body."""
    office.body.name = f"Комитет {MARK}"
    office.body.hold_seconds = 600
    office.body.save()
    for model in (Unit, Correspondent):
        for row in model.objects.filter(body=office.body):
            row.name = f"{MARK} {row.name}"
            row.save()
    Correspondent.objects.filter(body=office.body).update(addressee=f"{MARK}\nобласть")
    Official.objects.filter(body=office.body).update(initials=MARK)
    Register.objects.filter(body=office.body).update(template=f"{MARK}-{{ord}}")


def lived(office: Office) -> list[int]:
    """Cases of a body: a signed one with all its files, one with a held decision, one that came in."""
    attached = (Attachment(title=f"{MARK} приложение", sheets=1, copies=1, digest=blobs.keep(MARK.encode())),)
    told: dict[str, Any] = {
        "letter": office.letter(f"Текст {MARK}.", heading=f"О {MARK}", points=(MARK,), attachments=attached)
    }
    office.body.hold_seconds = 0
    office.body.save()
    signed = lives.to_signature(office, **told)
    scan = blobs.keep(f"{MARK} scan".encode())
    lives.act(
        office, "clerk", OutgoingCase.sign, signed, digest=lives.digest(signed), origin=Origin.PAPER,
        occurred_at=office.clock, on_behalf_of=office.id("deputy"), scan=scan,
    )  # fmt: skip
    lives.act(office, "registrar", OutgoingCase.register, signed, file_index="06-09")
    office.body.hold_seconds = 600
    office.body.save()
    held = lives.to_approval(office, "lawyer", **told)
    lives.agree(office, "lawyer", held)
    return [signed, held, lives.to_received(office, title=f"О {MARK}", their_number=MARK, points=(MARK,))]


@pytest.fixture
def bodies(db: None) -> Iterator[Bodies]:
    """Both bodies; the sheets of the first are drawn."""
    first, second = cast.found("first"), cast.found("second")
    second.clock = first.clock
    marked(first)
    with clock_of(second):
        cases = lived(first)
        second.clock = first.clock
        worker.work_off(timezone.now)
        lives.to_draft(second, letter=second.letter(heading="О своём"))
        yield Bodies(first, cases, second, Desks(second))


def bytes_of(answer: Any) -> str:
    """All that an answer holds, its headers too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.items())} {content.decode(errors='replace')}"


def test_every_route_is_thought_of() -> None:
    found = {name for name in routes() if not name.startswith("admin:")}
    assert found == NAMED | OPEN_TO_ALL.keys() | BEFORE_LOG_IN.keys() | OF_THE_MACHINE.keys() | BY_SECRET.keys()


def test_what_belongs_to_the_other_body_is_not_there_by_any_route(bodies: Bodies) -> None:
    asked = 0
    there = of_cases(bodies.cases)
    assert all(there.values())
    for who in bodies.people():
        browser = bodies.desks(who)
        token = browser.page.forms[0].values["csrfmiddlewaretoken"]
        for paths in there.values():
            for path in paths:
                for answer in (browser.client.get(path), browser.client.post(path, {"csrfmiddlewaretoken": token})):
                    assert answer.status_code in (404, 405), (who, path, answer.status_code)
                    assert MARK not in bytes_of(answer).replace(path, ""), (who, path)
                    asked += 1
    print(f"{asked} requests for what belongs to the other body, and not one byte of it")
    assert asked > 500


def test_lists_counts_and_forms_know_one_body_only(bodies: Bodies) -> None:
    own = {"clerk": "1 letter", "drafter": "1 letter", "auditor": "1 letter", "lawyer": "0 letters"}
    for who in bodies.people():
        for path in OPEN_TO_ALL.values():
            answer = bodies.desks(who).client.get(path)
            assert MARK not in bytes_of(answer), (who, path)
        for query in (f"q={MARK}", "q=", "direction=in", "state=registered"):
            told = bytes_of(bodies.desks(who).client.get(f"/cases/?{query}"))
            assert MARK not in told.replace(f'"{MARK}"', "").replace(f"</span> {MARK} <span", "")  # what he typed
        if who in own:
            assert own[who] in bodies.desks(who).open("/cases/").text


def test_the_first_body_finds_by_the_same_routes_what_is_its_own(bodies: Bodies) -> None:
    desks, found = Desks(bodies.first), 0
    for paths in of_cases(bodies.cases).values():
        found += sum(MARK in bytes_of(desks("drafter").client.get(path)) for path in paths)
    assert found > 5


@pytest.mark.parametrize("field", ["signer", "unit", "letter-addressees-1-correspondent", "reply_to"])
def test_an_act_names_nothing_of_the_other_body(field: str, bodies: Bodies) -> None:
    first = bodies.first
    foreign = {
        "signer": first.id("deputy"),
        "unit": first.department.pk,
        "letter-addressees-1-correspondent": first.correspondent.pk,
        "reply_to": bodies.cases[2],
    }
    browser = bodies.desks("drafter")
    browser.open("/cases/new/draft_letter/")
    told = browser.form_with("Write a letter").values
    told |= {"letter-heading": "О своём", "letter-paragraphs": "Текст", "unit": bodies.second.department.pk}
    told |= {"signer": bodies.second.id("deputy")} | {field: foreign[field]}
    before = everything()
    answer = browser.client.post("/cases/new/draft_letter/", told)
    assert answer.status_code == 422
    assert MARK not in bytes_of(answer)
    assert everything() == before


def test_who_was_shown_one_case_reads_it_and_does_nothing(bodies: Bodies) -> None:
    from django.contrib.auth.models import Permission

    user, [case, *others] = bodies.second.user("head"), bodies.cases
    CaseGrant.objects.create(
        user=user, permission=Permission.objects.get(codename="view_case"), content_object_id=case, because="просьба"
    )
    browser = bodies.desks("head")
    page = browser.open(f"/cases/{case}/")
    assert MARK in page.text
    assert not [path for path in page.links.values() if "/acts/" in path]
    token = page.forms[0].values["csrfmiddlewaretoken"]
    for path in (f"/cases/{case}/acts/queue/", f"/cases/{case}/acts/queue/paper/"):
        for answer in (browser.client.get(path), browser.client.post(path, {"csrfmiddlewaretoken": token})):
            assert answer.status_code == 403
            assert MARK not in bytes_of(answer)
    assert [browser.client.get(f"/cases/{other}/").status_code for other in others] == [404, 404]


def test_a_stranger_is_sent_to_the_log_in(bodies: Bodies) -> None:
    closed = {path for paths in of_cases(bodies.cases).values() for path in paths}
    closed |= {path for name, path in OPEN_TO_ALL.items() if name not in BEFORE_LOG_IN | {"log_out": ""}}
    for path in closed:
        for answer in (Client().get(path), Client().post(path)):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/account/login/?next="), path
    for path in (*BEFORE_LOG_IN.values(), *OF_THE_MACHINE.values()):
        assert MARK not in bytes_of(Client().get(path))


def test_a_calendar_tells_of_its_owners_body_only(bodies: Bodies) -> None:
    for n, who in enumerate(bodies.people()):
        feed.open_feed(bodies.second.user(who), f"secret-{n}", at=timezone.now())
        answer = Client().get(BY_SECRET["deadlines"].format(f"secret-{n}"))
        assert answer.status_code == 200
        assert MARK not in bytes_of(answer)
    for strange in ("no-secret", "x" * 5000):
        assert Client().get(BY_SECRET["deadlines"].format(strange)).status_code == 404


def test_the_admin_is_closed_to_them_too(bodies: Bodies) -> None:
    for path in ("/admin/", "/admin/cases/body/", "/admin/cases/official/", "/admin/auth/group/", "/admin/jsi18n/"):
        for who in ("clerk", "head", "auditor"):
            answer = bodies.desks(who).client.get(path)
            assert answer.status_code == 302, path
            assert MARK not in bytes_of(answer)


def test_nothing_is_written_without_a_token_of_ours(bodies: Bodies) -> None:
    desks = Desks(bodies.first)
    desks("clerk")
    before = everything()
    for name in ("act", "paper_act", "undo"):
        for path in of_cases(bodies.cases)[name]:
            assert desks("clerk").client.post(path).status_code == 403, path
    for path in ("/cases/new/accept/", "/language/", "/account/logout/"):
        assert desks("clerk").client.post(path).status_code == 403, path
    assert everything() == before
