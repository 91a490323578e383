"""The page of substitutions: named by who may, agreed to by the substitute, ended by who is concerned."""

from datetime import timedelta
from typing import Any

import pytest

from cases.access import NotFound
from cases.lifecycle.refusal import BadFact, Refusal
from cases.models import Substitution
from tests import cast
from tests.cast import NOON, Office
from tests.stories import lives
from tests.traces import entry
from workflows import substitution
from workflows.admission import NotYours
from workflows.substitution import Over

from .desks import Desks

TODAY = NOON.date()
DAYS = {"since": str(TODAY), "until": str(TODAY + timedelta(days=7))}


def facts(office: Office, who: str = "deputy", by: str = "expert", **other: Any) -> dict[str, Any]:
    """The columns of a substitution."""
    told = {"principal": office.officials[who], "substitute": office.officials[by], "sign": True, "order": "№ 12-к"}
    return told | {"since": TODAY, "until": TODAY + timedelta(days=7)} | other


def made(office: Office, by: str = "deputy", /, **other: Any) -> Substitution:
    """A substitution that somebody named."""
    return substitution.make(office.user(by), at=office.at, **facts(office, **other))


def test_a_letter_is_signed_by_a_substitute_from_the_first_form_to_the_signature(office: Office, desks: Desks) -> None:
    case = lives.to_signature(office)
    browser = desks("deputy")
    text = browser.open("/substitutions/").text.lower()
    assert "sign letters" in text and "sign letters may be empty" not in text  # a box is ticked or not
    browser.press("Name the substitute", substitute="Expert", sign="on", order="№ 12-к", **DAYS)
    assert "not agreed to yet" in browser.page.text
    browser = desks("expert")
    assert "You are asked to act for А.А.Deputy" in browser.open("/").text
    assert not browser.open("/cases/").links.get("О сотрудничестве")
    browser.open("/substitutions/")
    assert "in force" in browser.press("Agree to act").text
    assert "О сотрудничестве" in browser.open("/").links
    page = browser.open(f"/cases/{case}/acts/sign/")
    assert "А.А.Deputy, Deputy" in page.html
    assert "Done: signed." in browser.press("Sign").text
    assert entry(case, "sign")["effects"]["instead_of"] == office.id("deputy")
    browser.open("/substitutions/")
    assert "ended" in browser.press("End it").text


class TestWhoNames:
    @pytest.mark.parametrize("who", ["deputy", "head", "chief", "admin"])
    def test_who_is_away_and_those_above(self, office: Office, who: str) -> None:
        assert made(office, who).accepted_at is None

    @pytest.mark.parametrize("who", ["clerk", "expert", "auditor", "drafter"])
    def test_nobody_else(self, office: Office, who: str) -> None:
        with pytest.raises(NotYours):
            made(office, who)

    def test_nobody_of_another_body(self, office: Office) -> None:
        other = cast.found("mid")
        with pytest.raises(NotYours):
            substitution.make(other.user("head"), at=office.at, **facts(office))
        with pytest.raises(BadFact):
            made(office, substitute=other.officials["expert"])

    def test_a_wrong_one_is_refused(self, office: Office) -> None:
        gone = office.user("banker")
        gone.is_active = False
        gone.save()
        for field, wrong in (
            ("until", {"since": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)}),
            ("", {"since": TODAY + timedelta(days=9)}),
            ("", {"sign": False}),
            ("", {"substitute": office.officials["deputy"]}),
            ("order", {"order": ""}),
            ("substitute", {"by": "auditor"}),
            ("substitute", {"by": "admin"}),
            ("substitute", {"by": "banker"}),
        ):
            with pytest.raises(BadFact) as refused:
                made(office, **wrong)
            assert refused.value.field == field, wrong
        assert not Substitution.objects.exists()


class TestWhoAnswers:
    def test_only_the_substitute_agrees_and_once(self, office: Office) -> None:
        one = made(office).pk
        for who, error in (("deputy", NotYours), ("head", NotYours), ("clerk", NotFound)):
            with pytest.raises(error):
                substitution.accept(one, by=office.user(who), at=office.at)
        substitution.accept(one, by=office.user("expert"), at=office.at)
        with pytest.raises(Over):
            substitution.accept(one, by=office.user("expert"), at=office.at)

    @pytest.mark.parametrize("who", ["deputy", "expert", "head", "admin"])
    def test_its_people_end_it_and_who_may_name_it(self, office: Office, who: str) -> None:
        one = made(office).pk
        for stranger in (office.user("clerk"), cast.found("mid").user("head")):
            with pytest.raises(NotFound):
                substitution.end(one, by=stranger, at=office.at)
        substitution.end(one, by=office.user(who), at=office.at)
        for again in (substitution.end, substitution.accept):
            with pytest.raises(Refusal):
                again(one, by=office.user("expert"), at=office.at)
