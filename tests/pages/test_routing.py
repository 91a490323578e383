"""Many letters routed at once: few interactions, each letter by its own act, what is refused said in its own words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases.lifecycle.facts import Charge
from cases.models import Appointment, Body, Case, Decision, Entry, IncomingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.stories.test_substitution import away
from workflows.routing import AT_ONCE, ROUTING, route

from .browser import Browser, Page
from .desks import Desks

LINK, ALL = "Route several letters", "Tick all"
REVIEW, HEAD, EXECUTORS = "Hand to preliminary review", "Lay before the head", "Send to the executors"
PATH = "/routing/"
MOST_INTERACTIONS = 6


class Hand:
    """One hand at a browser, which counts what it does: a link followed, a field filled in, a button pressed."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.did = browser, 0

    def follow(self, text: str) -> Page:
        """Follow a link: one interaction."""
        self.did += 1
        return self.browser.follow(text)

    def press(self, button: str, /, **fill: Any) -> Page:
        """Fill fields in and press a button: one for each of them and one for the button."""
        self.did += 1 + len(fill)
        return self.browser.press(button, **fill)


def several(office: Office, many: int, to: Callable[..., int] = lives.to_entered) -> list[int]:
    """Letters at one stage."""
    return [to(office, title=f"О деле {n:02}", their_number=f"{office.clock:%d%H%M}-{n}") for n in range(many)]


def states(cases: list[int]) -> set[str]:
    """Where letters stand."""
    return set(Case.objects.filter(pk__in=cases).values_list("state", flat=True))


def entries(move: str) -> int:
    """How often a move was made."""
    return Entry.objects.filter(move=move).count()


def boxes(browser: Browser, button: str = REVIEW) -> list[str]:
    """The boxes of the page."""
    return list(browser.form_with(button).choices["letters"].values())


class TestTwentyLetters:
    def test_they_go_to_preliminary_review_in_three_interactions(self, office: Office, desks: Desks) -> None:
        cases = several(office, 20)
        hand = Hand(desks("clerk"))
        hand.follow(LINK)
        hand.follow(ALL)
        page = hand.press(REVIEW)
        assert (page.status, states(cases)) == (200, {"review"})
        assert "20 letters are routed." in page.text
        assert hand.did == 3 <= MOST_INTERACTIONS

    def test_they_are_laid_before_the_head_in_four(self, office: Office, desks: Desks) -> None:
        cases = several(office, 20, lives.to_review)
        hand = Hand(desks("assistant"))
        hand.follow(LINK)
        hand.follow(ALL)
        hand.press(HEAD, proposal="Эксперту")
        assert states(cases) == {"awaiting_resolution"}
        assert hand.did == 4 <= MOST_INTERACTIONS

    def test_they_go_to_one_executor_in_six(self, office: Office, desks: Desks) -> None:
        cases = several(office, 20, lives.to_review)
        hand = Hand(desks("assistant"))
        hand.follow(LINK)
        hand.follow(EXECUTORS)
        hand.follow(ALL)
        page = hand.press(EXECUTORS, text="Прошу ответить.", charges__1__official="Drafter")
        assert "20 letters are routed." in page.text
        assert states(cases) == {"assigned"}
        charged = IncomingCase.objects.filter(assignments__responsible=True, assignments__official=office.id("drafter"))
        assert charged.count() == 20
        assert hand.did == MOST_INTERACTIONS

    def test_each_has_an_act_of_its_own(self, office: Office, desks: Desks) -> None:
        cases = several(office, 3)
        browser = desks("clerk")
        browser.follow(LINK)
        browser.follow(ALL)
        browser.press(REVIEW)
        made = Entry.objects.filter(move="to_preliminary")
        assert sorted(made.values_list("case__pk", flat=True)) == cases
        assert len(set(made.values_list("request_key", flat=True))) == 3


