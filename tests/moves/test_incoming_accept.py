"""`accept`: a letter is taken in with what its envelope and its head say."""

from datetime import date
from typing import Any

import pytest

from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import Case, IncomingCase, Point, RegistrationPoint
from tests import cast
from tests.cast import Office
from tests.stories.lives import to_received
from tests.traces import ANSWERS, SCAN, Said, entry, everything, opened, said, stands
from workflows.admission import NotYours
from workflows.perform import open_case

LAW = IncomingCase


def not_taken(office: Office, error: type[Refusal], field: str, **facts: Any) -> None:
    """A letter that is not taken in, and of which nothing is written."""
    before = everything()
    with pytest.raises(Refusal) as caught:
        to_received(office, **facts)
    refusal = caught.value
    assert (type(refusal), refusal.field, refusal.code, refusal.status) == (error, field, *ANSWERS[error])
    assert everything() == before


def test_it_keeps_what_the_letter_says(office: Office) -> None:
    point = RegistrationPoint.objects.create(body=office.body, name="Экспедиция")
    told = {"title": " О выставке ", "their_number": "12-исх/77", "their_date": date(2026, 2, 24)}
    how = {"delivery": "courier", "sheets": 3, "kind": "letter", "point": point.pk, "image": SCAN}
    ours = {"our_number": "06-09/1", "our_date": date(2026, 1, 9)}
    case = to_received(office, **told, **how, **ours, points=(" участие ", "место"))
    found = stands(case)
    assert said(case, "accept") == Said("", "received", ["clerk"], {}, [])
    assert (found.title, found.their_number, found.their_date) == ("О выставке", "12-исх/77", date(2026, 2, 24))
    assert (found.delivery, found.sheets, found.kind) == ("courier", 3, "letter")
    assert (found.point, found.scan, found.received_at) == (point, SCAN, office.clock)
    assert (found.our_number, found.our_date) == ("06-09/1", date(2026, 1, 9))
    assert (found.correspondent_id, found.unit_id) == (office.correspondent.pk, office.chancery.pk)
    assert [(one.ordinal, one.text) for one in Point.objects.filter(case=case)] == [(1, "участие"), (2, "место")]
    assert (found.number, found.executor_id, found.control) == ("", None, "none")


def test_the_history_tells_numbers_in_plain_and_seals_words(office: Office) -> None:
    case = to_received(office, title="О выставке", their_number="12-исх/77", points=("участие",))
    facts = entry(case, "accept")["facts"]
    assert (facts["their_number"], facts["delivery"], facts["image"]) == ("12-исх/77", "post", None)
    assert {"title", "points"} <= set(opened(case, "accept"))
    assert not {"title", "points"} & set(facts)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("title", " "),
        ("delivery", "pigeon"),
        ("kind", "poem"),
        ("sheets", 0),
        ("sheets", 40_000),
        ("points", ("участие", " ")),
        ("unit", 0),
        ("correspondent", 0),
        ("point", 0),
        ("their_number", "1" * 61),
    ],
)
def test_what_is_missing_or_unknown_is_named(office: Office, fact: str, value: object) -> None:
    not_taken(office, BadFact, fact, **{fact: value})


def test_nothing_of_another_body_is_taken(office: Office) -> None:
    theirs = cast.found("mid")
    point = RegistrationPoint.objects.create(body=theirs.body, name="Экспедиция")
    not_taken(office, BadFact, "correspondent", correspondent=theirs.correspondent.pk)
    not_taken(office, BadFact, "point", point=point.pk)
    not_taken(office, BadFact, "unit", unit=theirs.chancery.pk)


@pytest.mark.parametrize("who", ["registrar", "drafter", "head", "auditor"])
def test_letters_are_taken_in_by_clerks(office: Office, who: str) -> None:
    told: dict[str, Any] = {"correspondent": office.correspondent.pk, "title": "О", "their_number": "1"}
    before = everything()
    with pytest.raises(NotYours):
        open_case(
            LAW.accept,
            body=office.body,
            by=office.user(who),
            at=office.at,
            unit=office.chancery.pk,
            their_date=date(2026, 3, 1),
            **told,
        )
    assert everything() == before


def test_the_same_request_twice_takes_one_letter_in(office: Office) -> None:
    told: dict[str, Any] = {
        "unit": office.chancery.pk,
        "correspondent": office.correspondent.pk,
        "title": "О",
        "their_number": "1",
        "their_date": date(2026, 3, 1),
    }
    answers = [
        open_case(LAW.accept, body=office.body, by=office.user("clerk"), at=office.at, key="page", **told)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Case.objects.count() == 1
