"""Sessions end, signing needs a proof, one proof is good for a sitting, and a browser keeps nothing."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from cases.models import Entry, User
from cases.pages import sitting
from config import settings as configuration
from tests.cast import Office
from tests.stories import lives
from tests.traces import everything, stands

from .browser import Browser
from .desks import PASSWORD, Desks

HOUR = 3600


class Watch:
    """The machine's clock, in seconds."""

    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def on(self, seconds: float) -> None:
        """Move it."""
        self.now += seconds


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The clock that sessions are measured by."""
    one = Watch()
    with patch("cases.pages.sitting.time.time", lambda: one.now):
        yield one


def is_inside(browser: Browser) -> bool:
    """Whether a browser is still logged in."""
    return browser.client.get("/").status_code == 200


class TestSession:
    def test_it_ends_when_it_was_not_used_for_an_hour(self, watch: Watch, desks: Desks) -> None:
        browser = desks("drafter")
        watch.on(HOUR)
        assert is_inside(browser)
        watch.on(HOUR + 1)
        assert not is_inside(browser)

    def test_it_ends_after_a_working_day_however_it_was_used(self, watch: Watch, desks: Desks) -> None:
        browser = desks("drafter")
        for _ in range(24):
            watch.on(HOUR / 2)
            assert is_inside(browser)
        watch.on(1)
        assert not is_inside(browser)

    def test_its_key_is_good_for_nothing_afterwards(self, watch: Watch, desks: Desks) -> None:
        browser = desks("drafter")
        key = browser.client.cookies["sessionid"].value
        watch.on(HOUR + 1)
        is_inside(browser)
        stolen = Client()
        stolen.cookies["sessionid"] = key
        watch.on(-HOUR)
        assert stolen.get("/").status_code == 302

    def test_a_clock_that_was_put_back_makes_none_valid(self, watch: Watch, desks: Desks) -> None:
        browser = desks("drafter")
        watch.on(-HOUR)
        assert not is_inside(browser)

    def test_one_that_tells_nothing_of_itself_is_over(self, watch: Watch, desks: Desks) -> None:
        browser = desks("drafter")
        session = browser.client.session
        del session[sitting.BEGAN]
        session.save()
        assert not is_inside(browser)

    def test_logging_out_ends_it_at_the_server_and_clears_the_browser(self, desks: Desks) -> None:
        browser = desks("drafter")
        key = browser.client.cookies["sessionid"].value
        token = browser.page.forms[0].values["csrfmiddlewaretoken"]
        answer = browser.client.post("/account/logout/", {"csrfmiddlewaretoken": token})
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        stolen = Client()
        stolen.cookies["sessionid"] = key
        assert stolen.get("/").status_code == 302

    def test_the_next_request_of_one_who_is_deactivated_is_refused(self, office: Office, desks: Desks) -> None:
        case = lives.to_signature(office)
        browser = desks("deputy")
        browser.open(f"/cases/{case}/acts/sign/")
        told = browser.form_with("Sign").values
        User.objects.filter(pk=office.user("deputy").pk).update(is_active=False)
        before = everything()
        for answer in (browser.client.post(f"/cases/{case}/acts/sign/", told), browser.client.get(f"/cases/{case}/")):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/account/login/")
        assert everything() == before

    def test_a_page_is_kept_by_no_browser_and_no_proxy(self, desks: Desks) -> None:
        for path in ("/", "/cases/", "/notices/", "/no-such-page/"):
            assert desks("drafter").client.get(path)["Cache-Control"] == "private, no-store", path

    @pytest.mark.parametrize("name", ["CHANCERY_SESSION_IDLE", "CHANCERY_SESSION_LONGEST", "CHANCERY_SITTING"])
    def test_a_span_that_is_none_ends_the_start(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(name, "for ever")
        with pytest.raises(ImproperlyConfigured, match=name):
            configuration.minutes(name, 60)


class TestProof:
    @pytest.fixture
    def deputy(self, office: Office, desks: Desks, watch: Watch) -> Browser:
        """The deputy, whose proof is just over while his session is not."""
        user = office.user("deputy")
        user.set_password(PASSWORD)
        user.save()
        browser = desks("deputy")
        watch.on(HOUR * 0.9)
        assert is_inside(browser)
        watch.on(HOUR * 0.2)
        return browser

    def test_signing_asks_for_the_password_and_goes_on(self, deputy: Browser, office: Office) -> None:
        case = lives.to_signature(office)
        page = deputy.open(f"/cases/{case}/acts/sign/")
        assert page.path.startswith("/account/proof/?next=")
        assert deputy.press("It is me", password="wrong").status == 422
        assert deputy.press("It is me", password=PASSWORD).path == f"/cases/{case}/acts/sign/"
        assert "Done" in deputy.press("Sign").text

    def test_all_letters_of_a_sitting_need_one(self, deputy: Browser, office: Office) -> None:
        cases = [lives.to_signature(office) for _ in range(3)]
        deputy.open(f"/cases/{cases[0]}/acts/sign/")
        deputy.press("It is me", password=PASSWORD)
        for case in cases:
            assert deputy.open(f"/cases/{case}/acts/sign/").path == f"/cases/{case}/acts/sign/"
            assert "Done" in deputy.press("Sign").text
        assert Entry.objects.filter(case__id__in=cases, move="sign").count() == 3

    def test_a_form_that_was_opened_before_is_refused_and_keeps_what_was_typed(
        self, office: Office, desks: Desks, watch: Watch
    ) -> None:
        case = lives.to_registered(office)
        browser = desks("chief")
        moves = [path for path in browser.open(f"/cases/{case}/").links.values() if path.endswith("/annul/")]
        if not moves:
            lives.act(office, "registrar", type(stands(case)).ask_annulment, case, reason="дважды")
            browser.open(f"/cases/{case}/acts/annul/")
        else:
            browser.open(moves[0])
        told = browser.page.forms[-2].values | {"reason": "напрасно набранное"}
        watch.on(HOUR * 0.9)
        is_inside(browser)
        watch.on(HOUR * 0.2)
        before = everything()
        answer = browser.client.post(f"/cases/{case}/acts/annul/", told)
        assert answer.status_code == 403
        assert "напрасно набранное" in answer.content.decode()
        assert 'href="/account/proof/"' in answer.content.decode()
        assert everything() == before

    def test_other_acts_need_none(self, office: Office, desks: Desks, watch: Watch) -> None:
        case = lives.to_signature(office)
        desks("deputy")
        watch.on(HOUR * 0.9)
        is_inside(desks("deputy"))
        watch.on(HOUR * 0.2)
        assert desks("deputy").open(f"/cases/{case}/acts/refuse_sign/").path == f"/cases/{case}/acts/refuse_sign/"

    def test_what_was_signed_on_paper_is_entered_without_one(self, office: Office, desks: Desks, watch: Watch) -> None:
        case = lives.to_signature(office)
        desks("clerk")
        watch.on(HOUR * 0.9)
        is_inside(desks("clerk"))
        watch.on(HOUR * 0.2)
        assert desks("clerk").open(f"/cases/{case}/acts/sign/paper/").path == f"/cases/{case}/acts/sign/paper/"

    def test_the_way_back_leads_to_no_other_host(self, deputy: Browser) -> None:
        deputy.open("/account/proof/?next=https://evil.example/")
        assert deputy.press("It is me", password=PASSWORD).path == "/"

    def test_it_is_guessed_no_more_than_the_log_in(self, deputy: Browser) -> None:
        deputy.open("/account/proof/")
        for _ in range(5):
            deputy.press("It is me", password="wrong")
        assert deputy.press("It is me", password=PASSWORD).status == 422

    def test_nobody_proves_himself_by_another_name(self, deputy: Browser, office: Office) -> None:
        other = office.user("chief")
        other.set_password("another long password")
        other.save()
        deputy.open("/account/proof/")
        told = {"password": "another long password", "username": other.username}
        told |= {"csrfmiddlewaretoken": deputy.page.forms[0].values["csrfmiddlewaretoken"]}
        assert deputy.client.post("/account/proof/", told).status_code == 422

    def test_the_key_of_the_session_changes_with_it(self, deputy: Browser) -> None:
        before = deputy.client.cookies["sessionid"].value
        deputy.open("/account/proof/")
        deputy.press("It is me", password=PASSWORD)
        assert deputy.client.cookies["sessionid"].value != before


class TestOwnPassword:
    def test_it_asks_for_the_old_one_and_logs_out_the_other_browsers(self, office: Office, desks: Desks) -> None:
        user = office.user("drafter")
        user.set_password(PASSWORD)
        user.save()
        here, there = desks("drafter"), Browser()
        there.client.force_login(user)
        here.follow("Change the password")
        new = {"new_password1": "Совсем новый 1", "new_password2": "Совсем новый 1"}
        assert "errorlist" in here.press("Keep the password", old_password="wrong", **new).html
        page = here.press("Keep the password", old_password=PASSWORD, **new)
        assert "The password is changed" in page.text
        assert is_inside(here)
        assert not is_inside(there)


def test_users_are_never_deleted(office: Office) -> None:
    with pytest.raises(TypeError, match="deactivated"):
        office.user("drafter").delete()


class TestHttps:
    def test_cookies_are_bound_to_the_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        names = fresh(monkeypatch, CHANCERY_HTTPS="yes")
        assert names["SESSION_COOKIE_NAME"] == "__Host-session"
        assert names["CSRF_COOKIE_NAME"] == "__Host-csrf"
        assert names["SESSION_COOKIE_SECURE"] is names["CSRF_COOKIE_SECURE"] is names["LANGUAGE_COOKIE_SECURE"] is True

    def test_without_https_they_are_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "SESSION_COOKIE_NAME" not in fresh(monkeypatch, CHANCERY_HTTPS="no")


def fresh(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """The settings as they are read in another environment."""
    import runpy

    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(configuration.BASE_DIR / "config" / "settings.py"), run_name="config.settings")
