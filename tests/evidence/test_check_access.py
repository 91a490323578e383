"""The check of access on an installation's own data: what leaks is found, what does not is not called a leak."""

import json
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.utils import timezone

from cases import access
from cases.evidence import opinion
from cases.models import Case, CaseGrant, Reading, Substitution, Unit, User
from tests import cast
from tests.cast import Office
from tests.pages.desks import clock_of
from tests.stories import lives
from tests.traces import everything
from workflows import worker


@pytest.fixture
def full(office: Office) -> Office:
    """Two bodies with letters in both directions, some shown by grants of every kind."""
    cases = [lives.to_registered(office), lives.to_work(office), lives.to_approval(office)]
    beside = Unit.objects.create(body=office.body, parent=office.chancery, name="Отдел", code="07")
    day = office.clock.date()
    CaseGrant.objects.create(user=office.user("banker"), content_object_id=cases[1], until=day)
    CaseGrant.objects.create(user=office.user("expert"), content_object_id=cases[0], until=day - timedelta(days=1))
    CaseGrant.objects.create(unit=beside, content_object_id=cases[0])
    office.officials["neighbour"] = cast.enlist(office, "neighbour", ())
    office.officials["banker"].unit = beside
    office.officials["banker"].save()
    for scope, principal, who in (
        ("sign", "deputy", "lawyer"),
        ("approve", "lawyer", "expert"),
        ("route", "head", "neighbour"),
    ):
        Substitution.objects.create(
            principal=office.officials[principal], substitute=office.officials[who], since=day, until=day, order="№ 1",
            made_by=office.user("head"), made_at=office.clock, accepted_at=office.clock, **{scope: True},
        )  # fmt: skip
    other = cast.found("other")
    other.clock = office.clock
    lives.to_draft(other)
    User.objects.filter(pk=office.user("clerk").pk).update(is_active=False)
    with clock_of(office):
        worker.work_off(timezone.now)
    return office


def checked(office: Office, **options: Any) -> dict[str, Any]:
    """What the command says."""
    out = StringIO()
    with clock_of(office), suppress(CommandError):
        call_command("check_access", "--json", stdout=out, **({"pages": 40} | options))
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_nothing_leaks_and_nothing_is_lost(full: Office) -> None:
    told = checked(full)
    assert (told["leaks"], told["lost"], told["where"]) == (0, 0, [])
    assert told["cells"] > 80


def test_it_writes_nothing(full: Office) -> None:
    before, readings = everything(), Reading.objects.count()
    checked(full)
    assert everything() == before
    assert Reading.objects.count() == readings


def test_a_list_that_shows_too_much_is_found(full: Office) -> None:
    true = access.visible_to

    def more(user: User, *, on: Any) -> Any:
        return Case.objects.filter(Q(pk__in=true(user, on=on).values("pk")) | Q(state="registered"))

    with patch.object(access, "visible_to", more):
        told = checked(full)
    assert told["leaks"] > 0
    assert any(where.endswith("list") for where in told["where"])
    assert any(where.endswith("page") for where in told["where"])


def test_a_page_that_asks_nobody_is_found_though_the_lists_are_right(full: Office) -> None:
    with patch.object(access, "only", lambda cases, pk: access.as_law(Case.objects.get(pk=pk))):
        told = checked(full)
    assert told["leaks"] > 0
    assert {where.rpartition(" ")[2] for where in told["where"]} == {"page", "sheet"}


def test_a_list_that_shows_too_little_is_found(full: Office) -> None:
    with patch.object(access, "visible_to", lambda user, *, on: Case.objects.none()):
        told = checked(full)
    assert told["leaks"] == 0
    assert told["lost"] > 0


def test_it_ends_with_an_error_when_something_leaks(full: Office) -> None:
    everything_is_seen = patch.object(access, "visible_to", lambda user, *, on: Case.objects.all())
    with everything_is_seen, clock_of(full), pytest.raises(CommandError):
        call_command("check_access", "--pages", "0", stdout=StringIO())


def test_a_lot_is_drawn_again_by_its_seed(full: Office) -> None:
    few = {"cases": 2, "users": 5, "pages": 4, "seed": "a"}
    assert checked(full, **few) == checked(full, **few)
    assert checked(full, **few)["cells"] < 25


def test_the_second_opinion_agrees_for_everybody_on_every_case(full: Office) -> None:
    day = full.clock.date()
    for user in User.objects.filter(is_active=True):
        seen = set(access.visible_to(user, on=day).values_list("pk", flat=True))
        one = opinion.person(user, day)
        assert {case.pk for case in Case.objects.select_related("unit") if opinion.sees(one, case)} == seen, user
