"""An app of codes at the log-in: what is right comes in once, what is wrong waits, and nobody is half inside."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cases.models import User
from cases.pages.factors import held
from cases.pages.lockout import FREE
from tests.pages.browser import Browser
from tests.pages.desks import PASSWORD
from tests.pages.test_lockout import Clock
from tests.pages.test_sitting import Watch

from .telephone import PERIOD, Telephone, came, code_at, is_inside, set_up

RFC_6238 = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (20000000000, "353130")]


@pytest.mark.parametrize(("moment", "code"), RFC_6238)
def test_our_telephone_is_that_of_the_standard(moment: int, code: str) -> None:
    assert code_at(b"12345678901234567890", moment) == code


@pytest.fixture
def telephone(deputy: User, watch: Watch) -> Telephone:
    """The deputy's telephone, whose app was set up a minute ago."""
    found, _ = set_up(came(deputy))
    watch.on(2 * PERIOD)
    return found


class TestSettingUp:
    def test_the_picture_and_the_key_say_the_same_and_the_code_is_tried(self, deputy: User, watch: Watch) -> None:
        browser = came(deputy)
        telephone = Telephone(browser.open("/account/factors/app/"))
        assert "<svg" in browser.page.html
        page = browser.press("Keep the app", code=telephone.wrong())
        assert (page.status, "is the clock of the telephone right?" in page.text) == (422, True)
        assert Telephone(page).secret == telephone.secret
        assert not held.stamp(deputy)
        assert "not shown again" in browser.press("Keep the app", code=telephone.shows()).text
        assert "App of codes" in browser.open("/account/factors/").text
        assert "10 codes are left" in browser.page.text

    def test_the_code_of_the_setting_up_is_used_up(self, deputy: User, watch: Watch) -> None:
        telephone, _ = set_up(came(deputy))
        assert not is_inside(came(deputy, code=telephone.shows()))

    def test_a_new_app_takes_the_place_of_the_old(self, deputy: User, telephone: Telephone, watch: Watch) -> None:
        browser = came(deputy, code=telephone.shows())
        other, codes = set_up(browser)
        assert codes == []  # those of the first time still hold
        watch.on(PERIOD)
        assert not is_inside(came(deputy, code=telephone.shows()))
        assert is_inside(came(deputy, code=other.shows()))
        assert Authenticator.objects.filter(user=deputy, type="totp").count() == 1

    def test_it_needs_a_proof_of_the_last_minutes(self, deputy: User, watch: Watch) -> None:
        browser = came(deputy)
        watch.on(301)
        assert browser.open("/account/factors/app/").path.startswith(
            "/account/proof/?next=%2Faccount%2Ffactors%2Fapp%2F"
        )
        assert browser.press("It is me", password=PASSWORD).path == "/account/factors/app/"

    def test_a_browser_that_was_logged_in_without_it_is_logged_out(self, deputy: User, watch: Watch) -> None:
        here, there = came(deputy), came(deputy)
        set_up(here)
        assert is_inside(here)
        assert not is_inside(there)