class TestTheList:
    def test_nothing_is_ticked_until_somebody_ticks(self, office: Office, desks: Desks) -> None:
        several(office, 2)
        browser = desks("clerk")
        browser.follow(LINK)
        assert browser.form_with(REVIEW).values["letters"] == []
        browser.follow(ALL)
        assert browser.form_with(REVIEW).values["letters"] == boxes(browser)

    def test_some_are_routed_and_the_others_stay(self, office: Office, desks: Desks) -> None:
        first, second, third = several(office, 3)
        browser = desks("clerk")
        browser.follow(LINK)
        page = browser.press(REVIEW, letters=["№ Вх-1", "№ Вх-3"])
        assert "2 letters are routed." in page.text
        assert states([first, third]) == {"review"}
        assert lives.state(second) == "registered"

    def test_what_stands_elsewhere_has_no_box_but_a_reason(self, office: Office, desks: Desks) -> None:
        own = Appointment(official=office.officials["clerk"], unit=office.chancery, role="assistant")
        own.since = date(2019, 1, 1)
        own.save()
        [reviewed] = several(office, 1, lives.to_review)
        [entered] = several(office, 1)
        browser = desks("clerk")
        page = browser.follow(LINK)
        assert [one.partition("-")[0] for one in boxes(browser)] == [str(entered)]
        assert page.text.count("Cannot be routed by this act: this act is not made at this stage") == 1
        assert page.text.index("Вх-2") < page.text.index("Вх-1"), "those that can be routed stand first"
        browser.follow(HEAD)
        assert [one.partition("-")[0] for one in boxes(browser, HEAD)] == [str(reviewed)]

    def test_what_a_held_decision_stops_says_so(self, office: Office, desks: Desks) -> None:
        held, _free = several(office, 2, lives.to_review)
        Body.objects.update(hold_seconds=6000)
        lives.act(office, "head", IncomingCase.forward, held, to=office.other.pk, reason="Не наша компетенция")
        assert Decision.objects.get().case_id == held
        browser = browser_at(desks, "assistant")
        assert "Cannot be routed by this act: a decision takes effect at" in browser.page.text
        assert len(boxes(browser, HEAD)) == 1

    def test_another_unit_and_another_body_are_not_there(self, office: Office, desks: Desks) -> None:
        lives.to_entered(cast.found("other"), title="О чужом")
        lives.to_entered(office, title="О канцелярии", unit=office.chancery.pk)
        lives.to_entered(office, title="Об отделе")
        Appointment.objects.filter(role="clerk", official=office.officials["clerk"]).update(unit=office.department)
        text = desks("clerk").open(PATH).text
        assert ("Об отделе" in text, "О канцелярии" in text, "О чужом" in text) == (True, False, False)

    @pytest.mark.parametrize("who", ["registrar", "head", "drafter", "lawyer", "auditor", "admin"])
    def test_who_routes_nothing_has_no_such_page(self, who: str, office: Office, desks: Desks) -> None:
        several(office, 2)
        browser = desks(who)
        assert LINK not in browser.page.links
        assert LINK not in browser.open("/cases/").links
        assert browser.open(PATH).status == 404

    def test_the_register_leads_there_too(self, office: Office, desks: Desks) -> None:
        browser = desks("clerk")
        browser.open("/cases/")
        assert browser.follow(LINK).path == PATH
        assert "No letter waits to be routed." in browser.page.text

    def test_a_move_of_others_or_of_no_law_is_not_there(self, office: Office, desks: Desks) -> None:
        for move in ("submit_to_head", "sign", "no_such", "forward"):
            assert desks("clerk").open(f"{PATH}?move={move}").status == 404

    def test_only_moves_whose_facts_may_be_the_same_for_all_are_made_so(self) -> None:
        assert list(ROUTING) == ["to_preliminary", "submit_to_head", "route_by_competence"]
        assert not any(rule.decision for rule in ROUTING.values()), "what is decided is decided letter by letter"

    def test_more_letters_cost_no_more_statements(self, office: Office, desks: Desks) -> None:
        browser = desks("assistant")

        def statements() -> int:
            with CaptureQueriesContext(connection) as captured:
                browser.open(f"{PATH}?move=route_by_competence&all=1")
            return len(captured)

        several(office, 2, lives.to_review)
        statements()
        few = statements()
        several(office, 12, lives.to_review)
        assert statements() == few <= 16


def browser_at(desks: Desks, who: str) -> Browser:
    """Somebody before the page."""
    browser = desks(who)
    browser.open(PATH)
    return browser


