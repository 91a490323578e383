"""Which open steps nobody can take, or one person alone, given offices, absences and substitutions."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from cases.lifecycle.roles import Role
from cases.models import Appointment, Case, Substitution
from tests import cast
from tests.cast import NOON, Office
from tests.pages.desks import Desks, clock_of
from tests.stories import lives
from tests.stories.test_substitution import away
from workflows.attendance import emptied, thin

TODAY = NOON.date()


def told(case: int) -> list[tuple[list[str], list[str]]]:
    """The thin steps of a case: moves, and who can take them."""
    found = thin(Case.objects.filter(pk=case), TODAY)
    return [([rule.name for rule in one.rules], [who.surname for who in one.able]) for one in found]


def gone(office: Office, who: str) -> None:
    """Somebody logs in no more."""
    user = office.user(who)
    user.is_active = False
    user.save()


def able(case: int) -> list[str]:
    """Who can take the one step of a case that is thin; nothing where none is."""
    return told(case)[0][1] if told(case) else ["many"]


class TestThin:
    def test_a_step_of_one_person_is_told_with_him(self, office: Office) -> None:
        case = lives.to_signature(office)
        assert able(case) == ["Deputy"]
        gone(office, "deputy")
        assert able(case) == []

    def test_who_is_away_is_replaced_by_who_acts_for_him(self, office: Office) -> None:
        case = lives.to_signature(office)
        away(office, "deputy", "expert", "sign")
        assert able(case) == ["Expert"]
        Substitution.objects.update(ended_at=NOON)
        assert able(case) == ["Deputy"]
        away(office, "deputy", "expert", "approve")
        assert able(case) == []

    def test_a_substitute_who_is_away_himself_takes_nothing(self, office: Office) -> None:
        case = lives.to_signature(office)
        away(office, "deputy", "expert", "sign")
        away(office, "expert", "banker", "sign")
        assert able(case) == []

    def test_a_second_holder_of_the_office_makes_it_two(self, office: Office) -> None:
        case = lives.to_registered(office)
        assert able(case) == ["Dispatcher"]
        Appointment.objects.create(
            official=office.officials["clerk"], unit=office.chancery, role=Role.DISPATCHER, since=TODAY
        )
        assert able(case) == ["many"]

    def test_each_place_of_a_round_is_a_step(self, office: Office) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        gone(office, "banker")
        assert sorted(able for _moves, able in told(case)) == [[], ["Lawyer"]]

    def test_an_auditor_takes_no_step(self, office: Office) -> None:
        case = lives.to_registered(office)
        Appointment.objects.create(
            official=office.officials["dispatcher"], unit=office.chancery, role=Role.AUDITOR, since=TODAY
        )
        assert able(case) == []

    def test_it_reads_the_same_few_statements_for_many_cases(
        self, office: Office, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(5):
            lives.to_signature(office)
        with django_assert_max_num_queries(8):
            assert len(thin(Case.objects.all(), TODAY)) == 5


class TestPlanned:
    def plan(self, office: Office, who: str, by: str, *scopes: str) -> Substitution:
        """A substitution that is only thought of."""
        return Substitution(
            principal=office.officials[who], substitute=office.officials[by], since=TODAY, until=TODAY + timedelta(7),
            **dict.fromkeys(scopes, True),
        )  # fmt: skip

    def test_what_an_absence_would_empty_is_known_before_it_is_made(self, office: Office) -> None:
        signing, sending = lives.to_signature(office), lives.to_registered(office)
        assert [one.case.pk for one in emptied(self.plan(office, "deputy", "expert", "approve"))] == [signing]
        assert emptied(self.plan(office, "deputy", "expert", "sign")) == []
        assert [one.case.pk for one in emptied(self.plan(office, "dispatcher", "expert", "sign"))] == [sending]
        gone(office, "deputy")
        assert emptied(self.plan(office, "deputy", "expert", "approve")) == []

    def test_the_page_tells_it_and_names_him_all_the_same(self, office: Office) -> None:
        lives.to_signature(office)
        with clock_of(office):
            browser = Desks(office)("deputy")
            browser.open("/substitutions/")
            days = {"since": str(TODAY), "until": str(TODAY + timedelta(7))}
            page = browser.press("Name the substitute", substitute="Expert", approve="on", order="№ 1", **days)
            assert "This absence leaves 1 step with nobody" in page.text
            assert not Substitution.objects.exists()
            browser.press("Name all the same")
        assert Substitution.objects.get().approve


class TestWhereItIsTold:
    @pytest.mark.parametrize(("who", "status"), [("head", 200), ("chief", 200), ("deputy", 404), ("admin", 404)])
    def test_the_page_is_for_who_leads(self, office: Office, who: str, status: int) -> None:
        lives.to_signature(office)
        with clock_of(office):
            answer = Desks(office)(who).client.get("/unattended/")
        assert answer.status_code == status
        if status == 200:
            assert "only А.А.Deputy" in answer.content.decode()

    def test_it_shows_no_letter_of_another_body(self, office: Office) -> None:
        other = cast.found("mid")
        lives.to_signature(other, letter=other.letter(heading="О чужом"))
        with clock_of(office):
            assert "О чужом" not in Desks(office)("head").client.get("/unattended/").content.decode()

    def test_the_command_names_cases_by_their_ids(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        case = lives.to_signature(office)
        call_command("unattended", "--json")
        [row] = json.loads(capsys.readouterr().out)["steps"]
        assert (row["case"], row["able"]) == (case, [office.id("deputy")])
        call_command("unattended", "--nobody")
        assert capsys.readouterr().out == "0 steps\n"
