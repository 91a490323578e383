"""`grant_access`, `end_access`: a case is shown to an official or a unit until a day, and the history tells it."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases import access
from cases.journal.verify import verify
from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import Appointment, Case, CaseGrant, IncomingCase, OutgoingCase, Unit
from tests import cast
from tests.cast import NOON, Office
from tests.stories.lives import act, to_draft, to_entered
from tests.traces import Said, entry, opened, refused, refused_to, said

from .doors import GRANT, ended, let_see

OUT, IN = OutgoingCase, IncomingCase
TODAY = NOON.date()
BOTH = pytest.mark.parametrize(("law", "life"), [(OUT, to_draft), (IN, to_entered)], ids=["outgoing", "incoming"])


def sees(office: Office, who: str, case: int, on: date = TODAY) -> bool:
    """Whether a member of the cast sees a case on a day."""
    return access.visible_to(office.user(who), on=on).filter(pk=case).exists()


@BOTH
class TestBoth:
    def test_an_official_sees_the_case_until_its_day_and_has_no_role_in_it(
        self, office: Office, law: Any, life: Any
    ) -> None:
        case = life(office)
        assert not sees(office, "banker", case)
        let_see(office, case, "banker")
        state = Case.objects.get(pk=case).state
        assert said(case, "grant_access") == Said(state, state, ["head"], {}, [])
        assert entry(case, "grant_access")["facts"] == {
            "official": office.id("banker"), "unit": None, "until": "2026-04-01"
        }  # fmt: skip
        assert opened(case, "grant_access")["because"] == "По поручению"
        assert (sees(office, "banker", case, GRANT["until"]), sees(office, "expert", case)) == (True, False)
        assert not sees(office, "banker", case, GRANT["until"] + timedelta(days=1))
        found = access.case_for(office.user("banker"), case, on=TODAY)
        assert access.actor_of(office.officials["banker"], found, on=TODAY).roles == frozenset()
        assert list(verify(Case.objects.filter(pk=case))) == []

    def test_what_is_withdrawn_is_seen_no_more(self, office: Office, law: Any, life: Any) -> None:
        case = let_see(office, life(office), "banker")
        act(office, "chief", law.end_access, case, **ended(office, case))
        assert not sees(office, "banker", case)
        grant = CaseGrant.objects.get(content_object=case).pk
        refused(office, NotComplete, "", "head", law.end_access, case, grant=grant, reason="Ещё раз")
        let_see(office, case, "banker")
        assert sees(office, "banker", case)
        assert list(verify(Case.objects.filter(pk=case))) == []

    def test_a_second_grant_moves_the_day_of_the_first(self, office: Office, law: Any, life: Any) -> None:
        case = let_see(office, life(office), "banker")
        later = GRANT | {"until": date(2026, 5, 1)}
        act(office, "head", law.grant_access, case, official=office.id("banker"), **later)
        assert list(CaseGrant.objects.values_list("until", flat=True)) == [date(2026, 5, 1)]
        assert list(verify(Case.objects.filter(pk=case))) == []

    def test_only_the_head_and_the_head_of_the_chancery_let_others_see(
        self, office: Office, law: Any, life: Any
    ) -> None:
        case, facts = life(office), GRANT | {"official": office.id("banker")}
        refused_to("clerk registrar deputy controller assistant", office, law.grant_access, case, **facts)
        act(office, "chief", law.grant_access, case, **facts)

    def test_a_wrong_grant_is_refused(self, office: Office, law: Any, life: Any) -> None:
        case, stranger = life(office), cast.found("mid")
        silent = office.officials["expert"]
        silent.user = None
        silent.save()
        for field, wrong in (
            ("official", {}),
            ("official", {"official": office.id("banker"), "unit": office.department.pk}),
            ("official", {"official": stranger.id("banker")}),
            ("official", {"official": silent.pk}),
            ("unit", {"unit": stranger.chancery.pk}),
            ("until", {"official": office.id("banker"), "until": TODAY - timedelta(days=1)}),
            ("because", {"official": office.id("banker"), "because": " "}),
        ):
            refused(office, BadFact, field, "head", law.grant_access, case, **GRANT | wrong)


class TestUnits:
    def test_a_grant_to_a_unit_shows_it_to_who_works_there_or_below(self, office: Office) -> None:
        other = Unit.objects.create(body=office.body, parent=office.chancery, name="Финансы", code="07")
        division = Unit.objects.create(body=office.body, parent=other, name="Отдел", code="0701")
        case = to_draft(office)
        office.officials["banker"].unit = other
        office.officials["banker"].save()
        office.officials["lawyer"].unit = division
        office.officials["lawyer"].save()
        act(office, "head", OUT.grant_access, case, unit=other.pk, **GRANT)
        assert [who for who in ("banker", "lawyer", "expert") if sees(office, who, case)] == ["banker", "lawyer"]
        Appointment.objects.create(official=office.officials["expert"], unit=division, role="drafter", since=TODAY)
        assert sees(office, "expert", case)

    def test_an_administrator_is_no_reader_of_his_unit(self, office: Office) -> None:
        case = to_draft(office)
        act(office, "head", OUT.grant_access, case, unit=office.chancery.pk, **GRANT)
        assert (sees(office, "admin", case), sees(office, "lawyer", case)) == (False, True)


def test_a_grant_that_no_act_gave_is_found_by_the_history(office: Office) -> None:
    case = let_see(office, to_draft(office), "banker")
    CaseGrant.objects.create(user=office.user("expert"), content_object_id=case, until=date(2030, 1, 1))
    assert [one.code for one in verify(Case.objects.filter(pk=case))] == ["ROW"]
    CaseGrant.objects.filter(user=office.user("expert")).delete()
    CaseGrant.objects.update(until=date(2030, 1, 1))
    assert [one.code for one in verify(Case.objects.filter(pk=case))] == ["ROW"]
