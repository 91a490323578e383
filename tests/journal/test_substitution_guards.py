"""Plain SQL cannot change who acts for whom: a substitution is agreed to once, ends once, and stays as it was made."""

from typing import Any

import pytest
from django.db import connection

from cases.journal.guarded import SUBSTITUTION
from cases.models import Substitution
from tests.cast import NOON, Office
from tests.stories.test_substitution import away
from workflows import substitution

from .tampering import SQLITE, refused, run

STAYS, KEPT = "a substitution stays as it was made", "substitutions are never deleted"
LATER = "'2027-01-01 12:00:00+00:00'"
# Something else for every column that a substitution has.
OTHER = {
    "id": "id + 1000",
    "principal_id": "(SELECT max(id) FROM cases_official)",
    "substitute_id": "(SELECT max(id) FROM cases_official)",
    "since": "'2020-01-01'",
    "until": "'2027-01-01'",
    "sign": "false",
    "approve": "false",
    "route": "true",
    "direction": "'in'",
    "unit_id": "(SELECT min(id) FROM cases_unit)",
    "order": "'№ 1'",
    "acting_as": "'И.о. министра'",
    "acting_as_be": "'В.а. міністра'",
    "made_by_id": "(SELECT max(id) FROM cases_user)",
    "made_at": LATER,
}
OVER = {
    "accepted once more": f"accepted_at = {LATER}",
    "never accepted": "accepted_at = NULL",
    "accepted and ended in one": f"accepted_at = {LATER}, ended_at = {LATER}",
}


def rows() -> list[tuple[Any, ...]]:
    """Every substitution, byte for byte."""
    return list(Substitution.objects.order_by("pk").values_list())


@pytest.fixture
def agreed(office: Office) -> Substitution:
    """A substitution that counts."""
    made = away(office, "deputy", "expert", "sign", "approve")
    connection.check_constraints()
    return made


def test_every_column_is_held_but_its_acceptance_and_its_end() -> None:
    columns = {field.column for field in Substitution._meta.local_fields}
    assert set(SUBSTITUTION) == set(OTHER) == columns - {"accepted_at", "ended_at"}


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "only named"])
@pytest.mark.parametrize("column", SUBSTITUTION)
def test_what_it_says_stays(office: Office, column: str, accepted: bool) -> None:
    """He agreed to what he was shown: not a word of it changes, before he agrees and after it."""
    away(office, "deputy", "expert", "sign", "approve", accepted_at=NOON if accepted else None)
    before = rows()
    with refused(STAYS):
        run(f'UPDATE cases_substitution SET "{column}" = {OTHER[column]}')
    assert rows() == before


@pytest.mark.parametrize("what", OVER)
def test_it_is_accepted_once(agreed: Substitution, what: str) -> None:
    before = rows()
    with refused(STAYS):
        run(f"UPDATE cases_substitution SET {OVER[what]}")
    assert rows() == before


@pytest.mark.parametrize("change", ["ended_at = NULL", f"ended_at = {LATER}", f"accepted_at = {LATER}"])
@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "declined"])
def test_what_has_ended_stays_so(office: Office, change: str, accepted: bool) -> None:
    away(office, "deputy", "expert", "sign", accepted_at=NOON if accepted else None, ended_at=NOON)
    before = rows()
    with refused(STAYS):
        run(f"UPDATE cases_substitution SET {change}")
    assert rows() == before


def test_it_is_never_taken_away(agreed: Substitution) -> None:
    before = rows()
    with refused(KEPT):
        run("DELETE FROM cases_substitution")
    slipping, because = (
        ("REPLACE INTO cases_substitution SELECT * FROM cases_substitution", STAYS)
        if SQLITE
        else ("TRUNCATE cases_substitution CASCADE", "this table is never emptied")
    )
    with refused(because):
        run(slipping)
    with refused(STAYS):
        run(
            "INSERT INTO cases_substitution SELECT * FROM cases_substitution WHERE true "
            "ON CONFLICT (id) DO UPDATE SET route = true"
        )
    assert rows() == before


def test_the_product_itself_accepts_and_ends_it(office: Office) -> None:
    made = away(office, "deputy", "expert", "sign", accepted_at=None)
    assert substitution.accept(made.pk, by=office.user("expert"), at=NOON).accepted_at == NOON
    assert substitution.end(made.pk, by=office.user("deputy"), at=NOON).ended_at == NOON
    assert rows()[0][-2:] == (NOON, NOON)
