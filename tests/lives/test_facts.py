"""The table of providers is whole, and what it provides is what the moves ask for."""

from random import Random

import pytest

from cases.lifecycle.act import Origin
from cases.lifecycle.refusal import BadFact
from cases.models import LAWS, OutgoingCase
from tests.stories import lives
from workflows.request import ask

from . import attempts, facts, oracle
from .town import Town


@pytest.mark.parametrize("direction", ["out", "in"])
def test_every_move_of_the_law_has_its_provider_and_no_other(direction: str) -> None:
    assert set(facts.PROVIDERS[direction]) == attempts.law(direction)


@pytest.mark.parametrize("direction", ["out", "in"])
def test_what_is_provided_has_the_names_and_types_of_the_move(db: None, direction: str) -> None:
    town = Town()
    office = town.offices[0]
    case = facts.load(lives.to_registered(office) if direction == "out" else lives.to_work(office))
    person = town.people_of(office)[0]
    for move in facts.PROVIDERS[direction]:
        for seed in range(5):
            told = facts.facts_of(direction, move, person, case, Random(seed))
            assert ask(getattr(LAWS[direction], move), told).facts.keys() >= told.keys(), move


def test_spoilt_facts_differ_and_most_are_refused_at_once() -> None:
    told = {"reason": "Ошибка", "ordinal": 1}
    refused = 0
    for seed in range(60):
        spoilt = facts.spoil(told, Random(seed))
        assert spoilt != told
        try:
            ask(OutgoingCase.excuse_addressee, spoilt)
        except BadFact:
            refused += 1
    assert 20 < refused < 60
    assert facts.spoil({}, Random(1)) == {"surprise": 1}


class TestOracle:
    def test_it_reads_the_golden_files(self) -> None:
        assert oracle.golden("out")["signed"]["register"] == {"registrar"}
        assert oracle.targets("out")["signed", "register"] == "registered"
        assert oracle.sheets("out")["signed", "register"] == {"D15", "D01"}
        assert oracle.followers("out", "record_sent") == ["confirm_dispatch"]

    def test_giving_up_and_staying_do_not_lead_on(self) -> None:
        leading = {(state, move) for state, moves in oracle.golden("out").items() for move in moves}
        leading = {pair for pair in leading if oracle.leads_on("out", *pair)}
        assert {("draft", "submit"), ("approval", "agree"), ("dispatching", "record_sent")} <= leading
        assert not {("draft", "cancel"), ("draft", "revise"), ("dispatched", "withdraw")} & leading

    def test_posts_are_judged_by_day_and_unit(self, db: None) -> None:
        town = Town()
        office = town.offices[0]
        drafter, lawyer, admin = (town.of_official[office.id(name)] for name in ("drafter", "lawyer", "admin"))
        now = oracle.stand(lives.to_approval(office, "lawyer"))
        assert oracle.roles(drafter, now, office.clock.date()) == {"drafter", "executor"}
        assert oracle.roles(lawyer, now, office.clock.date()) == {"drafter", "approver"}
        assert oracle.roles(admin, now, office.clock.date()) == {"admin"}
        assert oracle.roles(town.people_of(town.offices[1])[0], now, office.clock.date()) == set()
        lawyer.dismiss(lawyer.posts[0], office.clock.date().replace(day=1))
        assert oracle.roles(lawyer, now, office.clock.date()) == {"approver"}

    def test_an_attempt_on_paper_is_pressed_by_the_chancery(self, db: None) -> None:
        town = Town()
        office = town.offices[0]
        case = lives.to_signature(office)
        deputy = town.of_official[office.id("deputy")]
        signing = attempts.Attempt(deputy, "out", "sign", case, {"digest": lives.digest(case)})
        done = attempts.entered(signing, town, Random(1)).press(town.wait(office.at - town.clock))
        assert done.state == "signed"
        assert facts.load(case).entries.get(move="sign").origin == Origin.PAPER
