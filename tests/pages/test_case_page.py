"""The page of a case: all that there is, nothing that its reader may not see, every text as text."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Disclosure, IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.traces import two_addressees
from workflows import worker

from .browser import Page
from .desks import Desks, clock_of


def page_of(desks: Desks, who: str, case: int) -> Page:
    """The page of a case as a member of the cast reads it."""
    return desks(who).open(f"/cases/{case}/")


def buttons(page: Page) -> list[str]:
    """The acts that a page offers."""
    return [text for text, path in page.links.items() if "/acts/" in path]


class TestWhereItStands:
    def test_state_and_who_has_it(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        assert "Awaiting signature with А.А.Deputy" in page_of(desks, "drafter", case).text
        lives.act(office, "deputy", OutgoingCase.sign, case, digest=lives.digest(case))
        assert "Signed with Registrar" in page_of(desks, "drafter", case).text

    def test_approvers_are_named_while_they_are_asked(self, office: Office, desks: Desks) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        assert "Approval with А.А.Lawyer, А.А.Banker" in page_of(desks, "drafter", case).text
        lives.agree(office, "lawyer", case)
        assert "Approval with А.А.Banker " in page_of(desks, "drafter", case).text

    def test_nobody_has_what_is_over(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.cancel, case, reason="передумали")
        page = page_of(desks, "drafter", case)
        assert "Cancelled Card" in page.text or "Cancelled with" not in page.text
        assert buttons(page) == []

    def test_the_way_so_far_is_the_states_passed(self, office: Office, desks: Desks) -> None:
        page = page_of(desks, "drafter", lives.to_signed(office))
        way = page.text.partition("Way so far")[2]
        assert re.findall(r"Draft|Form check|Approval|Awaiting signature|Signed", way)[:5] == [
            "Draft", "Form check", "Approval", "Awaiting signature", "Signed",
        ]  # fmt: skip


class TestAMissingVisa:
    def test_the_signer_is_offered_to_do_without_it_and_nobody_else(self, office: Office, desks: Desks) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        assert "Do without a missing visa" in buttons(page_of(desks, "deputy", case))
        for who in ("drafter", "lawyer", "clerk", "head"):
            assert "Do without a missing visa" not in buttons(page_of(desks, who, case))

    def test_he_chooses_among_the_missing_ones_and_the_page_shows_why(self, office: Office, desks: Desks) -> None:
        case = lives.to_approval(office, "lawyer", "banker", "expert")
        lives.agree(office, "expert", case)
        desks("deputy").open(f"/cases/{case}/acts/waive_visa/")
        asked = desks.sitting["deputy"].form_with("Do without a missing visa")
        assert set(asked.choices["approver"]) == {"—", "Lawyer А.А., Lawyer", "Banker А.А., Banker"}
        facts = {"approver": "Lawyer А.А., Lawyer", "reason": "В <b>отпуске</b>"}
        assert desks.sitting["deputy"].press("Do without a missing visa", **facts).path == f"/cases/{case}/"
        page = page_of(desks, "drafter", case)
        history, rounds = page.text.partition("History")[2], page.text.partition("Approval, round 1")[2]
        assert "А.А.Deputy : missing visa waived by the signer" in history
        assert "Reason: В <b>отпуске</b>" in history
        assert "А.А.Lawyer Lawyer waived by the signer" in rounds
        assert "В <b>отпуске</b>" in rounds.partition("А.А.Banker")[0]


class TestWhatItHolds:
    def test_the_letter_stands_in_paragraphs(self, office: Office, desks: Desks) -> None:
        letter = office.letter(paragraphs=("Первый абзац.", "Второй абзац."), heading="О <b>важном</b>")
        page = page_of(desks, "drafter", lives.to_draft(office, letter=letter))
        assert "<p>Первый абзац.</p>" in page.html
        assert "О &lt;b&gt;важном&lt;/b&gt;" in page.html
        assert "<b>важном" not in page.html
        for line in ("Правительство", "Образцовой области", "участие", "проекты"):
            assert line in page.text

    def test_visas_of_all_rounds_with_their_remarks(self, office: Office, desks: Desks) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        told = {"digest": lives.digest(case), "round": 1, "remarks": "Нет <срока>."}
        lives.act(office, "lawyer", OutgoingCase.refuse_visa, case, **told)
        route = office.route("lawyer", "banker")
        lives.act(office, "drafter", OutgoingCase.resubmit, case, letter=office.letter("Иначе."), route=route)
        page = page_of(desks, "drafter", case)
        first, second = page.text.index("Approval, round 2"), page.text.index("Approval, round 1")
        assert first < second
        assert "awaited" in page.text[first:second]
        assert "refused" in page.text[second:]
        assert "Нет &lt;срока&gt;." in page.html

    def test_copies_with_what_became_of_them(self, office: Office, desks: Desks) -> None:
        case = lives.to_dispatched(office, **two_addressees(office))
        lives.act(office, "controller", OutgoingCase.excuse_addressee, case, ordinal=2, reason="ответ дан устно")
        text = page_of(desks, "drafter", case).text
        assert "Область post: sent RR123456789BY Reply: awaited" in text
        assert "Край post: sent RR123456789BY Reply: excused ответ дан устно" in text

    def test_sheets_are_links_once_they_are_drawn(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        page = page_of(desks, "drafter", case)
        assert "Draft being drawn" in page.text
        assert not [path for path in page.links.values() if "/sheets/" in path]
        worker.work_off(timezone.now)
        page = page_of(desks, "drafter", case)
        assert [path for path in page.links.values() if "/sheets/" in path]
        assert "and 1 entry on a drawn sheet" in page.text

    def test_linked_letters_are_shown_to_who_sees_them(self, office: Office, desks: Desks) -> None:
        request = lives.to_work(office)
        answer = lives.to_answer(office, request)
        lives.act(office, "drafter", OutgoingCase.submit, answer)
        lives.act(office, "clerk", OutgoingCase.start_round, answer, route=office.route("lawyer"))
        number = IncomingCase.objects.get(pk=request).number
        assert f"/cases/{request}/" in page_of(desks, "drafter", answer).links.values()
        assert f"/cases/{answer}/" in page_of(desks, "drafter", request).links.values()
        seen_by_lawyer = page_of(desks, "lawyer", answer)
        assert f"/cases/{request}/" not in seen_by_lawyer.links.values()
        assert number not in seen_by_lawyer.text

    def test_an_incoming_letter_shows_its_points_and_its_sender(self, office: Office, desks: Desks) -> None:
        case = lives.to_received(office, points=("когда?", "кто?"), their_number="77-Б")
        text = page_of(desks, "clerk", case).text
        for word in ("Incoming", "№ 77-Б, 02.03.2026", "Область", "когда?", "кто?"):
            assert word in text


class TestHistory:
    def test_it_tells_who_did_what_when_the_newest_first(self, office: Office, desks: Desks) -> None:
        page = page_of(desks, "drafter", lives.to_signed(office))
        history = page.text.partition("History ")[2]
        deeds = ["signed", "approval completed", "agreed", "sent for approval", "draft written"]
        places = [history.index(deed) for deed in deeds]
        assert places == sorted(places)
        assert "02.03.2026 12:06 А.А.Deputy : signed → Signed" in history.replace("А.А.Deputy:", "А.А.Deputy :")
        assert "Chancery : approval completed" in history.replace("Chancery:", "Chancery :")

    def test_what_was_destroyed_lawfully_is_said_to_be(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.cancel, case, reason="передумали")
        assert "Reason: передумали" in page_of(desks, "drafter", case).text
        Disclosure.objects.filter(entry__move="cancel", name="reason").delete()
        page = page_of(desks, "drafter", case)
        assert "Reason: destroyed lawfully" in page.text
        assert "передумали" not in page.text


class TestButtons:
    def test_each_person_has_his_own(self, office: Office, desks: Desks) -> None:
        case = lives.to_signed(office)
        assert buttons(page_of(desks, "registrar", case)) == ["Register", "Return the signed letter: defect of form"]
        assert buttons(page_of(desks, "deputy", case)) == ["Show to officials"]
        assert buttons(page_of(desks, "auditor", case)) == []

    def test_paper_is_marked_as_such(self, office: Office, desks: Desks) -> None:
        page = page_of(desks, "clerk", lives.to_signature(office))
        assert "Enter from paper: Sign" in page.links


class TestARestrictedLetter:
    def test_it_shows_its_card_and_no_text_and_no_file(self, office: Office, desks: Desks) -> None:
        case = lives.to_registered(office, letter=office.letter("Тайный текст.", heading="О разном"))
        worker.work_off(timezone.now)
        Case.objects.filter(pk=case).update(restriction="dsp")
        page = page_of(desks, "drafter", case)
        assert "Для служебного пользования" in page.text
        assert "О разном" in page.text
        for hidden in ("Тайный", "участие", "/sheets/", "/papers/"):
            assert hidden not in page.html
        assert "Registration card" in page.text


class TestHeldDecisions:
    def test_they_are_shown_with_the_time_left_and_undone_by_their_author(self, db: None) -> None:
        office = cast.found(hold_seconds=600)
        with clock_of(office):
            desks = Desks(office)
            case = lives.to_approval(office, "lawyer")
            page = desks("lawyer").open(f"/cases/{case}/acts/agree/")
            assert "Takes effect after 600 s; until then it may be undone." in page.text
            page = desks.sitting["lawyer"].press("Agree")
            assert "Decided: agreed." in page.text
            [left] = re.findall(r"decided, takes effect in (\d+) s", page.text)
            assert 500 < int(left) < 600
            assert "Undo" not in page_of(desks, "drafter", case).text
            page_of(desks, "lawyer", case)
            page = desks.sitting["lawyer"].press("Undo")
            assert "Your decision is undone." in page.text
            assert "Agree" in page.links

    def test_an_undo_that_comes_too_late_is_refused_aloud(self, db: None) -> None:
        office = cast.found(hold_seconds=600)
        with clock_of(office):
            desks = Desks(office)
            case = lives.to_approval(office, "lawyer")
            lives.agree(office, "lawyer", case)
            desks("lawyer").open(f"/cases/{case}/")
            office.clock += timedelta(minutes=20)
            page = desks.sitting["lawyer"].press("Undo")
            assert page.status == 409
            assert "the decision is in effect or was undone already" in page.text

    def test_nobody_else_undoes_it(self, db: None) -> None:
        office = cast.found(hold_seconds=600)
        with clock_of(office):
            desks = Desks(office)
            case = lives.to_approval(office, "lawyer")
            lives.agree(office, "lawyer", case)
            decision = Case.objects.get(pk=case).decisions.get().pk
            browser = desks("drafter")
            token = browser.page.forms[0].values["csrfmiddlewaretoken"]
            path = f"/cases/{case}/decisions/{decision}/undo/"
            answer = browser.client.post(path, {"csrfmiddlewaretoken": token})
            assert answer.status_code == 403
            assert "only its author undoes a decision" in answer.content.decode()
            missing = browser.client.post(f"/cases/{case}/decisions/999/undo/", {"csrfmiddlewaretoken": token})
            assert missing.status_code == 404


def test_a_long_life_costs_few_statements_more(office: Office, desks: Desks) -> None:
    browser = desks("drafter")

    def statements(case: int) -> int:
        browser.client.get(f"/cases/{case}/")
        with CaptureQueriesContext(connection) as captured:
            browser.client.get(f"/cases/{case}/")
        return len(captured)

    assert statements(lives.to_dispatched(office, **two_addressees(office))) <= statements(lives.to_draft(office)) + 4


@pytest.mark.parametrize("case", ["0", "999999", str(2**63), str(10**40)])
def test_a_case_that_is_not_there_has_no_page(case: str, office: Office, desks: Desks) -> None:
    page = desks("clerk").open(f"/cases/{case}/")
    assert page.status == 404
    assert "There is no such page" in page.text


def test_a_deadline_is_told_by_the_calendar_of_the_sender_too(office: Office, desks: Desks) -> None:
    case = lives.to_work(office, resolution={"due": date(2026, 5, 11)})
    page = desks("drafter").open(f"/cases/{case}/")
    assert "11.05.2026 by the calendar of Russia: 11.05.2026, Victory Day (observed)" in page.text
    office.correspondent.country = "BY"
    office.correspondent.save()
    assert "by the calendar" not in desks("drafter").open(f"/cases/{case}/").text
