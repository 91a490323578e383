"""The law and the sheets agree: whatever a move declares can be frozen and printed."""

import json
from typing import Any

import pytest
from django.template import Context, Engine, TemplateDoesNotExist

from cases.letters import rendering
from cases.letters.context import DRAWN_UP
from cases.letters.deeds import DEEDS, EVENTS
from cases.letters.words import VOCABULARY
from cases.lifecycle.act import Origin
from cases.lifecycle.move import moves_of
from cases.lifecycle.outcomes import NOT_REGISTERED, Answer, Channel, Delivery, Outcome
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.states import IncomingState, OutgoingState
from cases.models import IncomingCase, OutgoingCase
from workflows.request import facts_of

from .conftest import Printed, Sheets
from .samples import declared, key

KEYS = [key(law, rule, sheet) for law, rule, sheet in declared()]
UNDECLARED = {Sheet.CERTIFYING}
INVALID = "¤%s¤"


def leaves(value: Any) -> list[Any]:
    """Every value inside a value that is no list and no object."""
    if isinstance(value, dict):
        assert all(isinstance(name, str) for name in value)
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


@pytest.mark.parametrize("of", KEYS, ids="-".join)
def test_a_declared_sheet_is_drawn_up_and_printed(of: tuple[str, str, str], sheets: Sheets, printed: Printed) -> None:
    facts = sheets.sampled[of]
    assert (facts["move"], facts["sheet"]) == of[1:]
    assert len(printed(facts)) > 60


@pytest.mark.parametrize("of", KEYS, ids="-".join)
def test_frozen_facts_are_json_without_floats(of: tuple[str, str, str], sheets: Sheets) -> None:
    facts = sheets.sampled[of]
    assert json.loads(json.dumps(facts)) == facts
    # The types themselves: an enum or a lazy text is a str for json, but not for whoever reads it back.
    assert {type(leaf) for leaf in leaves(facts)} <= {str, int, bool, type(None)}


@pytest.mark.parametrize("of", KEYS, ids="-".join)
def test_a_template_asks_for_no_fact_that_is_not_frozen(of: tuple[str, str, str], sheets: Sheets) -> None:
    strict = Engine(
        dirs=[str(rendering.templates())], builtins=["cases.letters.words"], string_if_invalid=INVALID, autoescape=True
    )
    facts = sheets.sampled[of]
    html = strict.get_template(f"letters/{Sheet(facts['sheet']).slug}.html").render(Context(facts))
    assert "¤" not in html


def test_no_sheet_is_drawn_up_that_no_move_declares() -> None:
    assert {sheet for _, _, sheet in declared()} == set(DRAWN_UP)
    assert set(Sheet) == set(DRAWN_UP) | UNDECLARED | {Sheet.HISTORY}


def test_a_sheet_without_a_template_fails_aloud() -> None:
    for sheet in UNDECLARED:
        with pytest.raises(TemplateDoesNotExist):
            rendering.render({"format": 1, "sheet": sheet.value})


def test_facts_of_another_format_are_not_guessed_at() -> None:
    with pytest.raises(rendering.UnknownFormat):
        rendering.render({"format": 2, "sheet": "D15"})


def test_every_code_of_the_law_has_its_term() -> None:
    codes: dict[str, set[str]] = {
        "outcome": {str(one) for one in Outcome},
        "channel": {str(one) for one in Channel},
        "delivery": {str(one) for one in Delivery},
        "kind": {"letter", *NOT_REGISTERED},
        "origin": {str(one) for one in Origin},
        "state": {"", *OutgoingState.values, *IncomingState.values},
        "sheet": {"", *Sheet.values},
        "control": {"none", "on", "off"},
        "answer": {"", *(str(one) for one in Answer)},
    }
    for of, wanted in codes.items():
        assert set(VOCABULARY[of]) == wanted, of


def test_every_move_and_every_fact_has_its_phrase_in_the_history() -> None:
    moves = {**moves_of(OutgoingCase), **moves_of(IncomingCase)}
    assert set(DEEDS) == set(moves) | set(EVENTS)
    names = {
        name
        for law in (OutgoingCase, IncomingCase)
        for move in moves_of(law)
        for name in facts_of(getattr(law, move)).model_fields
    }
    assert set(VOCABULARY["fact"]) == names
