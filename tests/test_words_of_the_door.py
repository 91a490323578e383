"""The door's own words and the facts of the moves never mean two things."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from cases.lifecycle.move import moves_of
from cases.models import LAWS
from workflows.perform import open_case, perform
from workflows.request import facts_of


@pytest.mark.parametrize("door", [perform, open_case])
def test_no_fact_of_a_move_has_the_name_of_a_word_of_the_door(door: Callable[..., Any]) -> None:
    words = {one.name for one in inspect.signature(door).parameters.values() if one.kind is not one.VAR_KEYWORD}
    clashes = {
        (name, fact)
        for law in LAWS.values()
        for name in moves_of(law)
        for fact in facts_of(getattr(law, name)).model_fields
        if fact in words
    }
    assert clashes == set()
