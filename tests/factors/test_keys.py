"""Security keys: what they sign is right, of this page, of this question, and of this person."""

import html
import json
import re
from typing import Any

import pytest

from cases.models import User
from cases.pages.factors import held
from tests.cast import Office
from tests.pages.browser import Browser, Page
from tests.pages.desks import PASSWORD
from tests.pages.test_sitting import Watch

from .keyring import Key
from .telephone import came, is_inside


def asked(page: Page) -> str:
    """What a page asks a key."""
    [told] = re.findall(r'data-options="([^"]+)"', page.html)
    return html.unescape(told)


def add(browser: Browser, key: Key, name: str = "blue") -> Page:
    """Add a key as somebody who has just logged in."""
    browser.open("/account/factors/key/")
    return send(browser, key.made(asked(browser.page)), "/account/factors/key/", name=name)


def send(browser: Browser, credential: str, path: str, **fill: str) -> Page:
    """Send the form of a page with what a key has answered, as the script does."""
    [form] = [one for one in browser.page.forms if "credential" in one.values]
    return browser.show(browser.client.post(path, form.values | fill | {"credential": credential}, follow=True))


@pytest.fixture
def key(deputy: User) -> Key:
    """The deputy's key."""
    one = Key()
    assert "not shown again" in add(came(deputy), one).text
    return one


class TestLogIn:
    def test_the_key_comes_in(self, deputy: User, key: Key) -> None:
        browser = came(deputy)
        assert browser.page.path == "/account/second/"
        page = send(browser, key.answer(asked(browser.page)), "/account/second/")
        assert page.path == "/"
        assert "Security key: blue" in browser.open("/account/factors/").text
        assert "last used" in browser.page.text

    def test_an_answer_is_good_for_one_question(self, deputy: User, key: Key) -> None:
        first = came(deputy)
        answer = key.answer(asked(first.page))
        assert not is_inside_after(came(deputy), answer)
        assert is_inside_after(first, answer)
        assert not is_inside_after(came(deputy), answer)

    def test_after_a_wrong_answer_the_question_is_another(self, deputy: User, key: Key) -> None:
        browser = came(deputy)
        before = asked(browser.page)
        send(browser, Key().answer(before), "/account/second/")
        assert json.loads(asked(browser.page))["challenge"] != json.loads(before)["challenge"]
        assert not is_inside_after(browser, key.answer(before))

    def test_a_page_elsewhere_gets_nothing_that_helps_here(self, deputy: User, key: Key) -> None:
        browser = came(deputy)
        key.origin = "https://testserver.evil.example"
        assert not is_inside_after(browser, key.answer(asked(browser.page)))

    def test_a_key_that_nobody_has_touched_is_refused(self, deputy: User, key: Key) -> None:
        browser = came(deputy)
        assert not is_inside_after(browser, key.answer(asked(browser.page), present=False))

    def test_a_copy_of_its_number_without_its_secret_is_refused(self, deputy: User, key: Key) -> None:
        browser, forged = came(deputy), Key()
        forged.id = key.id
        assert not is_inside_after(browser, forged.answer(asked(browser.page)))

    def test_that_of_another_helps_nobody(self, deputy: User, key: Key, office: Office) -> None:
        other, theirs = office.user("chief"), Key()
        other.set_password(PASSWORD)
        other.language = "en"
        other.save()
        add(came(other), theirs)
        browser = came(deputy)
        assert not is_inside_after(browser, theirs.answer(asked(browser.page)))

    @pytest.mark.parametrize(
        "answer",
        ["{}", "[]", "null", "x", "{", '{"id": 1}', '{"response": {}, "rawId": "AA", "id": "AA"}', "9" * 25_000],
    )
    def test_what_is_no_answer_is_refused(self, answer: str, deputy: User, key: Key) -> None:
        browser = came(deputy)
        assert send(browser, answer, "/account/second/").status == 422
        assert not is_inside(browser)

    def test_wrong_ones_wait_like_codes(self, deputy: User, key: Key) -> None:
        browser = came(deputy)
        for _ in range(5):
            send(browser, Key().answer(asked(browser.page)), "/account/second/")
        assert not is_inside_after(browser, key.answer(asked(browser.page)))


