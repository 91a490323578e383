"""Every route that comes with a second factor and with the log-in of the network is closed as the others are."""

import re

import pytest
from django.test import Client

from cases.models import User
from tests.cast import Office
from tests.matrix.cells import OF_CASES, OF_PEOPLE
from tests.pages.addresses import EXTRA, OF_FACTORS, routes
from tests.pages.browser import Browser
from tests.pages.desks import PASSWORD
from tests.pages.test_languages import latin_words
from tests.pages.test_sitting import Watch

from .telephone import came, set_up

WRITING = {name: path for name, path in EXTRA.items() if name not in ("factors", "openid_connect_callback")}


def test_every_route_is_thought_of() -> None:
    there = {name for name in routes() if not name.startswith("admin:")}
    assert there == OF_CASES.keys() | OF_PEOPLE.keys() | EXTRA.keys()
    assert not EXTRA.keys() & (OF_CASES.keys() | OF_PEOPLE.keys())


@pytest.mark.django_db
@pytest.mark.parametrize("path", OF_FACTORS.values())
def test_a_stranger_is_sent_to_the_log_in(path: str) -> None:
    for answer in (Client().get(path), Client().post(path, {"code": "000000", "credential": "{}"})):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("path", WRITING.values())
def test_nothing_is_written_without_a_token_of_ours(path: str, deputy: User) -> None:
    for client in (Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)):
        assert client.post(path, {"code": "000000"}).status_code == 403
        client.force_login(deputy)
        assert client.post(path, {"code": "000000"}).status_code == 403


@pytest.mark.parametrize("path", [*EXTRA.values()])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(method: str, path: str, deputy: User) -> None:
    client = Client()
    client.force_login(deputy)
    answer = client.generic(method, path)
    assert answer.status_code in (302, 405)
    assert answer.status_code == 405 or answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", ["make_codes", "remove_factor", "network_login"])
def test_what_changes_something_is_never_read(name: str, deputy: User) -> None:
    client = Client()
    client.force_login(deputy)
    assert client.get(EXTRA[name]).status_code == 405


@pytest.mark.parametrize("path", [*OF_FACTORS.values(), "/account/second/"])
def test_pages_are_kept_by_no_browser_and_run_only_our_own_scripts(path: str, deputy: User) -> None:
    client = Client()
    client.force_login(deputy)
    answer = client.get(path)
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "<style" not in answer.content.decode()
    assert " style=" not in answer.content.decode()


@pytest.mark.parametrize("language", ["ru", "be"])
def test_each_page_is_in_the_readers_language(language: str, deputy: User, watch: Watch, office: Office) -> None:
    browser = came(deputy)
    set_up(browser)
    User.objects.filter(pk=deputy.pk).update(language=language)
    for path in ("/account/factors/", "/account/factors/app/", "/account/factors/key/", "/account/proof/"):
        browser.open(path)
        keys = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", browser.page.html))
        assert latin_words(browser.page.text.replace(keys or "-", ""), office) <= {"TOTP"}, path
    outside = Browser(language)
    outside.open("/")
    assert latin_words(outside.page.text, office) == set()
    form = next(form for form in outside.page.forms if "password" in form.values)
    outside.press(form.buttons[0][2], username=deputy.username, password=PASSWORD)
    assert outside.page.path == "/account/second/"
    assert latin_words(outside.page.text, office) == set()
