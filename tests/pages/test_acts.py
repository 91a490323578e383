"""Acts by pages: the form asks what the move asks, a refusal stands beside its field, nothing typed is lost."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.lifecycle.facts import LetterText
from cases.models import Case, Draft, IncomingCase, OutgoingCase
from tests import papers
from tests.cast import Office
from tests.stories import lives
from tests.traces import everything, opened, stands

from .browser import Page
from .desks import Desks

SCAN = papers.pdf()


def scan(octets: bytes = SCAN) -> SimpleUploadedFile:
    """A file as a browser sends it, once."""
    return SimpleUploadedFile("scan.pdf", octets)


def form(desks: Desks, who: str, case: int, move: str) -> Page:
    """The form of a move."""
    return desks(who).open(f"/cases/{case}/acts/{move}/")


class TestAnAct:
    def test_it_is_made_with_what_was_typed(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        form(desks, "deputy", case, "refuse_sign")
        page = desks.sitting["deputy"].press("Return unsigned", reason="Не тот адресат")
        assert (page.path, page.status) == (f"/cases/{case}/", 200)
        assert opened(case, "refuse_sign")["reason"] == "Не тот адресат"
        assert "Done: returned unsigned." in page.text

    def test_a_number_is_told(self, office: Office, desks: Desks) -> None:
        case = lives.to_signed(office)
        form(desks, "registrar", case, "register")
        page = desks.sitting["registrar"].press("Register", file_index="06-09")
        assert "Number: 06-09/398" in page.text

    def test_a_double_click_is_one_act_with_one_answer(self, office: Office, desks: Desks) -> None:
        case = lives.to_signed(office)
        browser = desks("registrar")
        browser.open(f"/cases/{case}/acts/register/")
        sent = browser.form_with("Register").values | {"file_index": "06-09"}
        for _ in range(3):
            answer = browser.client.post(f"/cases/{case}/acts/register/", sent)
            assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case}/")
        assert stands(case).entries.filter(move="register").count() == 1
        assert stands(case).number == "06-09/398"

    def test_two_forms_have_two_keys(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        keys = {form(desks, "deputy", case, "sign").forms[2].values["key"] for _ in range(2)}
        assert len(keys) == 2

    def test_a_draft_is_changed_from_what_it_was(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        page = form(desks, "drafter", case, "revise")
        assert page.forms[2].values["letter-heading"] == "О сотрудничестве"
        assert page.forms[2].values["letter-points"] == "участие\nпроекты"
        desks.sitting["drafter"].press("Change the draft", letter__paragraphs="Первый.\n\nВторой.")
        letter = LetterText.read(Draft.objects.get(case=case, version=2).content)
        before = LetterText.read(Draft.objects.get(case=case, version=1).content)
        assert letter.paragraphs == ("Первый.", "Второй.")
        assert (letter.addressees, letter.points) == (before.addressees, before.points)

    def test_attachments_are_sent_once_and_stay(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        form(desks, "drafter", case, "revise")
        sent = {"title": "Перечень проектов", "sheets": "2", "copies": "1", "digest": scan()}
        fill = {f"letter__attachments__1__{name}": value for name, value in sent.items()}
        desks.sitting["drafter"].press("Change the draft", **fill)
        form(desks, "drafter", case, "revise")
        desks.sitting["drafter"].press("Change the draft", letter__heading="О проектах")
        attached = Draft.objects.get(case=case, version=3).content["attachments"]
        assert [(one["title"], one["sheets"], one["copies"]) for one in attached] == [("Перечень проектов", 2, 1)]
        page = desks("drafter").open(f"/cases/{case}/")
        assert desks.sitting["drafter"].client.get(page.links["Перечень проектов"]).content == SCAN

    def test_the_next_round_begins_with_the_people_of_the_last_one(self, office: Office, desks: Desks) -> None:
        case = lives.to_approval(office, "lawyer", "banker")
        lives.act(office, "lawyer", OutgoingCase.refuse_visa, case, digest=lives.digest(case), round=1, remarks="нет")
        page = form(desks, "drafter", case, "resubmit")
        chosen = [page.forms[2].values[f"route-{n}-official"] for n in (1, 2, 3)]
        assert chosen == [str(office.id("lawyer")), str(office.id("banker")), ""]

    def test_an_incoming_letter_is_taken_in(self, office: Office, desks: Desks) -> None:
        browser = desks("clerk")
        browser.follow("Take a letter in")
        page = browser.press(
            "Take a letter in", unit="Управление", correspondent="Область", title="О визите",
            their_number="77-1", their_date="2026-03-01", points="когда\nкто",
        )  # fmt: skip
        case = IncomingCase.objects.get()
        assert page.path == f"/cases/{case.pk}/"
        assert (case.their_number, case.title, case.delivery, case.sheets) == ("77-1", "О визите", "post", 1)
        assert [point.text for point in case.points.all()] == ["когда", "кто"]

    def test_a_reply_is_opened_from_the_letter_that_it_answers(self, office: Office, desks: Desks) -> None:
        request = lives.to_work(office)
        page = desks("drafter").open(f"/cases/new/draft_letter/?reply_to={request}")
        assert page.forms[2].values["reply_to"] == [str(request)]
        assert page.forms[2].values["letter-addressees-1-correspondent"] == str(office.correspondent.pk)
        for strange in ("x", "999999", "-1", "1" * 30):
            page = desks("drafter").open(f"/cases/new/draft_letter/?reply_to={strange}")
            assert (page.status, page.forms[2].values["reply_to"]) == (200, [])


class TestARefusal:
    def test_it_stands_beside_its_field_and_keeps_what_was_typed(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        form(desks, "drafter", case, "revise")
        before = everything()
        page = desks.sitting["drafter"].press("Change the draft", letter__heading=" ", letter__points="мой вопрос")
        assert page.status == 422
        assert page.forms[2].values["letter-points"] == "мой вопрос"
        assert 'class="field wrong" data-field="letter-heading"' in page.html
        assert everything() == before

    def test_a_refusal_of_the_law_is_beside_the_field_that_it_names(self, office: Office, desks: Desks) -> None:
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.submit, case)
        form(desks, "clerk", case, "start_round")
        page = desks.sitting["clerk"].press(
            "Send for approval", route__1__official="Lawyer", route__2__official="Lawyer"
        )
        assert page.status == 422
        assert "an approver is named once" in page.text
        assert 'class="field wrong" data-field="route"' in page.html
        assert page.forms[2].values["route-2-official"] == str(office.id("lawyer"))

    def test_who_may_not_is_told_so_before_he_types(self, office: Office, desks: Desks) -> None:
        page = form(desks, "drafter", lives.to_signature(office), "sign")
        assert page.status == 403
        assert "none of your roles in this case makes this move" in page.text

    def test_what_is_over_is_told_with_who_did_what_when(self, office: Office, desks: Desks) -> None:
        case = lives.to_signed(office)
        page = form(desks, "deputy", case, "refuse_sign")
        assert page.status == 409
        assert "the case has moved on (А.А.Deputy: signed, 02.03.2026 12:" in page.text

    def test_a_stale_act_says_who_did_what_and_keeps_the_reason(self, office: Office, desks: Desks) -> None:
        case = lives.to_dispatched(office)
        form(desks, "controller", case, "excuse_addressee")
        lives.act(office, "registrar", OutgoingCase.correct_card, case, title="О новом", file_index="06-09", reason="x")
        before = everything()
        page = desks.sitting["controller"].press("Excuse an addressee from replying", reason="Ответили по телефону")
        assert page.status == 409
        assert "the case has changed since you looked (А.А.Registrar: card corrected," in page.text
        assert page.forms[2].values["reason"] == "Ответили по телефону"
        assert everything() == before

    def test_a_visa_for_another_text_is_refused(self, office: Office, desks: Desks) -> None:
        case = lives.to_approval(office, "lawyer")
        browser = desks("lawyer")
        browser.open(f"/cases/{case}/acts/agree/")
        sent = browser.form_with("Agree").values | {"digest": "0" * 64}
        answer = browser.client.post(f"/cases/{case}/acts/agree/", sent)
        assert answer.status_code == 409
        assert "the letter has changed since you read it" in answer.content.decode()

    def test_a_key_of_another_request_is_refused(self, office: Office, desks: Desks) -> None:
        case = lives.to_dispatched(office)
        browser = desks("controller")
        browser.open(f"/cases/{case}/acts/await_reply/")
        sent = browser.form_with("Put the reply on control").values
        path = f"/cases/{case}/acts/await_reply/"
        assert browser.client.post(path, sent | {"until": "2026-09-18"}).status_code == 302
        answer = browser.client.post(path, sent | {"until": "2026-10-18"})
        assert answer.status_code == 409
        assert "this key was used for another request" in answer.content.decode()

    @pytest.mark.parametrize("path", ["complete_round", "draft_letter", "no_such", "save"])
    def test_an_act_that_nobody_makes_has_no_page(self, office: Office, desks: Desks, path: str) -> None:
        assert form(desks, "drafter", lives.to_draft(office), path).status == 404


class TestOnPaper:
    def test_the_chancery_enters_what_was_signed_by_hand(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        browser = desks("clerk")
        browser.open(f"/cases/{case}/")
        browser.follow("Enter from paper: Sign")
        page = browser.press("Sign", on_behalf_of="Deputy", occurred_at="2026-03-02T12:03", scan=scan())
        assert "Done: signed." in page.text
        entry = stands(case).entries.get(move="sign")
        assert (entry.origin, entry.actor, entry.author) == ("paper", office.id("clerk"), office.id("deputy"))
        assert entry.occurred_at == datetime(2026, 3, 2, 9, 3, tzinfo=UTC)  # 12:03 in Minsk
        assert "made on paper, entered by the chancery: А.А.Clerk" in page.text
        assert browser.client.get(page.links["Scan of the paper"]).content == SCAN

    def test_a_refused_form_keeps_the_scan(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        browser = desks("clerk")
        browser.open(f"/cases/{case}/acts/sign/paper/")
        page = browser.press("Sign", on_behalf_of="Deputy", occurred_at="", scan=scan())
        assert (page.status, "kept: scan.pdf" in page.text) == (422, True)
        page = browser.press("Sign", occurred_at="2026-03-02T12:03")
        assert "Done: signed." in page.text

    @pytest.mark.parametrize(
        ("fill", "says"),
        [
            ({"occurred_at": "2027-03-02T12:03"}, "an act is not entered before it takes place"),
            ({"occurred_at": "yesterday"}, "Enter a valid date/time."),
            ({"scan": scan(b"")}, "a file has 1 byte to 25 MB"),
            ({"on_behalf_of": "Banker"}, "none of your roles in this case makes this move"),
        ],
    )
    def test_what_the_paper_does_not_prove_is_refused(
        self, fill: dict[str, object], says: str, office: Office, desks: Desks
    ) -> None:
        case = lives.to_signature(office)
        browser = desks("clerk")
        browser.open(f"/cases/{case}/acts/sign/paper/")
        told = {"on_behalf_of": "Deputy", "occurred_at": "2026-03-02T12:03", "scan": scan()} | fill
        before = everything()
        page = browser.press("Sign", **told)
        assert page.status in (403, 422)
        assert says in page.text
        assert everything() == before

    def test_nobody_else_has_that_page(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        page = desks("deputy").open(f"/cases/{case}/acts/sign/paper/")
        assert page.status == 403
        assert "none of your roles enters this act for its author" in page.text


def test_every_act_on_a_case_is_of_one_body(office: Office, desks: Desks) -> None:
    assert Case.objects.count() == 0
    page = desks("admin").open("/cases/new/draft_letter/")
    assert page.status == 403
    assert Case.objects.count() == 0
