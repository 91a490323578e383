"""An auditor proves what came from an old register as what it is, and no forged beginning passes for one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cases.models import Case, IncomingCase
from tests.evidence.forger import Forgery, codes
from tests.evidence.world import World, plain_world
from tests.stories import lives
from tests.stories.lives import act

from .book import book, furnish
from .test_takeover import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A book that came in, a letter from it that went on, and one of Chancery's own."""
    with plain_world(tmp_path) as made:
        office = made.office
        furnish(office)
        bring(office, book("in", 60, Random(7)), tmp_path)
        bring(office, book("out", 20, Random(8)), tmp_path)
        case = Case.objects.filter(state="in_work", executor=office.id("drafter"))[0].pk
        act(office, "drafter", IncomingCase.report_without_letter, case, report="Решено.")
        act(office, "controller", IncomingCase.off_control, case, proof="справка")
        lives.to_entered(office)
        made.sign()
        made.cases["went on"] = case
        yield made


def test_an_honest_bundle_is_proved_whole_and_in_part(world: World) -> None:
    assert codes(world.bundle(), world.signer) == set()
    assert codes(world.bundle("went on"), world.signer) == set()


def forged(world: World, change: Callable[[Forgery], Any]) -> set[str]:
    """What is found when an insider has written something else and the log has signed it."""
    made = Forgery.of(world.bundle(), Random(5))
    change(made)
    return codes(made.recomputed(world.signer), world.signer)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"to": "reply_in_progress"}, "LAW"),
        ({"to": "draft"}, "LAW"),
        ({"to": "awaiting_reply", "machine": "in"}, "LAW"),
        ({"origin": "live"}, "LAW"),
        ({"from": "registered"}, "LAW"),
    ],
)
def test_a_beginning_that_is_none_is_found(world: World, words: dict[str, str], code: str) -> None:
    def change(made: Forgery) -> None:
        chosen = [one for one in made.entries if one["move"] == "imported" and one["machine"] == "in"]
        made.chance.choice(chosen).update(words)

    assert code in forged(world, change)


def test_a_letter_is_not_brought_over_in_the_middle_of_its_life(world: World) -> None:
    def change(made: Forgery) -> None:
        made.entry("off_control").update(move="imported", origin="import", to="closed")

    assert "LAW" in forged(world, change)


@pytest.mark.parametrize(("move", "ordinal"), [("imported", 61), ("register", 60)])
def test_a_number_on_the_wrong_side_of_the_opening_balance_is_found(world: World, move: str, ordinal: int) -> None:
    def change(made: Forgery) -> None:
        chosen = [one for one in made.entries if one["move"] == move and one["machine"] == "in"]
        made.chance.choice(chosen)["effects"]["ordinal"] = ordinal

    assert "NUMBER" in forged(world, change)


def test_the_duties_know_whom_the_beginning_names(world: World) -> None:
    def change(made: Forgery) -> None:
        entry = made.entry("off_control")
        entry.update(author=world.office.id("drafter"), actor=world.office.id("drafter"))

    assert "DUTY" in forged(world, change)
