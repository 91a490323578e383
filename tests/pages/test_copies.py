"""The copies of a mailing on the page of their case: how far they have come, and each as a file."""

from cases.letters import blobs
from tests.cast import Office
from tests.stories import lives
from tests.test_mailing import MANY, to_mailed, worked
from workflows import mailing

from .desks import Desks


def test_the_case_shows_how_far_it_has_come_and_gives_each_copy(office: Office, desks: Desks) -> None:
    mailed = to_mailed(office)
    browser = desks("dispatcher")
    assert f"copies drawn: 0 of {MANY}" in browser.open(f"/cases/{mailed}/").text
    worked(office)
    page = browser.open(f"/cases/{mailed}/")
    assert f"copies drawn: {MANY} of {MANY}" in page.text
    for ordinal, digest in mailing.drawn(mailed).items():
        assert f"/cases/{mailed}/copies/{ordinal}/" in page.html
        answer = browser.client.get(f"/cases/{mailed}/copies/{ordinal}/")
        assert answer.content == blobs.fetch(digest)
        assert f"_letter_copy-00{ordinal}.pdf" in answer["Content-Disposition"]


def test_one_that_is_not_drawn_is_not_there(office: Office, desks: Desks) -> None:
    mailed = to_mailed(office)
    assert desks("dispatcher").client.get(f"/cases/{mailed}/copies/1/").status_code == 404


def test_there_is_none_of_a_letter_to_few(office: Office, desks: Desks) -> None:
    case = lives.to_dispatched(office)
    worked(office)
    assert "copies drawn" not in desks("dispatcher").open(f"/cases/{case}/").text
    assert desks("dispatcher").client.get(f"/cases/{case}/copies/1/").status_code == 404
