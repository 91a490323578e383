"""An outside auditor: what his mandate shows him, what he opened, what he noted."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from cases import access
from cases.evidence import readings
from cases.lifecycle.refusal import BadFact
from cases.models import AuditNote, Case, Mandate, OutgoingCase, Reading, User
from tests.cast import Office, found
from tests.journal.tampering import SQLITE, refused, run
from tests.pages.desks import Desks, clock_of
from tests.stories import lives
from workflows.admission import NotYours
from workflows.perform import perform

DAY = timedelta(days=1)


@pytest.fixture
def visitor(office: Office) -> User:
    """Somebody who is no official of the body, with a mandate for its department for ten days."""
    user = User.objects.create(username="visitor")
    today = office.clock.date()
    Mandate.objects.create(
        user=user, order="№ 5", unit=office.department, opened_from=today, opened_until=today + DAY,
        valid_from=today, valid_until=today + 10 * DAY,
    )  # fmt: skip
    return user


def seen(user: User, on: date) -> set[int]:
    """The cases that a user sees on a day."""
    return set(access.visible_to(user, on=on).values_list("pk", flat=True))


class TestMandate:
    def test_it_shows_the_units_cases_of_the_period_and_no_others(self, office: Office, visitor: User) -> None:
        today = office.clock.date()
        inside = lives.to_draft(office)
        lives.to_received(office)  # of the whole chancery, which is above the department
        lives.to_draft(found("other"))
        office.clock += 3 * DAY
        lives.to_draft(office)
        assert seen(visitor, today) == {inside}

    def test_it_begins_and_ends(self, office: Office, visitor: User) -> None:
        today = office.clock.date()
        case = lives.to_draft(office)
        days = {today - DAY: set(), today: {case}, today + 10 * DAY: {case}, today + 11 * DAY: set[int]()}
        assert {day: seen(visitor, day) for day in days} == days

    def test_it_lets_him_do_nothing(self, office: Office, visitor: User) -> None:
        case = lives.to_draft(office)
        with pytest.raises(NotYours):
            perform(OutgoingCase.submit, case=case, by=visitor, at=office.at)

    def test_nobody_else_sees_more_by_it(self, office: Office, visitor: User) -> None:
        lives.to_draft(office)
        assert seen(User.objects.create(username="passer-by"), office.clock.date()) == set()

    def test_a_mandate_that_ends_before_it_begins_is_refused(self, office: Office, visitor: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.update(valid_until=office.clock.date() - DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.update(opened_until=office.clock.date() - DAY)

    def test_the_command_gives_it(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        User.objects.create(username="new")
        told = {"--order": "№ 6", "--unit": str(office.department.pk), "--cases-from": "2026-01-01"}
        told |= {"--cases-until": "2026-12-31", "--until": "2099-01-01"}
        arguments = [part for pair in told.items() for part in pair]
        call_command("give_mandate", "new", *arguments)
        assert "№ 6" in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("give_mandate", "nobody", *arguments)
        with pytest.raises(CommandError, match="mandate_period_is_one"):
            call_command("give_mandate", "new", *[one.replace("2026-12-31", "2025-12-31") for one in arguments])


class TestReadings:
    def kept(self) -> list[tuple[Any, ...]]:
        """Who opened what."""
        return list(Reading.objects.order_by("pk").values_list("user__username", "case", "kind"))

    def test_what_an_auditor_opens_is_kept(self, office: Office, desks: Desks) -> None:
        case = lives.to_registered(office)
        desks("auditor").client.get(f"/cases/{case}/")
        assert self.kept() == [("auditor@gknt", case, "case")]

    def test_what_others_open_in_their_work_is_not(self, office: Office, desks: Desks) -> None:
        case = lives.to_registered(office)
        desks("clerk").client.get(f"/cases/{case}/")
        assert self.kept() == []

    def test_an_outside_auditor_is_an_auditor_while_his_mandate_lasts(self, office: Office, visitor: User) -> None:
        case = Case.objects.get(pk=lives.to_draft(office))
        readings.keep(visitor, case, Reading.Kind.CASE, at=office.clock)
        readings.keep(visitor, case, Reading.Kind.CASE, at=office.clock + 20 * DAY)
        assert self.kept() == [("visitor", case.pk, "case")]


@pytest.fixture
def desks(office: Office) -> Any:
    """The cast at their browsers."""
    with clock_of(office):
        yield Desks(office)


class TestNotes:
    def test_a_note_stands_apart_from_the_case(self, office: Office) -> None:
        case = lives.to_draft(office)
        before = Case.objects.get(pk=case).head_seq
        readings.note(office.user("auditor"), case, " Срок не обоснован. ", at=office.at)
        assert [note.text for note in AuditNote.objects.all()] == ["Срок не обоснован."]
        assert Case.objects.get(pk=case).head_seq == before

    def test_only_an_auditor_writes_one_and_only_on_what_he_sees(self, office: Office, visitor: User) -> None:
        case = lives.to_draft(office)
        with pytest.raises(readings.NoAuditor):
            readings.note(office.user("clerk"), case, "x", at=office.at)
        office.clock += 20 * DAY
        with pytest.raises(access.NotFound):
            readings.note(visitor, case, "x", at=office.at)
        assert not AuditNote.objects.exists()

    @pytest.mark.parametrize("text", ["", "  ", "a\0", "x" * 10_001])
    def test_a_note_says_something(self, office: Office, text: str) -> None:
        with pytest.raises(BadFact):
            readings.note(office.user("auditor"), lives.to_draft(office), text, at=office.at)

    @pytest.mark.parametrize("statement", ["UPDATE cases_auditnote SET text = 'x'", "DELETE FROM cases_auditnote"])
    def test_it_is_never_changed(self, office: Office, statement: str) -> None:
        readings.note(office.user("auditor"), lives.to_draft(office), "Срок.", at=office.at)
        with refused("notes of auditors are never"):
            run(statement)
        if SQLITE:
            with refused("notes of auditors are never"):
                run("REPLACE INTO cases_auditnote SELECT * FROM cases_auditnote")

    def test_the_command_writes_and_lists(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        case = str(lives.to_draft(office))
        call_command("audit_note", case, "--as", "auditor@gknt", "--text", "Срок не обоснован.")
        call_command("audit_note", case)
        assert "auditor@gknt: Срок не обоснован." in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("audit_note", case, "--as", "clerk@gknt", "--text", "x")
