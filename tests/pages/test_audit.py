"""The page of an auditor on a case: notes apart from the case, and the mandate by which he is there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from cases.models import AuditNote, Case, Mandate, Reading, User
from tests.cast import Office
from tests.stories import lives

from .desks import Desks, clock_of


@pytest.fixture
def desks(office: Office) -> Iterator[Desks]:
    """The cast at their browsers."""
    with clock_of(office):
        yield Desks(office)


@pytest.fixture
def case(office: Office) -> int:
    """A letter with its number."""
    return lives.to_registered(office)


def test_an_auditor_notes_what_he_found_and_the_case_knows_nothing_of_it(desks: Desks, case: int) -> None:
    auditor, head = desks("auditor"), Case.objects.get(pk=case).head_seq
    auditor.open(f"/cases/{case}/")
    assert "Nothing was noted yet." in auditor.follow("Notes of the audit").text
    page = auditor.press("Note it", text="Срок не обоснован.\n<b>См. п. 3.</b>")
    assert (page.status, page.path) == (200, f"/cases/{case}/audit/")
    assert "Noted; the case knows nothing of it." in page.text
    assert "Срок не обоснован." in page.text
    assert "<b>См. п. 3.</b>" in page.text  # as text
    [note] = AuditNote.objects.all()
    assert (note.author.username, note.case_id) == ("auditor@gknt", case)
    assert Case.objects.get(pk=case).head_seq == head


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\0b"])
def test_what_says_nothing_is_refused_beside_its_field(desks: Desks, case: int, text: str) -> None:
    auditor = desks("auditor")
    auditor.open(f"/cases/{case}/audit/")
    page = auditor.press("Note it", text=text)
    assert page.status == 422
    assert "Nothing was done" in page.text
    assert not AuditNote.objects.exists()


@pytest.mark.parametrize("who", ["drafter", "registrar", "head", "admin"])
def test_for_others_there_is_no_such_page(desks: Desks, case: int, who: str) -> None:
    browser = desks(who)
    assert browser.open(f"/cases/{case}/audit/").status == 404
    assert "Notes of the audit" not in browser.open(f"/cases/{case}/").text
    assert browser.client.post(f"/cases/{case}/audit/", {"text": "x"}).status_code in (403, 404)
    assert not AuditNote.objects.exists()


def test_an_outside_auditor_reads_by_which_mandate_he_is_there(office: Office, desks: Desks, case: int) -> None:
    user, today = User.objects.create(username="visitor", language="en"), office.clock.date()
    days = {"opened_from": today, "opened_until": today, "valid_from": today, "valid_until": today + timedelta(days=9)}
    Mandate.objects.create(user=user, order="№ 5", unit=office.department, **days)
    client = Client()
    client.force_login(user)
    text = client.get(f"/cases/{case}/audit/").content.decode()
    assert "Mandate № 5: Управление, cases opened from 02.03.2026 to 02.03.2026; in force to 11.03.2026" in text
    assert Reading.objects.filter(user=user, case=case, subject=f"/cases/{case}/audit/").exists()
    office.clock += timedelta(days=10)
    client.force_login(user)
    assert client.get(f"/cases/{case}/audit/").status_code == 404