def is_inside_after(browser: Browser, answer: str) -> bool:
    """Whether an answer lets somebody in."""
    send(browser, answer, "/account/second/")
    return is_inside(browser)


class TestKeeping:
    @pytest.mark.parametrize("broken", ["", "{}", "null", '{"id": "AA", "rawId": "AA", "response": {}}'])
    def test_what_is_no_answer_is_not_kept(self, broken: str, deputy: User) -> None:
        browser = came(deputy)
        browser.open("/account/factors/key/")
        page = send(browser, broken, "/account/factors/key/", name="blue")
        assert (page.status, "the key has not answered" in page.text) == (422, True)
        assert not held.stamp(deputy)

    def test_nor_an_answer_to_an_older_question(self, deputy: User) -> None:
        browser = came(deputy)
        older = Key().made(asked(browser.open("/account/factors/key/")))
        browser.open("/account/factors/key/")
        assert send(browser, older, "/account/factors/key/", name="blue").status == 422

    def test_a_second_key_comes_beside_the_first(self, deputy: User, key: Key) -> None:
        browser, spare = came(deputy), Key()
        send(browser, key.answer(asked(browser.page)), "/account/second/")
        page = add(browser, spare, "spare")
        assert "Security key: blue" in page.text
        assert "Security key: spare" in page.text
        again = came(deputy)
        assert is_inside_after(again, spare.answer(asked(again.page)))
        browser.open("/account/factors/")
        browser.press("Remove")  # the first of them
        assert "blue" not in browser.page.text
        again = came(deputy)
        assert not is_inside_after(again, key.answer(asked(again.page)))
        assert held.codes_left(deputy) == held.CODES

    def test_the_name_of_a_key_is_text(self, deputy: User) -> None:
        browser = came(deputy)
        add(browser, Key(), "<b>&")
        assert "&lt;b&gt;&amp;" in browser.open("/account/factors/").html

    def test_the_proof_before_signing_is_made_by_it(self, deputy: User, key: Key, watch: Watch) -> None:
        browser = came(deputy)
        send(browser, key.answer(asked(browser.page)), "/account/second/")
        before = browser.client.session["shown"]
        watch.on(900)
        browser.open("/account/proof/")
        answer = key.answer(asked(browser.page))
        assert send(browser, answer, "/account/proof/", password="wrong").status == 422
        page = send(browser, key.answer(asked(browser.page)), "/account/proof/", password=PASSWORD)
        assert page.path == "/"
        assert browser.client.session["shown"] > before


class TestInChromium:
    @pytest.fixture
    def town_deputy(self, town: Office) -> User:
        """The deputy in a database that a server behind a browser sees."""
        user = town.user("deputy")
        user.set_password(PASSWORD)
        user.language = "en"
        user.save()
        return user

    def test_a_real_browser_adds_a_key_and_comes_in_by_it(
        self, chromium: Any, town_deputy: User, live_server: Any
    ) -> None:
        base = live_server.url
        chromium.tell("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True}
        options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
        chromium.tell("WebAuthn.addVirtualAuthenticator", options=options)
        chromium.enter(base, {})
        chromium.complaints()
        log_in(chromium, base, town_deputy)
        wait(chromium, ".me")
        chromium.get(f"{base}/account/factors/key/")
        press(chromium, "button[data-key]")
        wait(chromium, ".codes")
        chromium.enter(base, {})
        log_in(chromium, base, town_deputy)
        press(chromium, "button[data-key]")
        wait(chromium, ".me")
        assert chromium.current_url == f"{base}/"
        assert chromium.complaints() == []


def log_in(chromium: Any, base: str, user: User) -> None:
    """Name and password."""
    chromium.get(f"{base}/account/login/")
    for name, value in (("username", user.username), ("password", PASSWORD)):
        chromium.find_element("name", name).send_keys(value)
    press(chromium, "main button.first")


def press(chromium: Any, selector: str) -> None:
    """Press a button."""
    wait(chromium, selector)
    chromium.find_element("css selector", selector).click()


def wait(chromium: Any, selector: str) -> None:
    """Wait until a page shows something."""
    from selenium.webdriver.support.ui import WebDriverWait

    def shown(driver: Any) -> bool:
        found = driver.find_elements("css selector", selector)
        return bool(found) and found[0].is_displayed()

    WebDriverWait(chromium, 20).until(shown)
