"""What people do with their factors: recovery codes, giving one up, proofs before signing, and where all must."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from cases.models import User
from cases.pages.factors import held
from tests.cast import Office
from tests.pages.desks import PASSWORD
from tests.pages.test_sitting import HOUR, Watch
from tests.stories import lives

from .telephone import PERIOD, Telephone, came, is_inside, set_up


@pytest.fixture
def kept(deputy: User, watch: Watch) -> tuple[Telephone, list[str]]:
    """The deputy's telephone, and the recovery codes that came with its app."""
    found = set_up(came(deputy))
    watch.on(PERIOD)
    return found


@pytest.fixture
def telephone(kept: tuple[Telephone, list[str]]) -> Telephone:
    """The deputy's telephone."""
    return kept[0]


class TestRecoveryCodes:
    def test_each_comes_in_once(self, deputy: User, kept: tuple[Telephone, list[str]]) -> None:
        _, codes = kept
        assert len(set(codes)) == held.CODES
        browser = came(deputy, code=codes[3])
        assert is_inside(browser)
        assert not is_inside(came(deputy, code=codes[3]))
        assert "9 codes are left" in browser.open("/account/factors/").text
        assert is_inside(came(deputy, code=codes[4]))

    def test_it_may_be_typed_as_one_likes(self, deputy: User, kept: tuple[Telephone, list[str]]) -> None:
        assert is_inside(came(deputy, code=kept[1][0].replace("-", "").upper()))
        assert is_inside(came(deputy, code=kept[1][1].replace("-", " ")))

    def test_none_is_kept_and_none_is_guessed(self, deputy: User, kept: tuple[Telephone, list[str]]) -> None:
        row = Authenticator.objects.get(user=deputy, type="recovery_codes")
        for code in kept[1]:
            plain = code.replace("-", "")
            assert plain not in str(row.data)
            assert len(plain) * 5 >= 112

    def test_new_ones_make_the_old_ones_worthless(self, deputy: User, kept: tuple[Telephone, list[str]]) -> None:
        browser = came(deputy, code=kept[0].shows())
        browser.open("/account/factors/")
        page = browser.press("Make new codes")
        assert kept[1][0] not in page.html
        assert not is_inside(came(deputy, code=kept[1][0]))

    def test_who_has_no_factor_is_given_none(self, deputy: User) -> None:
        browser = came(deputy)
        browser.open("/account/factors/")
        assert "Recovery codes" not in browser.page.text
        token = browser.page.forms[0].values["csrfmiddlewaretoken"]
        browser.client.post("/account/factors/codes/", {"csrfmiddlewaretoken": token})
        assert held.codes_left(deputy) is None


class TestGivingUp:
    def test_with_the_last_one_go_the_codes_and_the_other_browsers(
        self, deputy: User, telephone: Telephone, watch: Watch
    ) -> None:
        there = came(deputy, code=telephone.shows())
        watch.on(PERIOD)
        here = came(deputy, code=telephone.shows())
        here.open("/account/factors/")
        assert "You have none yet." in here.press("Remove").text
        assert not Authenticator.objects.exists()
        assert is_inside(here)
        assert not is_inside(there)
        assert is_inside(came(deputy))

    def test_it_needs_a_fresh_proof_by_both(self, deputy: User, telephone: Telephone, watch: Watch) -> None:
        browser = came(deputy, code=telephone.shows())
        watch.on(301)
        browser.open("/account/factors/")
        page = browser.press("Remove")
        assert page.path == "/account/proof/?next=%2Faccount%2Ffactors%2F"
        assert held.stamp(deputy)
        assert browser.press("It is me", password=PASSWORD).status == 422
        assert browser.press("It is me", password=PASSWORD, code=telephone.shows()).path == "/account/factors/"
        browser.press("Remove")
        assert not held.stamp(deputy)

    def test_that_of_another_is_not_there(self, deputy: User, telephone: Telephone, office: Office) -> None:
        other = office.user("chief")
        other.set_password(PASSWORD)
        other.save()
        browser = came(other)
        [row] = held.of(deputy)
        told = {"csrfmiddlewaretoken": browser.page.forms[0].values["csrfmiddlewaretoken"]}
        assert browser.client.post(f"/account/factors/{row.pk}/remove/", told).status_code == 404
        assert held.stamp(deputy)

    def test_an_operator_takes_away_what_was_lost(self, deputy: User, telephone: Telephone, settings: Any) -> None:
        browser, said = came(deputy, code=telephone.shows()), StringIO()
        call_command("forget_second_factor", deputy.username, stdout=said)
        assert "has no second factor any more (2 taken away)" in said.getvalue()
        assert not is_inside(browser)
        assert is_inside(came(deputy))
        with pytest.raises(CommandError, match="nobody logs in as nobody"):
            call_command("forget_second_factor", "nobody")
        settings.CHANCERY_SECOND_FACTOR = "off"
        with pytest.raises(CommandError, match="is off"):
            call_command("forget_second_factor", deputy.username)


