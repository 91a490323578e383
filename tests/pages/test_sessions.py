"""Where one is logged in: one's own sessions that have not ended, by no name that would open them; and ending them."""

import pytest
from django.contrib.sessions.models import Session

from cases.models import User
from tests.cast import Office

from .browser import Browser
from .desks import PASSWORD
from .test_sitting import HOUR, Watch, is_inside, watch  # noqa: F401 - the clock of sessions


@pytest.fixture
def user(office: Office) -> User:
    """Somebody with a password who reads English."""
    one = office.user("drafter")
    one.set_password(PASSWORD)
    one.language = "en"
    one.save()
    return one


def seated(user: User) -> Browser:
    """A browser at which somebody is logged in."""
    browser = Browser()
    browser.client.force_login(user)
    browser.open("/account/sessions/")
    return browser


def test_one_that_is_elsewhere_is_ended(user: User) -> None:
    there, also = seated(user), seated(user)
    here = seated(user)
    assert here.page.text.count("logged in ") >= 3
    assert here.page.text.count("this browser") == 1
    marks = [form.values["mark"] for form in here.page.forms if "mark" in form.values]
    assert len(set(marks)) == 2
    assert "Ended." in here.press("End it").text
    assert is_inside(here)
    assert [is_inside(there), is_inside(also)].count(True) == 1


def test_all_but_this_one_are_ended_at_once(user: User) -> None:
    others = [seated(user) for _ in range(3)]
    here = seated(user)
    assert "End all but this one" not in here.press("End all but this one").text
    assert is_inside(here)
    assert not any(is_inside(one) for one in others)


def test_nobody_sees_or_ends_those_of_another(user: User, office: Office) -> None:
    there, other = seated(user), seated(office.user("clerk"))
    [row] = [row for row in Session.objects.all() if row.session_key == there.client.cookies["sessionid"].value]
    here = seated(user)
    [mark] = [form.values["mark"] for form in here.page.forms if "mark" in form.values]
    assert [form for form in other.page.forms if "mark" in form.values] == []
    token = other.page.forms[0].values["csrfmiddlewaretoken"]
    for told in ({"mark": mark}, {"mark": row.session_key}, {}):
        other.client.post("/account/sessions/end/", {"csrfmiddlewaretoken": token} | told)
    assert is_inside(there)
    assert is_inside(here)


def test_no_page_names_a_key(user: User) -> None:
    there, here = seated(user), seated(user)
    for browser in (there, here):
        assert browser.client.cookies["sessionid"].value not in here.open("/account/sessions/").html


@pytest.mark.parametrize("mark", ["x", "0" * 32, "\0", "а"])
def test_a_mark_of_none_ends_none(mark: str, user: User) -> None:
    there, here = seated(user), seated(user)
    token = here.page.forms[0].values["csrfmiddlewaretoken"]
    here.client.post("/account/sessions/end/", {"csrfmiddlewaretoken": token, "mark": mark})
    assert is_inside(there)


def test_ending_needs_a_proof_of_the_last_minutes(user: User, watch: Watch) -> None:  # noqa: F811
    there, here = seated(user), seated(user)
    watch.on(301)
    assert here.press("End it").path == "/account/proof/?next=%2Faccount%2Fsessions%2F"
    assert is_inside(there)
    assert here.press("It is me", password=PASSWORD).path == "/account/sessions/"
    here.press("End it")
    assert not is_inside(there)


def test_one_that_has_ended_by_itself_is_not_shown(user: User) -> None:
    there, here = seated(user), seated(user)
    session = there.client.session
    session["seen"] -= HOUR + 1
    session.save()
    assert "End it" not in here.open("/account/sessions/").text
