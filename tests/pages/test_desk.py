"""The desk of who decides, without scripts: queues, the letter, decisions that go on to the next one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Body, Case, CaseGrant, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.moves.doors import let_see
from tests.stories import lives
from workflows import worker

from .browser import Page
from .desks import Desks


def to_sign(office: Office, *headings: str) -> list[int]:
    """Letters that await the signature of the deputy, in this order."""
    return [lives.to_signature(office, letter=office.letter(heading=heading)) for heading in headings]


def rows(page: Page) -> list[str]:
    """The addresses of the letters in the queue, in their order."""
    return [path for text, path in page.anchors if path.startswith("/desk/") and text and "visas" in text]


class TestQueues:
    def test_each_lies_in_its_own_and_is_counted(self, office: Office, desks: Desks) -> None:
        to_sign(office, "О первом", "О втором")
        page = desks("deputy").open("/desk/")
        assert page.path == "/desk/sign/"
        assert "To sign 2 To agree Resolutions To read On control" in page.text

    def test_the_first_that_has_something_is_opened(self, office: Office, desks: Desks) -> None:
        lives.to_approval(office, "lawyer", letter=office.letter(heading="О визе"))
        page = desks("lawyer").open("/desk/")
        assert (page.path, "To agree 1" in page.text) == ("/desk/visa/", True)
        assert desks("banker").open("/desk/").path == "/desk/sign/"

    def test_a_visa_waits_for_its_turn(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.submit, case)
        first, second = office.route("lawyer", "banker")
        later = type(second)(second.official, 2)
        lives.act(office, "clerk", OutgoingCase.start_round, case, route=(first, later))
        assert "All is cleared here" in desks("banker").open("/desk/visa/").text
        lives.agree(office, "lawyer", case)
        assert "To agree 1" in desks("banker").open("/desk/visa/").text

    def test_a_resolution_is_written_where_the_letter_is_read(self, office: Office, desks: Desks) -> None:
        lives.to_resolution(office)
        page = desks("deputy").open("/desk/resolution/")
        page = desks.sitting["deputy"].press(
            "Write the resolution", text="Прошу ответить.", due="2026-03-30",
            charges__1__official="Drafter", charges__1__responsible="on", control="on",
        )  # fmt: skip
        assert "Done: resolution written." in page.text
        assert "On control 1" in page.text

    def test_what_was_shown_is_read_with_one_press(self, office: Office, desks: Desks) -> None:
        case = lives.to_resolution(office)
        lives.act(office, "clerk", IncomingCase.send_for_familiarisation, case, officials=(office.id("expert"),))
        page = desks("expert").open("/desk/reading/")
        assert "To read 1" in page.text
        assert "All is cleared here" in desks.sitting["expert"].press("I have read it A").text

    def test_a_search_stays_in_the_queue(self, office: Office, desks: Desks) -> None:
        to_sign(office, "О первом", "О втором", "О третьем")
        page = desks("deputy").open("/desk/sign/?q=ВТОР")
        assert [page.text.count(name) > 0 for name in ("О первом", "О втором", "О третьем")] == [False, True, False]
        page = desks.sitting["deputy"].press("Sign A")
        assert page.path.startswith("/desk/sign/?q=")
        assert "All is cleared here" in page.text

    @pytest.mark.parametrize("who", ["auditor", "admin"])
    def test_who_acts_in_no_case_has_no_desk(self, who: str, office: Office, desks: Desks) -> None:
        assert "Desk" not in desks(who).page.links
        assert desks(who).open("/desk/sign/").status == 404

    @pytest.mark.parametrize("path", ["/desk/nothing/", "/desk/sign/999/", "/desk/sign/999/letter/"])
    def test_what_is_not_there(self, path: str, office: Office, desks: Desks) -> None:
        assert desks("deputy").open(path).status == 404


class TestDecisions:
    def test_one_press_decides_and_lays_the_next_letter_out(self, office: Office, desks: Desks) -> None:
        first, second = to_sign(office, "О первом", "О втором")
        desks("deputy").open("/desk/sign/")
        page = desks.sitting["deputy"].press("Sign A")
        assert page.path == f"/desk/sign/{second}/"
        assert "Done: signed." in page.text
        assert Case.objects.get(pk=first).state == "signed"
        page = desks.sitting["deputy"].press("Sign A")
        assert ("All is cleared here" in page.text, "Sign A" in page.text) == (True, False)

    def test_a_return_asks_for_its_remark(self, office: Office, desks: Desks) -> None:
        [case] = to_sign(office, "О первом")
        desks("deputy").open("/desk/sign/")
        refused = desks.sitting["deputy"].press("Return unsigned", reason=" ")
        assert (refused.status, "Nothing was done" in refused.text) == (422, True)
        desks.sitting["deputy"].open("/desk/sign/")
        desks.sitting["deputy"].press("Return unsigned", reason="Нет срока.")
        assert Case.objects.get(pk=case).state == "rework"

    def test_a_held_decision_has_left_the_queue_and_comes_back_when_undone(self, office: Office, desks: Desks) -> None:
        [case] = to_sign(office, "О первом")
        Body.objects.update(hold_seconds=600)
        desks("deputy").open("/desk/sign/")
        page = desks.sitting["deputy"].press("Sign A")
        assert "All is cleared here" in page.text
        assert "1 decision takes effect shortly." in page.text
        assert Case.objects.get(pk=case).state == "awaiting_signature"
        page = desks.sitting["deputy"].press("Undo Z")
        assert (page.path, "Your decision is undone." in page.text) == (f"/desk/sign/{case}/", True)
        assert "To sign 1" in page.text
        assert [one.move for one in Case.objects.get(pk=case).entries.order_by("-seq")[:2]] == ["undo", "decide"]

    def test_a_postponed_letter_lies_at_the_end(self, office: Office, desks: Desks) -> None:
        first, second = to_sign(office, "О первом", "О втором")
        desks("deputy").open("/desk/sign/")
        page = desks.sitting["deputy"].press("Postpone S")
        assert page.path == f"/desk/sign/{second}/"
        assert [path.rpartition("sign/")[2] for path in rows(page)][:2] == [f"{second}/", f"{first}/"]

    def test_a_decision_that_is_none_of_the_queue_is_not_there(self, office: Office, desks: Desks) -> None:
        [case] = to_sign(office, "О первом")
        browser = desks("deputy")
        token = browser.page.forms[0].values["csrfmiddlewaretoken"]
        answer = browser.client.post(f"/desk/sign/{case}/cancel/", {"csrfmiddlewaretoken": token, "reason": "нет"})
        assert answer.status_code == 404
        assert Case.objects.get(pk=case).state == "awaiting_signature"

    def test_the_same_press_twice_decides_once(self, office: Office, desks: Desks) -> None:
        [case] = to_sign(office, "О первом")
        browser = desks("deputy")
        browser.open("/desk/sign/")
        form = browser.form_with("Sign A")
        for _ in range(2):
            assert browser.client.post(form.action, form.values).status_code == 302
        assert Case.objects.get(pk=case).entries.filter(move="sign").count() == 1

    def test_a_script_is_answered_in_one_line(self, office: Office, desks: Desks) -> None:
        [case] = to_sign(office, "О первом")
        browser = desks("deputy")
        browser.open("/desk/sign/")
        form = browser.form_with("Sign A")
        lives.act(office, "drafter", OutgoingCase.recall, case, reason="Ошибка")
        answer = browser.client.post(form.action, form.values, headers={"X-Desk": "1"})
        assert (answer.status_code, "<html" in answer.content.decode()) == (409, False)
        assert "Not done" in answer.content.decode()


class TestTheLetter:
    def test_a_question_stands_beside_its_answer(self, office: Office, desks: Desks) -> None:
        request = lives.to_work(office, points=("Кто участвует?",))
        answer = {"ordinal": 1, "kind": "yes", "answer": "Участвует институт."}
        lives.act(office, "drafter", IncomingCase.answer_point, request, **answer)
        lives.to_signature(office, reply_to=(request,))
        page = desks("deputy").open("/desk/sign/")
        assert "Кто участвует? yes Участвует институт." in page.text

    def test_what_changed_since_ones_own_decision(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office, letter=office.letter("Просим сообщить о проектах."))
        assert "What changed" not in desks("deputy").open("/desk/sign/").text
        lives.act(office, "deputy", OutgoingCase.refuse_sign, case, reason="Нет срока.")
        later = office.letter("Просим до 1 мая сообщить о проектах.")
        route = office.route("lawyer", "banker")
        lives.act(office, "drafter", OutgoingCase.resubmit, case, letter=later, route=route)
        for who in ("lawyer", "banker"):
            lives.agree(office, who, case)
        page = desks("deputy").open(f"/desk/sign/{case}/?view=changes")
        assert "chg." in page.text
        assert "<ins>" in page.html
        assert "paragraph 1 Просим до 1 мая сообщить" in page.text
        assert "Came back for rework 1 time" in page.text

    def test_a_restricted_letter_keeps_its_text(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office, letter=office.letter("Тайное слово."))
        Case.objects.filter(pk=case).update(restriction="dsp")
        page = desks("deputy").open("/desk/sign/")
        assert ("Тайное" in page.html, "The letter is restricted" in page.text) == (False, True)

    def test_whom_a_grant_names_reads_it_on_his_desk(self, office: Office, desks: Desks) -> None:
        request = lives.to_work(office, points=("Тайный вопрос?",), restricted=True)
        answer = {"ordinal": 1, "kind": "yes", "answer": "Тайный ответ."}
        lives.act(office, "drafter", IncomingCase.answer_point, request, **answer)
        told: dict[str, Any] = {"restricted": True, "reply_to": (request,)}
        case = lives.to_signature(office, letter=office.letter("Тайное слово."), **told)
        worker.work_off(timezone.now)
        shown = ("Тайное", "PDF</a>", "Тайный вопрос?")
        for granted, seen in (((), ()), ((case,), shown[:2]), ((request,), shown)):
            for one in granted:
                let_see(office, one, "deputy")
            page = desks("deputy").open("/desk/sign/")
            assert tuple(word for word in shown if word in page.html) == seen
            assert ("The letter is restricted" in page.text) == (not seen)
        CaseGrant.objects.update(ended=True)
        page = desks("deputy").open("/desk/sign/")
        assert [word for word in shown if word in page.html] == []

    def test_a_change_of_a_restricted_letter_is_shown_by_name_alone(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office, letter=office.letter("Просим сообщить."), restricted=True)
        lives.act(office, "deputy", OutgoingCase.refuse_sign, case, reason="Нет срока.")
        later = office.letter("Просим до 1 мая сообщить.")
        lives.act(office, "drafter", OutgoingCase.resubmit, case, letter=later, route=office.route("lawyer"))
        visa = {"digest": lives.digest(case), "round": 2, "remarks": "Тайное замечание."}
        lives.act(office, "lawyer", OutgoingCase.agree_with_remarks, case, **visa)
        page = desks("deputy").open("/desk/sign/")
        assert ("What changed" in page.text, "Тайное замечание." in page.text) == (False, False)
        let_see(office, case, "deputy")
        page = desks("deputy").open("/desk/sign/")
        assert ("What changed" in page.text, "Тайное замечание." in page.text) == (True, True)

    def test_a_deadline_is_said_in_words(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        for due, said in ((date(2026, 3, 1), "late"), (date(2026, 3, 2), "today"), (date(2026, 3, 4), "2 days")):
            Case.objects.filter(pk=case).update(due=due)
            assert said in desks("deputy").open("/desk/sign/").text


def test_its_statements_do_not_grow_with_the_queue(office: Office, desks: Desks) -> None:
    def statements() -> int:
        browser = desks("deputy")
        with CaptureQueriesContext(connection) as made:
            browser.client.get("/desk/sign/")
        return len(made)

    to_sign(office, "О первом", "О втором")
    few = statements()
    to_sign(office, *(f"О деле {n}" for n in range(6)))
    assert statements() == few
    assert few <= 19


class TestProof:
    def test_signing_asks_once_who_it_is_and_comes_back_to_the_letter(
        self, office: Office, desks: Desks, settings: Any
    ) -> None:
        [case] = to_sign(office, "О первом")
        browser = desks("deputy")
        settings.CHANCERY_SITTING = timedelta()
        page = browser.open("/desk/sign/")
        assert "Show that it is you" in page.links
        page = browser.press("Sign A")
        assert page.path == f"/account/proof/?next=%2Fdesk%2Fsign%2F{case}%2F"
        assert Case.objects.get(pk=case).state == "awaiting_signature"
        browser.open("/desk/sign/")
        form = browser.form_with("Sign A")
        answer = browser.client.post(form.action, form.values, headers={"X-Desk": "1"})
        assert (answer.status_code, "/account/proof/" in answer.content.decode()) == (403, True)
