"""«What waits for me»: each person's own, since when, with what is asked; a calm page when there is nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import OutgoingCase, User
from tests import cast
from tests.cast import Office
from tests.stories import lives

from .desks import Desks, clock_of


def test_nothing_is_a_calm_page(office: Office, desks: Desks) -> None:
    page = desks("lawyer").page
    assert page.status == 200
    assert "Nothing waits for you." in page.text


def test_what_is_asked_since_when(office: Office, desks: Desks) -> None:
    lives.to_signature(office, letter=office.letter(heading="О визите"))
    page = desks("deputy").page
    assert "Waits for me 1" in page.text
    assert re.search(r"outgoing since \d\d\.\d\d\.\d{4} \d\d:\d\d О визите Awaiting signature", page.text)
    assert [text for text, path in page.links.items() if "/acts/" in path] == ["Sign", "Return unsigned"]
    assert "Nothing waits" not in page.text


def test_only_the_moves_of_ones_own_roles_are_named(office: Office, desks: Desks) -> None:
    lives.to_received(office)
    asked = {
        who: [t for t, path in desks(who).page.links.items() if "/acts/" in path] for who in ("clerk", "registrar")
    }
    assert asked["clerk"] == ["Return: misdirected", "Count without registration"]
    assert asked["registrar"] == ["Register", "Join to the earlier registration", "Refuse registration"]


def test_everybody_sees_his_own(office: Office, desks: Desks) -> None:
    lives.to_approval(office, "lawyer")
    assert "Agree" in desks("lawyer").page.links
    for who in ("banker", "drafter", "clerk", "deputy", "auditor", "admin"):
        assert "О сотрудничестве" not in desks(who).page.text, who


def test_the_oldest_stands_first(office: Office, desks: Desks) -> None:
    for heading in ("О первом", "О втором"):
        lives.to_signed(office, letter=office.letter(heading=heading))
    text = desks("registrar").page.text
    assert text.index("О первом") < text.index("О втором")


def test_the_head_finds_what_one_who_left_has_left_behind(office: Office, desks: Desks) -> None:
    case = lives.to_draft(office, letter=office.letter(heading="О визите"))
    assert "Nothing waits for you." in desks("head").page.text
    User.objects.filter(pk=office.user("drafter").pk).update(is_active=False)
    page = desks("head").page
    assert "Left behind by those who log in no more О визите Draft" in page.text
    assert "Nothing waits" not in page.text
    for who in ("deputy", "clerk", "chief"):
        assert "Left behind" not in desks(who).page.text, who
    browser = desks("head")
    browser.follow("Hand over to another")
    assert "From whom" in browser.page.text
    told = {"leaving": "Drafter", "to": "Expert", "reason": "Уволен"}
    assert "Done: handed over to another" in browser.press("Hand over to another", **told).text
    assert "Left behind" not in desks("head").page.text
    assert OutgoingCase.objects.get(pk=case).executor_id == office.id("expert")


def test_a_letter_that_rests_is_left_behind_by_nobody(office: Office, desks: Desks) -> None:
    case = lives.to_draft(office)
    lives.act(office, "drafter", OutgoingCase.cancel, case, reason="Не нужно")
    User.objects.filter(pk=office.user("drafter").pk).update(is_active=False)
    assert "Nothing waits for you." in desks("head").page.text


@pytest.mark.parametrize(("who", "offered"), [("drafter", "Write a letter"), ("clerk", "Take a letter in")])
def test_who_may_open_a_case_is_offered_it(who: str, offered: str, office: Office, desks: Desks) -> None:
    assert offered in desks(who).page.links
    assert offered not in desks("deputy").page.links


def test_a_held_decision_may_be_undone_from_here(db: None) -> None:
    office = cast.found(hold_seconds=600)
    with clock_of(office):
        desks = Desks(office)
        case = lives.to_approval(office, "lawyer")
        lives.agree(office, "lawyer", case)
        page = desks("lawyer").page
        assert re.search(r"Agree takes effect in 5\d\d s О сотрудничестве", page.text)
        assert "Your decisions that are not in effect yet" not in desks("banker").page.text
        page = desks("lawyer").press("Undo") if desks("lawyer").page else page
        assert page.path == f"/cases/{case}/"
        assert "Your decision is undone." in page.text
        assert "not in effect yet" not in desks("lawyer").page.text


def test_a_decision_whose_time_is_over_is_not_offered_to_be_undone(db: None) -> None:
    office = cast.found(hold_seconds=1)
    with clock_of(office):
        desks = Desks(office)
        lives.agree(office, "lawyer", lives.to_approval(office, "lawyer"))
        assert "Undo" not in desks("lawyer").page.text


def test_a_kept_visa_shows_the_change_of_form(office: Office, desks: Desks) -> None:
    office.body.form_changes_keep_visas = True
    office.body.save()
    case = lives.to_signature(office)
    comma = office.letter("Просим, сообщить.")
    lives.act(office, "drafter", OutgoingCase.propose_form_change, case, letter=comma)
    lives.act(office, "deputy", OutgoingCase.allow_form_change, case, digest=comma.digest)
    assert "Changes of form since your visa" in desks("lawyer").page.text
    assert "Changes of form since your visa" not in desks("deputy").page.text


def test_ten_letters_cost_no_more_statements_than_one(office: Office, desks: Desks) -> None:
    browser = desks("drafter")

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.client.get("/")
        return len(captured)

    lives.to_draft(office)
    browser.client.get("/")
    one = statements()
    for _ in range(9):
        lives.to_draft(office)
    assert statements() == one <= 12
