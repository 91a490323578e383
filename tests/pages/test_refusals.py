"""What no page answers is answered aloud: in three languages, with the right status, telling nothing it should not."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver

from cases.lifecycle.refusal import BadFact, Refusal
from cases.pages.reader import reader
from cases.pages.refusals import Refusals
from tests.cast import Office
from tests.stories import lives

from .browser import Browser
from .desks import Desks


class TestNul:
    @pytest.mark.parametrize("path", ["/", "/cases/", "/cases/1/", "/account/login/", "/admin/", "/nowhere/"])
    @pytest.mark.parametrize("query", ["q=%00", "%00=1", "page=1&q=a%00b"])
    def test_an_address_with_a_nul_is_refused(self, path: str, query: str, office: Office, desks: Desks) -> None:
        answer = desks("clerk").client.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert "the address holds a NUL character, which is no text" in answer.content.decode()

    def test_in_the_path_as_well(self, office: Office, desks: Desks) -> None:
        assert desks("clerk").client.get("/cases/%00/").status_code == 400

    def test_a_stranger_is_told_the_same(self, db: None) -> None:
        assert Client().get("/cases/?q=%00").status_code == 400


class TestTooMuch:
    def test_a_request_over_8_mb_is_told_so(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        browser = desks("deputy")
        browser.open(f"/cases/{case}/acts/refuse_sign/")
        page = browser.press("Return unsigned", reason="а" * (5 * 2**20))  # 10 MB of UTF-8
        assert page.status == 413
        assert "what you sent is larger than 8 MB" in page.text

    def test_too_many_fields_are_no_form_of_ours(self, office: Office, desks: Desks) -> None:
        browser = desks("deputy")
        answer = browser.client.post("/language/", {f"a{n}": "1" for n in range(1100)})
        assert answer.status_code == 400
        assert "the request is not one that these pages send" in answer.content.decode()


class TestForgery:
    @pytest.mark.parametrize("path", ["/language/", "/account/logout/", "/account/login/", "/cases/1/acts/sign/"])
    def test_a_form_that_is_not_ours_is_refused(self, path: str, office: Office, desks: Desks) -> None:
        lives.to_signature(office)
        browser = desks("deputy")
        answer = browser.client.post(path, {"language": "be"})
        assert answer.status_code == 403
        assert "The form is too old or was not sent from our page." in answer.content.decode()
        assert browser.open("/").path == "/"


class TestPolicy:
    @pytest.mark.parametrize("path", ["/", "/cases/", "/account/login/", "/nowhere/"])
    def test_our_pages_hold_no_script_and_load_nothing_from_elsewhere(
        self, path: str, office: Office, desks: Desks
    ) -> None:
        answer = desks("clerk").client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        html = answer.content.decode()
        for forbidden in ("<script", "style=", "<style", " onclick", " onload", "javascript:", "http://", "https://"):
            assert forbidden not in html

    def test_the_admin_has_a_policy_of_its_own(self, office: Office, desks: Desks) -> None:
        answer = desks("clerk").client.get("/admin/login/")
        assert "default-src 'self'" in answer["Content-Security-Policy"]


class TestNotThere:
    @pytest.mark.parametrize(
        ("language", "says"), [("ru", '<html lang="ru">'), ("be", '<html lang="be">'), ("en", '<html lang="en">')]
    )
    def test_it_is_said_in_the_readers_language(self, language: str, says: str, office: Office, desks: Desks) -> None:
        browser = desks("clerk")
        office.user("clerk").__class__.objects.filter(username="clerk@gknt").update(language=language)
        answer = browser.client.get("/nowhere/")
        assert answer.status_code == 404
        assert says in answer.content.decode()

    def test_a_stranger_is_not_told_what_is_there(self, office: Office) -> None:
        case = lives.to_draft(office)
        there, nowhere = (Client().get(f"/cases/{number}/") for number in (case, 99999))
        assert (there.status_code, nowhere.status_code) == (302, 302)


def test_a_fault_of_ours_says_so_without_telling_more(
    office: Office, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret of the house")

    browser = desks("clerk")
    browser.client.raise_request_exception = False
    monkeypatch.setattr("workflows.desk.waiting.inbox_of", broken)
    answer = browser.client.get("/")
    assert answer.status_code == 500
    assert "Something broke here" in answer.content.decode()
    assert "secret" not in answer.content.decode()


class TestMiddleware:
    def test_a_refusal_that_a_page_did_not_answer_has_its_status(self, rf: RequestFactory, office: Office) -> None:
        request = rf.get("/")
        request.user = office.user("clerk")
        answer = Refusals(lambda _: None).process_exception(request, BadFact("no", field="title"))  # type: ignore[arg-type, return-value]
        assert answer is not None
        assert answer.status_code == 422
        assert "title: no" in answer.content.decode()

    def test_other_exceptions_are_not_its_own(self, rf: RequestFactory) -> None:
        middleware = Refusals(lambda _: None)  # type: ignore[arg-type, return-value]
        assert middleware.process_exception(rf.get("/"), RuntimeError()) is None
        assert issubclass(BadFact, Refusal)

    def test_a_page_without_a_user_has_no_reader(self, rf: RequestFactory) -> None:
        from django.contrib.auth.models import AnonymousUser
        from django.core.exceptions import PermissionDenied

        request = rf.get("/")
        request.user = AnonymousUser()
        with pytest.raises(PermissionDenied):
            reader(request)


def test_every_language_button_stands_on_every_page(db: None) -> None:
    page = Browser().open("/account/login/")
    assert [text for _, _, text in page.forms[0].buttons] == ["Русский", "Беларуская", "English"]
    assert get_resolver().resolve_error_handler(400).__name__ == "bad_request"
