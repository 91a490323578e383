"""Who sees which case: his own units and those below, his places, his grants, and nothing of another body."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import access
from cases.access import NotFound
from cases.lifecycle.roles import Role
from cases.models import Appointment, Assignment, CaseGrant, IncomingCase, Mandate, OutgoingCase, Unit, User
from tests import cast
from tests.cast import NOON, Office
from tests.stories import lives
from workflows.admission import NotNow
from workflows.perform import perform

TODAY = NOON.date()
HOUSE = Path(__file__).parent.parent


def seen_by(office: Office, who: str, on: date = TODAY) -> set[int]:
    """The cases that a member of the cast sees on a day."""
    return set(access.visible_to(office.user(who), on=on).values_list("pk", flat=True))


def end_appointments(office: Office, who: str, last: date) -> None:
    """The person leaves his offices at the end of a day."""
    Appointment.objects.filter(official=office.officials[who]).update(until=last)


def grant(office: Office, who: str, case: int, until: date | None = None) -> None:
    """Show a case to somebody, until a day, because."""
    permission = Permission.objects.get(codename="view_case", content_type__app_label="cases")
    CaseGrant.objects.create(
        user=office.user(who), permission=permission, content_object_id=case, until=until, because="по поручению"
    )


class TestUnits:
    def test_the_whole_bodys_people_see_what_lies_below(self, office: Office) -> None:
        case = lives.to_draft(office)
        for who in ("clerk", "registrar", "head", "controller", "auditor"):
            assert seen_by(office, who) == {case}, who

    def test_a_sister_unit_sees_nothing(self, office: Office) -> None:
        sister = Unit.objects.create(body=office.body, parent=office.chancery, name="Другое управление", code="07")
        Appointment.objects.filter(official=office.officials["assistant"]).update(unit=sister)
        lives.to_draft(office)
        assert seen_by(office, "assistant") == set()

    def test_a_unit_whose_id_begins_alike_is_another_unit(self, office: Office) -> None:
        """Paths end with a slash: /1/12/ lies not below /1/1/."""
        units = [
            Unit.objects.create(body=office.body, parent=office.chancery, name=f"Отдел {number}", code=f"{number}")
            for number in range(11)
        ]
        alike = [(one, two) for one in units for two in units if one != two and str(two.pk).startswith(str(one.pk))]
        for one, two in alike or [(units[0], units[1])]:
            assert not two.path.startswith(one.path)

    def test_an_office_that_has_ended_or_not_begun_shows_nothing(self, office: Office) -> None:
        case = lives.to_draft(office)
        end_appointments(office, "registrar", TODAY)
        assert seen_by(office, "registrar") == {case}
        assert seen_by(office, "registrar", TODAY + timedelta(days=1)) == set()
        assert seen_by(office, "clerk", date(2018, 12, 31)) == set()

    def test_an_administrator_sees_no_case(self, office: Office) -> None:
        lives.to_draft(office)
        assert seen_by(office, "admin") == set()

    def test_another_body_sees_nothing(self, office: Office) -> None:
        other = cast.found("mosreg")
        ours, theirs = lives.to_draft(office), lives.to_draft(other)
        assert seen_by(office, "clerk") == {ours}
        assert seen_by(other, "clerk") == {theirs}


class TestPlaces:
    def test_an_approver_sees_it_from_the_round_on(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer")
        assert seen_by(office, "lawyer") == {case}
        assert seen_by(office, "banker") == set()

    def test_whoever_was_taken_out_of_the_round_sees_it_no_more(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        visa = OutgoingCase.objects.get(pk=case).visas.get(official=office.id("banker"))
        instead = {"visa": visa.pk, "to": office.id("expert"), "reason": "не его вопрос"}
        lives.act(office, "drafter", OutgoingCase.replace_approver, case, **instead)
        assert seen_by(office, "banker") == set()

    def test_executor_and_signer_see_it_without_an_office(self, office: Office) -> None:
        case = lives.to_draft(office)
        for who in ("drafter", "deputy"):
            end_appointments(office, who, TODAY - timedelta(days=1))
            assert seen_by(office, who) == {case}, who

    def test_a_co_executor_sees_what_he_is_charged_with(self, office: Office) -> None:
        Appointment.objects.filter(official__in=[office.id("expert"), office.id("drafter")]).exclude(
            role=Role.DRAFTER
        ).delete()
        request = lives.to_work(office)
        assert request in seen_by(office, "expert")
        assert seen_by(office, "banker") == set()

    def test_the_author_of_the_resolution_in_force_sees_it_without_an_office(self, office: Office) -> None:
        """Only he may give it another executor (S4): he must not lose sight of it with his post."""
        case = lives.to_work(office)
        end_appointments(office, "head", TODAY)
        assert seen_by(office, "head", TODAY + timedelta(days=1)) == {case}
        Assignment.objects.filter(case=case).update(ended=True)
        assert seen_by(office, "head", TODAY + timedelta(days=1)) == set()


class TestGrants:
    def test_a_grant_shows_one_case_until_its_day(self, office: Office) -> None:
        case, other = lives.to_draft(office), lives.to_draft(office)
        grant(office, "banker", case, until=TODAY)
        assert seen_by(office, "banker") == {case}
        assert other not in seen_by(office, "banker")
        assert seen_by(office, "banker", TODAY + timedelta(days=1)) == set()

    def test_a_grant_without_a_day_stays(self, office: Office) -> None:
        case = lives.to_draft(office)
        grant(office, "banker", case)
        assert seen_by(office, "banker", TODAY + timedelta(days=3650)) == {case}

    def test_a_grant_is_no_role(self, office: Office) -> None:
        case = lives.to_draft(office)
        grant(office, "banker", case)
        found = access.case_for(office.user("banker"), case, on=TODAY)
        assert access.actor_of(office.officials["banker"], found, on=TODAY).roles == frozenset()


class TestLoading:
    def test_what_one_may_not_see_does_not_exist(self, office: Office) -> None:
        case = lives.to_draft(office)
        with pytest.raises(NotFound) as foreign:
            access.case_for(office.user("banker"), case, on=TODAY)
        with pytest.raises(NotFound) as absent:
            access.case_for(office.user("banker"), case + 1000, on=TODAY)
        assert (str(foreign.value), foreign.value.status) == (str(absent.value), 404)

    def test_a_case_comes_as_its_own_law_knows_it(self, office: Office) -> None:
        letter, request = lives.to_draft(office), lives.to_received(office)
        assert type(access.case_for(office.user("clerk"), letter, on=TODAY)) is OutgoingCase
        assert type(access.case_for(office.user("clerk"), request, on=TODAY)) is IncomingCase

    def test_a_deactivated_user_is_no_official(self, office: Office) -> None:
        user = office.user("clerk")
        assert access.official_of(user) == office.officials["clerk"]
        user.is_active = False
        user.save()
        assert access.official_of(user) is None

    def test_a_list_is_one_statement_for_one_case_or_twenty(self, office: Office) -> None:
        counts = []
        for more in (1, 19):
            for _ in range(more):
                lives.to_draft(office)
            with CaptureQueriesContext(connection) as captured:
                list(access.visible_to(office.user("clerk"), on=TODAY))
            counts.append(len(captured))
        assert counts == [1, 1]


class TestRoles:
    def test_a_role_counts_in_its_unit_and_below_only(self, office: Office) -> None:
        sister = Unit.objects.create(body=office.body, parent=office.chancery, name="Другое управление", code="07")
        case = access.case_for_system(lives.to_draft(office))
        registrar = office.officials["registrar"]
        assert Role.REGISTRAR in access.actor_of(registrar, case, on=TODAY).roles
        Appointment.objects.filter(official=registrar).update(unit=sister)
        assert access.actor_of(registrar, case, on=TODAY).roles == frozenset()

    def test_an_auditor_keeps_no_place(self, office: Office) -> None:
        case = access.case_for_system(lives.to_draft(office))
        Appointment.objects.create(
            official=office.officials["drafter"], unit=office.chancery, role=Role.AUDITOR, since=TODAY
        )
        assert access.actor_of(office.officials["drafter"], case, on=TODAY).roles == {Role.AUDITOR}

    def test_an_official_of_another_body_has_no_role(self, office: Office) -> None:
        other = cast.found("mosreg")
        case = access.case_for_system(lives.to_draft(office))
        assert access.actor_of(other.officials["clerk"], case, on=TODAY).roles == frozenset()
        assert access.actor_of(None, case, on=TODAY).roles == frozenset()


# 22:30 by UTC on the last day of an office is half past one on the next day in Minsk.
LATE = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
CARD: dict[str, Any] = {"title": "О дружбе", "file_index": "06-09", "reason": "Описка"}


class TestToday:
    def test_a_day_ends_by_the_clock_of_the_body(self, office: Office) -> None:
        case = lives.to_draft(office)
        user = office.user("registrar")
        end_appointments(office, "registrar", LATE.date())
        assert access.today(user, LATE) == LATE.date() + timedelta(days=1)
        with pytest.raises(NotFound):
            perform(OutgoingCase.correct_card, case=case, by=user, at=LATE, **CARD)
        office.body.time_zone = "Europe/London"
        office.body.save()
        assert access.today(user, LATE) == LATE.date()
        with pytest.raises(NotNow):
            perform(OutgoingCase.correct_card, case=case, by=user, at=LATE, **CARD)

    def test_an_outside_auditor_reads_by_the_clock_of_the_body_that_he_audits(self, office: Office) -> None:
        case, user = lives.to_draft(office), User.objects.create(username="outside")
        assert access.today(user, LATE) == LATE.date()
        days = {"opened_from": TODAY, "opened_until": TODAY, "valid_from": TODAY, "valid_until": TODAY}
        Mandate.objects.create(user=user, unit=office.chancery, order="№ 7", **days)
        assert set(access.visible_to(user, on=access.today(user, NOON)).values_list("pk", flat=True)) == {case}
        assert not access.visible_to(user, on=access.today(user, LATE)).exists()

    def test_no_door_judges_by_another_clock(self) -> None:
        """A day that is cut from a moment is a day by UTC; only the calendar cuts, by the clock of a body."""
        doors = [path for room in ("cases", "workflows") for path in (HOUSE / room).rglob("*.py")]
        cut = [
            f"{path.name}: {line.strip()}"
            for path in doors
            for line in path.read_text(encoding="utf-8").splitlines()
            if re.search(r"\b(at|now|now\(\)|clock|moment)\.date\(\)|localdate\(", line)
        ]
        assert [line for line in cut if not line.startswith(("start_office.py", "reserve_numbers.py"))] == []
