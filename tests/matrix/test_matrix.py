"""The authorisation matrix: what every route answers to every person in every state, against a policy kept as data.

By default a sample drawn anew from a fixed seed; the campaign asks every cell, the small one every sixty-first.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from cases import access
from cases.lifecycle.law import UNOPENED
from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import Role
from cases.models import LAWS
from tests.pages.addresses import routes
from tests.pages.desks import clock_of

from .bugs import BUGS, MOST, Bug, slice_of
from .cells import OF_CASES, OF_PEOPLE, Asking, Cell, cells, is_right
from .policy import policy
from .world import World, built, draw

SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
SAMPLE = 250


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The people and cases, by the clock of the office."""
    one = built()
    draw(one.office)
    with clock_of(one.office):
        yield one


def wrong(asking: Asking, asked: list[Cell]) -> list[str]:
    """The cells whose answer is not what the policy says."""
    found = []
    for cell in asked:
        told = asking.answer(cell)
        if not is_right(cell, told):
            found.append(f"{cell}: {told}")
    return found


def test_every_route_has_its_line_in_the_policy_and_its_cells() -> None:
    there = {name for name in routes() if not name.startswith("admin:")}
    assert there == policy().routes.keys()
    assert there == OF_CASES.keys() | OF_PEOPLE.keys()
    assert get_resolver().reverse_dict


def test_every_line_of_the_policy_is_of_a_move_that_people_make() -> None:
    for direction, move in policy().acts:
        rule = moves_of(LAWS[direction])[move]
        assert rule.by != {Role.SYSTEM}
        assert UNOPENED not in rule.sources


def test_a_sample_of_the_matrix_agrees_with_the_policy(world: World) -> None:
    chosen = random.Random(7).sample(list(cells(world)), SAMPLE)
    assert wrong(Asking(world), chosen) == []


def test_the_matrix_has_twenty_thousand_cells_and_more(world: World) -> None:
    assert sum(1 for _ in cells(world)) >= 20_000


@pytest.mark.campaign
def test_the_whole_matrix_agrees_with_the_policy(world: World) -> None:
    every = list(cells(world))
    chosen = every[:: 61 if SMALL else 1]
    found = wrong(Asking(world), chosen)
    kinds = Counter(cell.route for cell in chosen)
    print(f"{len(chosen)} of {len(every)} cells asked, {len(found)} do not agree: {dict(kinds)}")
    assert found == [], "\n".join(found)


def caught(asking: Asking, bug: Bug, every: list[Cell]) -> bool:
    """Whether the slice of a bug shows it."""
    chosen = slice_of(bug, every)
    assert 0 < len(chosen) <= MOST, (bug.name, len(chosen))
    access.written.cache_clear()  # what is composed once for a process is composed anew with the bug, and without it
    try:
        with bug.plant():
            return any(not is_right(cell, asking.answer(cell)) for cell in chosen)
    finally:
        access.written.cache_clear()


def test_some_planted_bugs_are_caught(world: World) -> None:
    every, asking = list(cells(world)), Asking(world)
    assert [bug.name for bug in BUGS[::11] if not caught(asking, bug, every)] == []


@pytest.mark.campaign
def test_every_planted_bug_is_caught_on_its_slice(world: World) -> None:
    every, asking = list(cells(world)), Asking(world)
    missed = [bug.name for bug in BUGS if not caught(asking, bug, every)]
    print(f"{len(BUGS) - len(missed)} of {len(BUGS)} planted permission bugs are caught")
    assert missed == []
    assert len(BUGS) >= 40


@pytest.mark.parametrize("relation", ["nobody", "own", "stranger"])
def test_the_admin_shows_nothing_to_who_does_not_keep_the_office(relation: str, world: World) -> None:
    asking = Asking(world)
    [person, *_] = [one for one in world.people if one.relation == relation]
    client, asked = world.client(person), 0
    for name in {name.removeprefix("admin:") for name in routes() if name.startswith("admin:")}:
        model, _, kind = name.rpartition("_")
        if kind in ("changelist", "add") and model:
            app, _, noun = model.partition("_")
            path = f"/admin/{app}/{noun}/{'add/' if kind == 'add' else ''}"
        else:
            path = f"/admin/{name if name in ('login', 'jsi18n') else ''}"
        answer = client.get(path, follow=False)
        assert answer.status_code in (301, 302) or name == "login", (path, answer.status_code)
        asked += 1
    assert asked > 20
    assert asking.world is world
