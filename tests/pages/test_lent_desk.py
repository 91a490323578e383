"""The desk of a substitute: what others lent him lies there with his own, says for whom, and is decided in their place.

As far as each substitution goes, and as long.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import access
from cases.models import Body, Case, OutgoingCase, Resolution, Unit, Visa
from tests.cast import NOON, Office
from tests.stories import lives
from tests.stories.test_substitution import TODAY, WEEK, away
from tests.traces import entry
from workflows import hold

from .browser import Page
from .desks import Desks


def lying(page: Page) -> int:
    """How many letters the queue lists."""
    return page.html.count('<li id="row-')


class TestWhatIsLent:
    def test_a_letter_is_signed_for_the_signer(self, office: Office, desks: Desks) -> None:
        away(office, "deputy", "expert", "sign")
        case = lives.to_signature(office)
        page = desks("expert").open("/desk/")
        assert (page.path, "To sign 1" in page.text, lying(page)) == ("/desk/sign/", True, 1)
        assert page.text.count("for А.А.Deputy") == 2  # in the list and at the bar
        page = desks.sitting["expert"].press("Sign A")
        assert ("Done: signed." in page.text, "All is cleared here" in page.text) == (True, True)
        told = entry(case, "sign")
        assert (told["author"], told["effects"]["instead_of"]) == (office.id("expert"), office.id("deputy"))

    def test_it_is_returned_unsigned_for_him_too(self, office: Office, desks: Desks) -> None:
        away(office, "deputy", "expert", "sign")
        case = lives.to_signature(office)
        desks("expert").open("/desk/sign/")
        desks.sitting["expert"].press("Return unsigned", reason="Нет срока.")
        assert entry(case, "refuse_sign")["effects"]["instead_of"] == office.id("deputy")

    def test_a_visa_is_given_for_the_approver_when_his_turn_has_come(self, office: Office, desks: Desks) -> None:
        away(office, "banker", "expert", "approve")
        case = lives.to_draft(office)
        lives.act(office, "drafter", OutgoingCase.submit, case)
        first, second = office.route("lawyer", "banker")
        lives.act(office, "clerk", OutgoingCase.start_round, case, route=(first, type(second)(second.official, 2)))
        assert lying(desks("expert").open("/desk/visa/")) == 0
        lives.agree(office, "lawyer", case)
        page = desks("expert").open("/desk/visa/")
        assert ("To agree 1" in page.text, page.text.count("for А.А.Banker")) == (True, 2)
        desks.sitting["expert"].press("Agree A")
        visa = Visa.objects.get(case=case, official=office.id("banker"))
        assert (visa.outcome, visa.given_by_id) == ("agreed", office.id("expert"))

    def test_a_resolution_is_written_for_the_head(self, office: Office, desks: Desks) -> None:
        away(office, "head", "banker", "route")
        case = lives.to_resolution(office)
        page = desks("banker").open("/desk/resolution/")
        assert ("Resolutions 1" in page.text, page.text.count("for А.А.Head")) == (True, 2)
        page = desks.sitting["banker"].press(
            "Write the resolution", text="Прошу ответить.", due="2026-03-30",
            charges__1__official="Drafter", charges__1__responsible="on", control="on",
        )  # fmt: skip
        assert "Done: resolution written." in page.text
        assert Resolution.objects.get(case=case).author_id == office.id("head")
        assert entry(case, "issue_resolution")["effects"]["instead_of"] == office.id("head")
        page = desks("banker").open("/desk/control/")
        assert ("On control 1" in page.text, "for А.А.Head" in page.text) == (True, True)

    @pytest.mark.parametrize(("language", "said"), [("ru", "за: А.А.Deputy"), ("be", "за: А.А.Deputy")])
    def test_for_whom_is_said_in_the_readers_language(
        self, office: Office, desks: Desks, language: str, said: str
    ) -> None:
        away(office, "deputy", "expert", "sign")
        lives.to_signature(office)
        browser, user = desks("expert"), office.user("expert")
        user.language = language
        user.save()
        assert browser.open("/desk/sign/").text.count(said) == 2

    def test_a_held_decision_leaves_his_desk_and_takes_effect_in_that_place(self, office: Office, desks: Desks) -> None:
        away(office, "deputy", "expert", "sign")
        case = lives.to_signature(office)
        Body.objects.update(hold_seconds=600)
        desks("expert").open("/desk/sign/")
        assert lying(desks.sitting["expert"].press("Sign A")) == 0
        hold.settle(access.case_for_system(case), office.clock + timedelta(hours=1))
        assert entry(case, "sign")["effects"]["instead_of"] == office.id("deputy")


class TestBoth:
    def test_a_letter_that_is_his_own_too_lies_there_once_and_is_decided_as_his_own(
        self, office: Office, desks: Desks
    ) -> None:
        away(office, "lawyer", "banker", "approve")
        case = lives.to_approval(office, "lawyer", "banker")
        page = desks("banker").open("/desk/visa/")
        assert ("To agree 1" in page.text, lying(page), "for А.А.Lawyer" in page.text) == (True, 1, False)
        desks.sitting["banker"].press("Agree A")
        assert Visa.objects.get(case=case, official=office.id("banker")).outcome == "agreed"
        assert Visa.objects.get(case=case, official=office.id("lawyer")).outcome == "pending"

    def test_two_substitutions_for_the_same_letter_show_it_once(self, office: Office, desks: Desks) -> None:
        away(office, "deputy", "expert", "sign")
        away(office, "deputy", "expert", "sign", "approve", direction="out")
        lives.to_signature(office)
        page = desks("expert").open("/desk/sign/")
        assert ("To sign 1" in page.text, lying(page)) == (True, 1)

    def test_who_acts_for_two_says_for_which(self, office: Office, desks: Desks) -> None:
        away(office, "lawyer", "expert", "approve")
        away(office, "banker", "expert", "approve")
        case = lives.to_approval(office, "lawyer", "banker")
        page = desks("expert").open("/desk/visa/")
        assert ("To agree 1" in page.text, lying(page)) == (True, 1)
        unsaid = desks.sitting["expert"].press("Agree A")
        assert (unsaid.status, "Nothing was done" in unsaid.text) == (422, True)
        desks.sitting["expert"].open("/desk/visa/")
        desks.sitting["expert"].press("Agree A", on_behalf_of="А.А.Banker")
        assert Visa.objects.get(case=case, outcome="agreed").official_id == office.id("banker")

    def test_ones_own_letters_are_for_nobody(self, office: Office, desks: Desks) -> None:
        away(office, "head", "deputy", "sign", "approve", "route")
        lives.to_signature(office)
        lives.to_resolution(office)
        for queue in ("sign", "resolution"):
            page = desks("deputy").open(f"/desk/{queue}/")
            assert (lying(page), "for А.А.Head" in page.text) == (1, False)


class TestLimits:
    @pytest.mark.parametrize(
        ("scopes", "more"),
        [
            (("approve", "route"), {}),
            (("sign",), {"direction": "in"}),
            (("sign",), {"accepted_at": None}),
            (("sign",), {"ended_at": NOON}),
            (("sign",), {"since": TODAY + WEEK}),
            (("sign",), {"since": TODAY - WEEK, "until": TODAY - timedelta(days=1)}),
        ],
        ids=["scope", "direction", "not accepted", "ended", "not begun", "over"],
    )
    def test_what_it_does_not_cover_is_not_there(
        self, office: Office, desks: Desks, scopes: tuple[str, ...], more: dict[str, Any]
    ) -> None:
        """The assistant sees the letter by his post: the queue alone keeps it out."""
        away(office, "deputy", "assistant", *scopes, **more)
        lives.to_signature(office)
        page = desks("assistant").open("/desk/sign/")
        assert (lying(page), "To sign 1" in page.text, "for А.А.Deputy" in page.text) == (0, False, False)

    def test_another_unit_is_not_his(self, office: Office, desks: Desks) -> None:
        other = Unit.objects.create(body=office.body, parent=office.chancery, name="Финансы", code="07")
        away(office, "head", "assistant", "route", unit=other)
        lives.to_resolution(office)
        assert lying(desks("assistant").open("/desk/resolution/")) == 0
        away(office, "head", "assistant", "route", unit=office.chancery)
        assert lying(desks("assistant").open("/desk/resolution/")) == 1

    def test_a_press_after_its_end_decides_nothing(self, office: Office, desks: Desks) -> None:
        one = away(office, "deputy", "assistant", "sign")
        case = lives.to_signature(office)
        browser = desks("assistant")
        browser.open("/desk/sign/")
        form = browser.form_with("Sign A")
        type(one).objects.filter(pk=one.pk).update(ended_at=NOON)
        assert browser.client.post(form.action, form.values).status_code == 403
        assert Case.objects.get(pk=case).state == "awaiting_signature"

    def test_a_place_that_was_not_lent_is_refused(self, office: Office, desks: Desks) -> None:
        away(office, "deputy", "expert", "sign")
        case = lives.to_signature(office)
        browser = desks("expert")
        browser.open("/desk/sign/")
        form = browser.form_with("Sign A")
        forged = form.values | {"on_behalf_of": str(office.id("head"))}
        assert browser.client.post(form.action, forged).status_code == 422
        assert Case.objects.get(pk=case).state == "awaiting_signature"

    def test_a_restricted_letter_shows_a_substitute_its_card(self, office: Office, desks: Desks) -> None:
        """A grant names a person; it is not lent."""
        away(office, "deputy", "expert", "sign")
        lives.to_signature(office, letter=office.letter("Тайное слово."), restricted=True)
        page = desks("expert").open("/desk/sign/")
        assert (lying(page), "Тайное" in page.html) == (1, False)


def test_its_statements_do_not_grow_with_what_is_lent(office: Office, desks: Desks) -> None:
    def statements(who: str) -> int:
        browser = desks(who)
        with CaptureQueriesContext(connection) as made:
            browser.client.get("/desk/sign/")
        return len(made)

    away(office, "deputy", "expert", "sign", "approve", "route")
    lives.to_signature(office)
    few = statements("expert")
    for _ in range(6):
        lives.to_signature(office)
    assert statements("expert") == few
    assert few <= statements("deputy") + 2  # the offices of both, for what each of them is in the letter
