"""`check_access` finds no leak in a living office, and every pair where the rule shows too much."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases import access, leaks
from cases.models import Case, CaseGrant, Mandate, OutgoingCase, User
from tests import cast
from tests.cast import NOON, Office
from tests.moves.doors import GRANT, let_see
from tests.stories import lives
from tests.stories.test_substitution import away

TODAY = NOON.date()


@pytest.fixture
def town(office: Office) -> Office:
    """Two bodies with letters at many places, grants, substitutions and a mandate."""
    lives.to_draft(cast.found("mid"))
    lives.to_work(office)
    lives.to_resolution(office)
    for who, by, scope in (("deputy", "banker", "sign"), ("lawyer", "banker", "approve"), ("head", "lawyer", "route")):
        away(office, who, by, scope)
    let_see(office, lives.to_approval(office, "lawyer"), "expert")
    lives.act(office, "head", OutgoingCase.grant_access, lives.to_draft(office), unit=office.department.pk, **GRANT)
    days = {"opened_from": TODAY, "opened_until": TODAY, "valid_from": TODAY, "valid_until": TODAY + timedelta(9)}
    Mandate.objects.create(user=User.objects.create(username="outside"), unit=office.department, order="№ 7", **days)
    return office


def test_a_living_office_leaks_nothing(town: Office) -> None:
    found = leaks.check(town.clock)
    assert (found.cells, found.leaks) == (Case.objects.count() * User.objects.count(), [])


def test_a_rule_that_shows_everything_is_found(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "visible_to", lambda user, on: Case.objects.all())
    found = leaks.check(town.clock)
    admin, stranger = town.user("admin").pk, Case.objects.get(body__code="mid").pk
    assert {(admin, case.pk) for case in Case.objects.all()} <= set(found.leaks)
    assert {(user.pk, stranger) for user in User.objects.filter(username__endswith="@gknt")} <= set(found.leaks)


def test_grants_that_are_over_are_found(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = access.grants_on
    monkeypatch.setattr(access, "grants_on", lambda day: real(TODAY))
    CaseGrant.objects.update(until=TODAY)
    late = town.clock + timedelta(days=1)
    assert town.user("expert").pk in {user for user, _ in leaks.check(late).leaks}


def test_the_command_says_how_many(
    town: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("check_access", "--json")
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (told["leaks"], told["cells"] > 0) == (0, True)
    monkeypatch.setattr(access, "visible_to", lambda user, on: Case.objects.all())
    with pytest.raises(CommandError):
        call_command("check_access")
    assert "no row shows it to him" in capsys.readouterr().out
