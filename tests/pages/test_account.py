"""Logging in and out, a new password, the language of each reader."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cases.models import User
from tests.cast import Office

from .browser import Browser
from .desks import PASSWORD, Desks


@pytest.fixture
def drafter(office: Office) -> User:
    """Somebody with a password and an address."""
    user = office.user("drafter")
    user.set_password(PASSWORD)
    user.email, user.language = "drafter@example.org", "en"
    user.save()
    return user


class TestLogIn:
    def test_everything_leads_there_and_back(self, drafter: User) -> None:
        browser = Browser()
        page = browser.open("/cases/?q=x")
        assert page.path.startswith("/account/login/?next=/cases/")
        page = browser.press("Log in", username=drafter.username, password=PASSWORD)
        assert page.path == "/cases/?q=x"
        assert "А.А.Drafter" in page.text

    @pytest.mark.parametrize(
        ("name", "password"),
        [("drafter@gknt", "wrong"), ("nobody", PASSWORD), ("drafter@gknt\0", PASSWORD), ("", ""), ("x" * 5000, "y")],
    )
    def test_a_wrong_pair_is_refused_without_saying_which(self, name: str, password: str, drafter: User) -> None:
        browser = Browser()
        browser.open("/")
        page = browser.press("Log in", username=name, password=password)
        assert page.path.startswith("/account/login/")
        assert 'role="alert"' in page.html or "errorlist" in page.html
        assert PASSWORD not in page.html

    def test_who_is_not_active_stays_outside(self, drafter: User) -> None:
        drafter.is_active = False
        drafter.save()
        browser = Browser()
        browser.open("/")
        assert browser.press("Log in", username=drafter.username, password=PASSWORD).path.startswith("/account/login/")

    def test_the_way_back_leads_to_no_other_host(self, drafter: User) -> None:
        browser = Browser()
        browser.open("/account/login/?next=https://evil.example/")
        assert browser.press("Log in", username=drafter.username, password=PASSWORD).path == "/"

    def test_logging_out_ends_it(self, office: Office, desks: Desks) -> None:
        browser = desks("drafter")
        assert browser.press("Log out").path.startswith("/account/login/")
        assert browser.open("/").path.startswith("/account/login/")

    def test_who_is_no_official_finds_nothing_to_do(self, db: None) -> None:
        User.objects.create_user("stranger", password=PASSWORD, language="en")
        browser = Browser()
        browser.open("/")
        page = browser.press("Log in", username="stranger", password=PASSWORD)
        assert "Nothing waits for you." in page.text
        page = browser.open("/cases/new/draft_letter/")
        assert page.status == 403
        assert "0 letters" in browser.open("/cases/").text


@pytest.fixture
def mailed(settings: Any) -> None:
    """An installation that sends mail."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def test_where_no_mail_is_sent_nothing_is_promised(db: None, settings: Any) -> None:
    settings.MAILERS = {}
    page = Browser().open("/account/password/")
    assert page.status == 409
    assert "no mail is sent from here: ask your administrator for a new password" in page.text


@pytest.mark.usefixtures("mailed")
class TestNewPassword:
    def test_a_link_by_mail_sets_it_once(self, drafter: User) -> None:
        browser = Browser()
        browser.open("/")
        browser.follow("Forgot the password?")
        page = browser.press("Send the link", email="drafter@example.org")
        assert "The link is on its way" in page.text
        [sent] = mail.outbox
        assert (sent.to, sent.subject) == (["drafter@example.org"], "Chancery: a new password")
        assert drafter.username in sent.body
        [link] = re.findall(r"http://testserver(\S+)", str(sent.body))
        browser.open(link)
        page = browser.press("Keep the password", new_password1="Совсем новый 1", new_password2="Совсем новый 1")
        assert "The password is changed" in page.text
        browser.follow("Log in")
        assert browser.press("Log in", username=drafter.username, password="Совсем новый 1").path == "/"
        assert "This link was used already or is too old." in Browser().open(link).text

    def test_a_weak_password_is_refused_with_the_reason(self, drafter: User) -> None:
        browser = Browser()
        browser.open("/account/password/")
        browser.press("Send the link", email="drafter@example.org")
        browser.open(re.findall(r"http://testserver(\S+)", str(mail.outbox[0].body))[0])
        page = browser.press("Keep the password", new_password1="12345678", new_password2="12345678")
        assert "This password is too common." in page.text

    @pytest.mark.parametrize("address", ["nobody@example.org", "inactive@example.org"])
    def test_a_strange_address_is_answered_the_same_and_gets_no_mail(self, address: str, drafter: User) -> None:
        User.objects.create_user("gone", email="inactive@example.org", password=PASSWORD, is_active=False)
        browser = Browser()
        browser.open("/account/password/")
        assert "The link is on its way" in browser.press("Send the link", email=address).text
        assert mail.outbox == []


class TestLanguage:
    def test_each_reader_keeps_his_own(self, office: Office, desks: Desks) -> None:
        browser = desks("drafter")
        assert '<html lang="en">' in browser.page.html
        page = browser.press("Беларуская")
        assert '<html lang="be">' in page.html
        assert User.objects.get(pk=office.user("drafter").pk).language == "be"
        assert '<html lang="en">' in desks("clerk").page.html

    def test_one_comes_back_to_where_one_was(self, office: Office, desks: Desks) -> None:
        browser = desks("drafter")
        browser.open("/cases/?q=x")
        assert browser.press("Русский").path == "/cases/?q=x"

    def test_it_may_be_chosen_before_one_logs_in(self, db: None) -> None:
        browser = Browser()
        browser.open("/")
        assert '<html lang="be">' in browser.press("Беларуская").html
        assert '<html lang="be">' in browser.open("/account/login/").html

    def test_without_a_wish_it_is_russian(self, db: None) -> None:
        assert '<html lang="ru">' in Client().get("/account/login/").content.decode()

    @pytest.mark.parametrize("language", ["xx", "", "../", "ru\0"])
    def test_a_language_that_we_do_not_speak_changes_nothing(self, language: str, office: Office, desks: Desks) -> None:
        browser = desks("drafter")
        token = browser.page.forms[0].values["csrfmiddlewaretoken"]
        sent = {"csrfmiddlewaretoken": token, "language": language, "next": "https://evil.example/"}
        answer = browser.client.post("/language/", sent)
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert User.objects.get(pk=office.user("drafter").pk).language == "en"

    def test_it_is_changed_by_a_form_only(self, office: Office, desks: Desks) -> None:
        assert desks("drafter").client.get("/language/").status_code == 405
