"""The log-in of the network: whom its provider names comes in, if he is one of us; nobody else, and nobody is made."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from cases.models import Attempt, User
from config import identity
from tests.cast import Office
from tests.pages.browser import Browser, Page
from tests.pages.desks import PASSWORD
from tests.pages.test_lockout import Clock
from tests.pages.test_sitting import HOUR, Watch

from .provider import CLIENT, SECRET, Provider, at_work
from .telephone import PERIOD, came, is_inside, set_up


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """The provider that the installation asks."""
    with at_work() as one:
        use(settings, one)
        yield one


def use(settings: Any, provider: Provider, claim: str = "") -> None:
    """Ask this provider, and find people by this claim."""
    settings.CHANCERY_OIDC = identity.network(provider.url, CLIENT, SECRET, claim)
    settings.SOCIALACCOUNT_PROVIDERS = identity.providers(settings.CHANCERY_OIDC)


@pytest.fixture
def named(provider: Provider, deputy: User) -> User:
    """The deputy, whom the provider names."""
    provider.claims["preferred_username"] = deputy.username
    return deputy


def through(provider: Provider, path: str = "/") -> tuple[Browser, Page]:
    """A browser that has gone through the log-in of the network, and the page on which it came out."""
    browser = Browser()
    browser.open(path)
    form = browser.form_with("Log in by the network")
    sent = browser.client.post(form.action, form.values)
    assert sent.status_code == 302
    return browser, browser.open(provider.authorise(sent["Location"]))


def is_refused(page: Page) -> bool:
    """Whether a page says that nobody was let in, and neither why nor whom."""
    return page.status == 403 and "did not let you in" in page.text


class TestComingIn:
    def test_who_is_named_comes_in_to_where_he_wanted(self, provider: Provider, named: User) -> None:
        browser, page = through(provider, "/cases/?q=x")
        assert page.path == "/cases/?q=x"
        assert "А.А.Deputy" in page.text
        assert is_inside(browser)

    def test_the_first_time_links_and_then_the_link_decides(self, provider: Provider, named: User) -> None:
        through(provider)
        [link] = SocialAccount.objects.all()
        assert (link.user_id, link.uid, link.provider, link.extra_data) == (named.pk, "u-1", "network", {})
        assert not SocialToken.objects.exists()
        provider.claims["preferred_username"] = "renamed at the provider"
        assert through(provider)[1].path == "/"
        assert SocialAccount.objects.count() == 1

    def test_a_name_that_went_over_to_another_account_is_no_way_in(self, provider: Provider, named: User) -> None:
        through(provider)
        provider.claims["sub"] = "u-2"
        assert is_refused(through(provider)[1])

    def test_the_claim_may_be_a_verified_address(
        self, provider: Provider, named: User, settings: Any, office: Office
    ) -> None:
        use(settings, provider, "email")
        User.objects.filter(pk=named.pk).update(email="Deputy@example.org")
        provider.claims |= {"email": "deputy@example.org", "email_verified": True}
        assert through(provider)[1].path == "/"

    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    def test_one_that_is_not_verified_is_none(
        self, verified: Any, provider: Provider, named: User, settings: Any
    ) -> None:
        use(settings, provider, "email")
        User.objects.filter(pk=named.pk).update(email="deputy@example.org")
        provider.claims |= {"email": "deputy@example.org", "email_verified": verified}
        assert is_refused(through(provider)[1])

    def test_an_address_of_two_is_none(self, provider: Provider, named: User, settings: Any, office: Office) -> None:
        use(settings, provider, "email")
        User.objects.filter(pk__in=[named.pk, office.user("chief").pk]).update(email="deputy@example.org")
        provider.claims |= {"email": "deputy@example.org", "email_verified": True}
        assert is_refused(through(provider)[1])


class TestStayingOutside:
    @pytest.mark.parametrize("name", ["nobody", "", None, "DEPUTY@GKNT", "deputy@gknt\0", ["deputy@gknt"]])
    def test_who_is_no_user_comes_not_in_and_is_not_made(self, name: Any, provider: Provider, deputy: User) -> None:
        users = User.objects.count()
        provider.claims["preferred_username"] = name
        browser, page = through(provider)
        assert is_refused(page)
        assert not is_inside(browser)
        assert (User.objects.count(), SocialAccount.objects.count()) == (users, 0)

    def test_who_is_not_active(self, provider: Provider, named: User) -> None:
        User.objects.filter(pk=named.pk).update(is_active=False)
        assert is_refused(through(provider)[1])
        User.objects.filter(pk=named.pk).update(is_active=True)
        browser, _ = through(provider)
        User.objects.filter(pk=named.pk).update(is_active=False)
        assert not is_inside(browser)
        assert is_refused(through(provider)[1])

    @pytest.mark.parametrize(
        "lie", [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"sub": None}, {"iss": None}]
    )
    def test_a_token_of_another_or_of_yesterday(self, lie: dict[str, Any], provider: Provider, named: User) -> None:
        provider.claims |= lie
        assert is_refused(through(provider)[1])

    @pytest.mark.parametrize("forgery", ["another key", "no key", "the public key as a word", "a key it does not name"])
    def test_a_token_that_it_has_not_signed(self, forgery: str, provider: Provider, named: User) -> None:
        key, algorithm, kid = {
            "another key": (rsa.generate_private_key(65537, 2048), "RS256", "k"),
            "no key": (None, "none", "k"),
            "the public key as a word": (json.dumps(provider.keys()["keys"][0]), "HS256", "k"),
            "a key it does not name": (provider.key, "RS256", "other"),
        }[forgery]
        provider.key, provider.algorithm, provider.kid = key, algorithm, kid
        assert is_refused(through(provider)[1])

    def test_two_answers_about_two_people(self, provider: Provider, named: User) -> None:
        provider.info = {"sub": "u-2", "preferred_username": named.username}
        assert is_refused(through(provider)[1])

    @pytest.mark.parametrize("answer", [b"", b"<html>", [], {}, {"error": "x"}, {"access_token": "t"}, b"\xff\0"])
    def test_an_answer_that_is_none(self, answer: Any, provider: Provider, named: User) -> None:
        provider.token = answer
        assert is_refused(through(provider)[1])

    def test_an_answer_that_this_browser_has_not_asked_for(self, provider: Provider, named: User) -> None:
        asking = Browser()
        asking.open("/")
        form = asking.form_with("Log in by the network")
        back = provider.authorise(asking.client.post(form.action, form.values)["Location"])
        other = Browser()
        assert is_refused(other.open(back))
        assert not is_inside(other)
        assert asking.open(back).path == "/"
        assert is_refused(asking.open(back))  # and once only

    @pytest.mark.parametrize("query", ["", "?code=x", "?error=access_denied", "?error=x&state=y", "?state=y"])
    def test_an_address_that_was_made_up(self, query: str, provider: Provider) -> None:
        assert is_refused(Browser().open(f"/account/network/network/{query}"))
        assert Browser().open(f"/account/network/other/{query}").status == 404

    def test_when_the_provider_is_away_the_page_says_so(self, settings: Any, deputy: User) -> None:
        with at_work() as gone:
            use(settings, gone)
        browser = Browser()
        browser.open("/")
        assert is_refused(browser.press("Log in by the network"))

    def test_the_way_back_leads_to_no_other_host(self, provider: Provider, named: User) -> None:
        browser = Browser()
        browser.open("/account/login/?next=https://evil.example/")
        form = browser.form_with("Log in by the network")
        sent = browser.client.post(form.action, form.values)
        assert browser.open(provider.authorise(sent["Location"])).path == "/"


class TestWhatElseHolds:
    def test_the_second_factor_is_asked_for_as_after_a_password(
        self, provider: Provider, named: User, watch: Watch
    ) -> None:
        telephone, _ = set_up(came(named))
        watch.on(PERIOD)
        browser, page = through(provider)
        assert page.path == "/account/second/"
        assert not is_inside(browser)
        assert browser.press("Log in", code=telephone.wrong()).status == 422
        assert browser.press("Log in", code=telephone.shows()).path == "/"

    def test_a_session_ends_as_every_other(self, provider: Provider, named: User, watch: Watch) -> None:
        browser, _ = through(provider)
        watch.on(HOUR + 1)
        assert not is_inside(browser)

    def test_it_forgets_no_wrong_password(self, provider: Provider, named: User, clock: Clock) -> None:
        browser = Browser()
        browser.open("/")
        for _ in range(5):
            browser.press("Log in", username=named.username, password="wrong")
        assert through(provider)[1].path == "/"
        assert Attempt.objects.get().count == 5
        assert not is_inside(came(named))

    def test_the_password_comes_in_as_before(self, provider: Provider, named: User) -> None:
        browser = Browser()
        browser.open("/")
        assert browser.press("Log in", username=named.username, password=PASSWORD).path == "/"

    def test_it_begins_by_a_form_of_ours_only(self, provider: Provider) -> None:
        assert Client().get("/account/network/").status_code == 405
        assert Client(enforce_csrf_checks=True).post("/account/network/").status_code == 403

    def test_a_browser_may_be_sent_there_and_nowhere_else(self, settings: Any) -> None:
        policy = Client().get("/account/login/")["Content-Security-Policy"]
        assert f"form-action 'self' {settings.CHANCERY_OIDC['origin']};" in f"{policy};"