class TestWhatIsRefused:
    def test_the_second_of_two_is_told_for_each_letter(self, office: Office, desks: Desks) -> None:
        cases = several(office, 3)
        late = desks.log_in("clerk")
        late.open(f"{PATH}?all=1")
        for case in cases[:2]:
            lives.act(office, "registrar", IncomingCase.enter_point, case, ordinal=1, text="уточнено")
        page = late.press(REVIEW)
        assert page.status == 200
        assert "1 letter is routed." in page.text
        assert "2 letters are not routed" in page.text
        assert page.text.count("the case has changed since you looked (А.А.Registrar: question entered") == 2
        assert states(cases[:2]) == {"registered"}
        assert lives.state(cases[2]) == "review"

    def test_two_clerks_with_the_same_page_route_each_letter_once(self, office: Office, desks: Desks) -> None:
        cases = several(office, 3)
        pages = [desks.log_in("clerk"), desks.log_in("clerk")]
        for one in pages:
            one.open(f"{PATH}?all=1")
        assert pages[0].press(REVIEW).status == 200
        page = pages[1].press(REVIEW)
        assert (page.status, "3 letters are not routed" in page.text, "are routed." in page.text) == (409, True, False)
        assert page.text.count("the case has moved on (А.А.Clerk: handed") == 3
        assert (entries("to_preliminary"), states(cases)) == (3, {"review"})

    def test_a_second_click_or_reload_changes_nothing(self, office: Office, desks: Desks) -> None:
        several(office, 3)
        browser = browser_at(desks, "clerk")
        browser.follow(ALL)
        data = dict(browser.form_with(REVIEW).values)
        answers = [browser.client.post(PATH, data) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        said = [Page(200, PATH, answer.content.decode()).text for answer in answers]
        assert "3 letters are routed." in said[0]
        assert said[0] == said[1]
        assert entries("to_preliminary") == 3

    def test_a_fact_that_no_letter_takes_comes_back_beside_its_field(self, office: Office, desks: Desks) -> None:
        cases = several(office, 2, lives.to_review)
        browser = desks("assistant")
        browser.open(f"{PATH}?move=route_by_competence&all=1")
        twice = {"charges__1__official": "Drafter", "charges__2__official": "Expert", "charges__2__responsible": "on"}
        page = browser.press(EXECUTORS, text="Прошу ответить.", **twice)
        assert (page.status, states(cases)) == (422, {"review"})
        form = browser.form_with(EXECUTORS)
        assert form.values["text"] == "Прошу ответить."
        assert form.values["letters"] == boxes(browser, EXECUTORS)

    def test_a_fact_that_one_letter_does_not_take_stops_no_other(self, office: Office) -> None:
        early, late = several(office, 2, lives.to_review)
        facts = {"text": "Прошу ответить.", "charges": (Charge(office.id("drafter"), responsible=True),)}
        seen = {early: 99, late: Case.objects.get(pk=late).version}
        told = route(ROUTING["route_by_competence"], seen, facts, by=office.user("assistant"), at=office.at, key="once")
        assert [one.refusal.code if one.refusal else "" for one in told] == ["stale", ""]
        assert (lives.state(early), lives.state(late)) == ("review", "assigned")

    @pytest.mark.parametrize("letters", [[], ["1"], ["x-1"], ["1-1-1"], ["-1-1"], ["٣-١"], ["9" * 30 + "-1"]])
    def test_what_is_no_letter_is_refused(self, letters: list[str], office: Office, desks: Desks) -> None:
        cases = several(office, 1)
        browser = browser_at(desks, "clerk")
        data = dict(browser.form_with(REVIEW).values) | {"letters": letters}
        answer = browser.client.post(PATH, data)
        assert (answer.status_code, states(cases)) == (422, {"registered"})

    def test_fifty_are_the_most(self, office: Office, desks: Desks) -> None:
        browser = browser_at(desks, "clerk")
        several(office, 1)
        browser.open(PATH)
        data = dict(browser.form_with(REVIEW).values)
        for many, status in ((AT_ONCE, 404), (AT_ONCE + 1, 422)):
            told = [f"{900_000 + n}-1" for n in range(many)]
            answer = browser.client.post(PATH, data | {"letters": told})
            assert answer.status_code == status

    def test_what_the_router_may_not_see_or_is_no_letter_that_came_does_not_exist(
        self, office: Office, desks: Desks
    ) -> None:
        foreign, ours = lives.to_entered(cast.found("other")), lives.to_registered(office)
        several(office, 1)
        browser = browser_at(desks, "clerk")
        data = dict(browser.form_with(REVIEW).values)
        data["letters"] = [f"{pk}-{Case.objects.get(pk=pk).version}" for pk in (foreign, ours)]
        answer = browser.client.post(PATH, data)
        assert answer.status_code == 404
        assert answer.content.decode().count("no such case") == 2
        assert (states([foreign, ours]), entries("to_preliminary")) == ({"registered"}, 0)


class TestSubstitutes:
    def test_one_who_acts_for_another_routes_in_his_place(self, office: Office, desks: Desks) -> None:
        away(office, "assistant", "lawyer", "route")
        cases = several(office, 2, lives.to_review)
        browser = desks("lawyer")
        browser.follow(LINK)
        browser.follow(ALL)
        assert "2 letters are routed." in browser.press(HEAD).text
        assert states(cases) == {"awaiting_resolution"}

    def test_not_beyond_the_letters_that_his_substitution_covers(self, office: Office, desks: Desks) -> None:
        away(office, "assistant", "lawyer", "route", direction="out")
        several(office, 1, lives.to_review)
        page = desks("lawyer").open(PATH)
        assert (page.status, "О деле" in page.text) == (200, False)


@pytest.mark.parametrize(
    ("language", "many", "said"),
    [
        ("ru", 1, "Направлено 1 письмо."),
        ("ru", 3, "Направлено 3 письма."),
        ("ru", 5, "Направлено 5 писем."),
        ("be", 1, "Накіраваны 1 ліст."),
        ("be", 3, "Накіравана 3 лісты."),
        ("be", 5, "Накіравана 5 лістоў."),
    ],
)
def test_letters_are_counted_in_the_words_of_the_language(language: str, many: int, said: str) -> None:
    with translation.override(language):
        found = translation.ngettext("%(total)s letter is routed.", "%(total)s letters are routed.", many)
    assert found % {"total": many} == said