class TestLogIn:
    def test_the_code_that_is_shown_comes_in_to_where_one_wanted(self, deputy: User, telephone: Telephone) -> None:
        browser = Browser()
        browser.open("/cases/?q=x")
        page = browser.press("Log in", username=deputy.username, password=PASSWORD)
        assert page.path == "/account/second/"
        assert browser.press("Log in", code=telephone.shows()).path == "/cases/?q=x"

    def test_between_the_steps_nobody_is_logged_in(self, deputy: User, telephone: Telephone) -> None:
        browser = came(deputy)
        for path in ("/", "/cases/", "/account/proof/", "/account/factors/", "/account/factors/app/", "/admin/"):
            answer = browser.client.get(path)
            assert (answer.status_code, answer["Location"].partition("?")[0][-7:]) == (302, "/login/"), path
        deputy.refresh_from_db()
        before = deputy.last_login
        browser.press("Log in", code=telephone.shows())
        deputy.refresh_from_db()
        assert (deputy.last_login or 0) != before

    def test_without_the_password_no_code_is_asked_for(self, deputy: User, telephone: Telephone) -> None:
        assert Browser().open("/account/second/").path == "/account/login/"

    @pytest.mark.parametrize("code", ["", "000", "abcdef", "१२३४५६", "\0", "9" * 64, "--- ---"])
    def test_what_is_no_code_is_refused(self, code: str, deputy: User, telephone: Telephone) -> None:
        browser = came(deputy)
        page = browser.press("Log in", code=code)
        assert (page.status, "errorlist" in page.html) == (422, True)
        assert not is_inside(browser)

    def test_a_code_comes_in_once_in_whatever_spelling(self, deputy: User, telephone: Telephone) -> None:
        code = telephone.shows()
        assert is_inside(came(deputy, code=code))
        for written in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}", f" {code}"):
            assert not is_inside(came(deputy, code=written))

    def test_the_code_before_and_the_code_after_do_not_hold(self, deputy: User, telephone: Telephone) -> None:
        assert not is_inside(came(deputy, code=telephone.shows(ago=PERIOD)))
        assert not is_inside(came(deputy, code=telephone.shows(ago=-PERIOD)))

    def test_a_clock_that_was_put_back_makes_no_code_good_again(
        self, deputy: User, telephone: Telephone, watch: Watch
    ) -> None:
        code = telephone.shows()
        assert is_inside(came(deputy, code=code))
        watch.on(PERIOD)
        assert is_inside(came(deputy, code=telephone.shows()))
        watch.on(-PERIOD)
        assert not is_inside(came(deputy, code=code))

    def test_another_ones_telephone_helps_nobody(
        self, deputy: User, telephone: Telephone, watch: Watch, office: Any
    ) -> None:
        other = office.user("chief")
        other.set_password(PASSWORD)
        other.language = "en"
        other.save()
        theirs, _ = set_up(came(other))
        watch.on(PERIOD)
        assert not is_inside(came(deputy, code=theirs.shows()))

    def test_the_second_step_waits_ten_minutes(self, deputy: User, telephone: Telephone, watch: Watch) -> None:
        browser = came(deputy)
        watch.on(601)
        assert browser.press("Log in", code=telephone.shows()).path == "/account/login/"
        assert not is_inside(browser)

    @pytest.mark.parametrize("change", ["deactivated", "new password"])
    def test_what_happens_between_the_steps_counts(self, change: str, deputy: User, telephone: Telephone) -> None:
        browser = came(deputy)
        if change == "deactivated":
            deputy.is_active = False
        else:
            deputy.set_password("another long password")
        deputy.save()
        assert browser.press("Log in", code=telephone.shows()).path == "/account/login/"
        assert not is_inside(browser)

    def test_the_key_of_the_session_changes_with_each_step(self, deputy: User, telephone: Telephone) -> None:
        browser = came(deputy)
        between = browser.client.cookies["sessionid"].value
        browser.press("Log in", code=telephone.shows())
        assert browser.client.cookies["sessionid"].value != between
        stolen = Client()
        stolen.cookies["sessionid"] = between
        assert stolen.get("/").status_code == 302

    def test_who_has_none_comes_in_by_his_password(self, deputy: User) -> None:
        assert is_inside(came(deputy))

    def test_the_admin_has_no_other_door_and_shows_no_secret(self, deputy: User, telephone: Telephone) -> None:
        User.objects.filter(pk=deputy.pk).update(is_staff=True, is_superuser=True)
        told = {"username": deputy.username, "password": PASSWORD}
        answer = Client().post("/admin/login/", told)
        assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
        browser = came(deputy, code=telephone.shows())
        page = browser.open("/admin/")
        assert page.path == "/admin/"
        assert "mfa" not in page.html
        assert browser.client.get("/admin/mfa/authenticator/").status_code == 404


class TestWrongCodes:
    def test_after_some_even_the_right_one_waits(self, deputy: User, telephone: Telephone, clock: Clock) -> None:
        browser = came(deputy)
        for _ in range(FREE):
            assert browser.press("Log in", code=telephone.wrong()).status == 422
        assert browser.press("Log in", code=telephone.shows()).status == 422
        assert "wait a little" in browser.page.text
        clock.on(seconds=61)
        assert browser.press("Log in", code=telephone.shows()).path == "/"

    def test_the_right_password_does_not_forget_them(self, deputy: User, telephone: Telephone, clock: Clock) -> None:
        for _ in range(FREE):
            came(deputy, code=telephone.wrong())
        assert not is_inside(came(deputy, code=telephone.shows()))

    def test_the_right_code_forgets_them(self, deputy: User, telephone: Telephone, watch: Watch, clock: Clock) -> None:
        for _ in range(2):
            browser = came(deputy)
            for _ in range(FREE - 1):
                browser.press("Log in", code=telephone.wrong())
            assert browser.press("Log in", code=telephone.shows()).path == "/"
            watch.on(PERIOD)

    def test_they_are_told_of_without_a_name(
        self, deputy: User, telephone: Telephone, caplog: pytest.LogCaptureFixture
    ) -> None:
        came(deputy, code=telephone.wrong())
        [told] = [one for one in caplog.records if one.getMessage() == "second factor refused"]
        assert told.__dict__["user"] == deputy.pk
        assert deputy.username not in caplog.text
