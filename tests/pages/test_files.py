"""Sheets, attachments and scans: saved by who may see the case, the same 404 for everybody else."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.letters import blobs
from cases.models import Case, Letter, OutgoingCase
from tests import papers
from tests.cast import Office
from tests.stories import lives
from tests.traces import stands
from workflows import worker

from .desks import Desks


def answer_of(desks: Desks, who: str, path: str) -> Any:
    """What a member of the cast gets."""
    return desks(who).client.get(path)


@pytest.fixture
def drawn(office: Office, desks: Desks) -> int:
    """A registered letter whose sheets are drawn."""
    case = lives.to_registered(office)
    worker.work_off(timezone.now)
    return case


def sheet_of(case: int, kind: str) -> Letter:
    """The last sheet of a kind."""
    found = Letter.objects.filter(case=case, sheet=kind).order_by("-pk").first()
    assert found is not None
    return found


class TestSheets:
    def test_a_sheet_is_a_pdf_under_its_speaking_name(self, drawn: int, desks: Desks) -> None:
        letter = sheet_of(drawn, "D15")
        answer = answer_of(desks, "drafter", f"/cases/{drawn}/sheets/{letter.pk}/")
        assert answer.content == blobs.fetch(letter.digest)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="06-09_398_letter.pdf"'

    def test_it_can_do_nothing_in_the_browser_and_is_kept_by_no_cache(self, drawn: int, desks: Desks) -> None:
        answer = answer_of(desks, "drafter", f"/cases/{drawn}/sheets/{sheet_of(drawn, 'D15').pk}/")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"

    def test_an_earlier_sheet_of_its_kind_carries_the_number_of_its_entry(self, drawn: int, desks: Desks) -> None:
        first = Letter.objects.filter(case=drawn, sheet="D15").order_by("pk")[0]
        name = answer_of(desks, "drafter", f"/cases/{drawn}/sheets/{first.pk}/")["Content-Disposition"]
        assert "_seq-" in name

    def test_a_sheet_that_is_not_drawn_is_not_there(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        assert answer_of(desks, "drafter", f"/cases/{case}/sheets/{sheet_of(case, 'D12').pk}/").status_code == 404

    def test_a_sheet_of_another_case_is_not_in_this_one(self, drawn: int, office: Office, desks: Desks) -> None:
        other = lives.to_draft(office)
        path = f"/cases/{other}/sheets/{sheet_of(drawn, 'D15').pk}/"
        assert answer_of(desks, "drafter", path).status_code == 404

    def test_who_does_not_see_the_case_gets_the_page_of_what_is_not_there(self, drawn: int, desks: Desks) -> None:
        there = answer_of(desks, "expert", f"/cases/{drawn}/sheets/{sheet_of(drawn, 'D15').pk}/")
        nowhere = answer_of(desks, "expert", f"/cases/{drawn}/sheets/999999/")
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert without_address(there) == without_address(nowhere)

    def test_a_restricted_letter_gives_no_file(self, drawn: int, desks: Desks) -> None:
        path = f"/cases/{drawn}/sheets/{sheet_of(drawn, 'D15').pk}/"
        assert answer_of(desks, "drafter", path).status_code == 200
        Case.objects.filter(pk=drawn).update(restriction="dsp")
        assert answer_of(desks, "drafter", path).status_code == 404

    def test_other_bytes_are_never_served(self, drawn: int, desks: Desks) -> None:
        letter = sheet_of(drawn, "D15")
        Letter.objects.filter(pk=letter.pk).update(digest="0" * 64)
        assert answer_of(desks, "drafter", f"/cases/{drawn}/sheets/{letter.pk}/").status_code == 404


def without_address(answer: Any) -> str:
    """A page without what repeats the address that was asked for, and without its tokens."""
    return "\n".join(
        line
        for line in answer.content.decode().splitlines()
        if "csrfmiddlewaretoken" not in line and 'name="next"' not in line
    )


class TestPapers:
    def test_the_answer_of_another_body_is_kept_with_its_entry(self, office: Office, desks: Desks) -> None:
        case = lives.to_approval(office)
        lives.act(office, "drafter", OutgoingCase.send_out, case, bodies=("Министерство",))
        browser = desks("drafter")
        browser.open(f"/cases/{case}/acts/record_consent/")
        consent = SimpleUploadedFile("consent.png", papers.picture())
        page = browser.press("Enter another body's consent", note="Согласны", answer=consent)
        answer = browser.client.get(page.links["Answer"])
        assert (answer.content, answer["Content-Type"]) == (papers.picture(), "image/png")
        assert answer["Content-Disposition"].endswith('.png"')

    @pytest.mark.parametrize("name", ["digest", "scan", "answer", "no-such"])
    def test_what_an_entry_does_not_keep_is_not_there(self, name: str, drawn: int, desks: Desks) -> None:
        seq = stands(drawn).entries.get(move="sign").seq
        assert answer_of(desks, "drafter", f"/cases/{drawn}/papers/{seq}/{name}/").status_code == 404
        assert answer_of(desks, "drafter", f"/cases/{drawn}/papers/999/{name}/").status_code == 404


class TestAttachments:
    @pytest.fixture
    def case(self, office: Office, desks: Desks) -> int:
        """A draft with an attachment that looks like a page."""
        from cases.lifecycle.facts import Attachment

        html = blobs.keep(b"<script>alert(1)</script>")
        attached = (Attachment(title="Страница", sheets=1, copies=1, digest=html),)
        return lives.to_draft(office, letter=office.letter(attachments=attached))

    def test_a_page_among_them_is_saved_not_shown(self, case: int, desks: Desks) -> None:
        answer = answer_of(desks, "drafter", f"/cases/{case}/attachments/1/1/")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == 'attachment; filename="attachment-1.bin"'

    @pytest.mark.parametrize("place", ["1/0", "1/2", "2/1", f"{2**40}/1"])
    def test_others_are_not_there(self, place: str, case: int, desks: Desks) -> None:
        assert answer_of(desks, "drafter", f"/cases/{case}/attachments/{place}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_files_are_only_read(method: str, drawn: int, desks: Desks) -> None:
    browser = desks("drafter")
    token = browser.page.forms[0].values["csrfmiddlewaretoken"]
    path = f"/cases/{drawn}/sheets/1/"
    answer = getattr(browser.client, method)(path, headers={"X-CSRFToken": token})
    assert answer.status_code == 405