class TestProof:
    def test_signing_asks_for_both_and_goes_on(
        self, deputy: User, telephone: Telephone, watch: Watch, office: Office
    ) -> None:
        case = lives.to_signature(office)
        browser = came(deputy, code=telephone.shows())
        watch.on(HOUR * 0.9)
        assert is_inside(browser)
        watch.on(HOUR * 0.2)
        assert browser.open(f"/cases/{case}/acts/sign/").path.startswith("/account/proof/?next=")
        assert browser.press("It is me", password=PASSWORD).status == 422
        assert browser.press("It is me", password=PASSWORD, code=telephone.wrong()).status == 422
        assert browser.press("It is me", password="wrong", code=telephone.shows()).status == 422
        # The wrong password has not used up the code.
        assert browser.press("It is me", password=PASSWORD, code=telephone.shows()).path == f"/cases/{case}/acts/sign/"
        assert "Done" in browser.press("Sign").text

    def test_who_has_no_password_shows_the_factor_alone(self, deputy: User, telephone: Telephone, watch: Watch) -> None:
        browser = came(deputy, code=telephone.shows())
        User.objects.filter(pk=deputy.pk).update(password="!" + "x" * 40)
        deputy.refresh_from_db()
        session = browser.client.session
        session["_auth_user_hash"] = deputy.get_session_auth_hash()
        session.save()
        watch.on(PERIOD)
        browser.open("/account/proof/")
        assert "password" not in browser.form_with("It is me").values
        assert browser.press("It is me", code=telephone.wrong()).status == 422
        assert browser.press("It is me", code=telephone.shows()).path == "/"

    def test_who_has_neither_proves_nothing(self, deputy: User, watch: Watch) -> None:
        browser = came(deputy)
        token = browser.page.forms[0].values["csrfmiddlewaretoken"]
        User.objects.filter(pk=deputy.pk).update(password="!" + "x" * 40)
        deputy.refresh_from_db()
        session = browser.client.session
        session["_auth_user_hash"], before = deputy.get_session_auth_hash(), session["shown"]
        session.save()
        watch.on(HOUR / 2)
        assert "log out, and log in again" in browser.open("/account/proof/").text
        answer = browser.client.post("/account/proof/", {"csrfmiddlewaretoken": token})
        assert answer.status_code == 422
        assert browser.client.session["shown"] == before


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self, settings: Any) -> None:
        """Everybody must have one."""
        settings.CHANCERY_SECOND_FACTOR = "required"

    def test_who_has_none_gets_one_before_anything_else(self, deputy: User, watch: Watch) -> None:
        browser = came(deputy)
        assert browser.page.path == "/account/factors/"
        assert "Here everybody has a second factor." in browser.page.text
        for path in ("/", "/cases/", "/desk/", "/notices/", "/account/password/own/", "/admin/", "/cases/1/acts/sign/"):
            answer = browser.client.get(path)
            assert (answer.status_code, answer["Location"]) == (302, "/account/factors/"), path
        telephone, _ = set_up(browser)
        assert is_inside(browser)
        watch.on(PERIOD)
        assert is_inside(came(deputy, code=telephone.shows()))

    def test_he_may_log_out_and_choose_his_language(self, deputy: User) -> None:
        browser = came(deputy)
        assert '<html lang="be">' in browser.press("Беларуская").html
        assert browser.page.path == "/account/factors/"
        User.objects.filter(pk=deputy.pk).update(language="en")
        browser.open("/account/factors/")
        assert browser.press("Log out").path.startswith("/account/login/")

    def test_the_last_one_is_not_given_up(self, deputy: User, watch: Watch) -> None:
        browser = came(deputy)
        set_up(browser)
        assert "Remove" not in browser.open("/account/factors/").text
        [row] = held.of(deputy)
        told = {"csrfmiddlewaretoken": browser.form_with("Make new codes").values["csrfmiddlewaretoken"]}
        answer = browser.client.post(f"/account/factors/{row.pk}/remove/", told)
        assert (answer.status_code, "add another one before" in answer.content.decode()) == (409, True)
        assert held.stamp(deputy)

    def test_who_sees_what_is_asked_as_if_everybody_had_come_in(self, deputy: User, office: Office) -> None:
        lives.to_dispatched(office)
        said = StringIO()
        call_command("check_access", "--pages", "30", stdout=said)
        assert " 0 leaks, 0 that are lost" in said.getvalue()

    def test_pages_before_the_log_in_stay_open(self, deputy: User) -> None:
        browser = came(deputy)
        assert browser.client.get("/account/login/").status_code == 200
        assert browser.client.get("/health/live").status_code == 200
