"""docs/glossary.md has every word of the code's trade in three languages, and the sheets print the same words."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps

from cases.letters import deeds, terms
from cases.lifecycle.incoming import IncomingLaw
from cases.lifecycle.move import moves_of
from cases.lifecycle.outgoing import OutgoingLaw
from cases.lifecycle.roles import Role
from cases.lifecycle.sheets import Sheet
from cases.lifecycle.states import IncomingState, OutgoingState

GLOSSARY = Path(__file__).parent.parent / "docs" / "glossary.md"
# What only ties rows together, or is the engine's own, is no word of the trade.
NO_NOUNS = {"registeryear", "sought", "casegrant", "incomingcase", "outgoingcase"}
NORM = re.compile(r"—|R\d\d|D\d\d|S\d+|[OI]\d+(, [OI]\d+)*")


class Term(NamedTuple):
    """One line of the page."""

    code: str
    ru: str
    be: str
    norm: str


def table(title: str) -> dict[str, Term]:
    """One table of the page, by code."""
    section = GLOSSARY.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    terms_of = [
        Term(*(cell.strip(" `") for cell in line.strip("|").split("|"))) for line in section.splitlines()[3:] if line
    ]
    found = {term.code: term for term in terms_of}
    assert len(found) == len(terms_of), "a word is explained once"
    return found


TABLES: dict[str, list[str]] = {
    "Roles": Role.values,
    "States of an outgoing letter": OutgoingState.values,
    "States of an incoming request": IncomingState.values,
    "Moves of an outgoing letter": list(moves_of(OutgoingLaw)),
    "Moves of an incoming request": list(moves_of(IncomingLaw)),
    "Sheets": [sheet.slug for sheet in Sheet],
}


@pytest.mark.parametrize("title", TABLES)
def test_it_has_the_words_of_the_code_in_their_order(title: str) -> None:
    assert list(table(title)) == TABLES[title]


def test_it_has_every_noun_that_chancery_keeps() -> None:
    kept = {
        model._meta.model_name or ""
        for name in ("cases", "workflows")
        for model in apps.get_app_config(name).get_models()
    }
    nouns = {code.replace(" ", "") for code in table("Nouns")}
    assert kept - nouns - NO_NOUNS == set()


@pytest.mark.parametrize("title", ["Nouns", *TABLES])
def test_every_word_is_there_in_both_languages_and_names_its_norm(title: str) -> None:
    for term in table(title).values():
        assert term.ru and term.be, term
        assert not set("ищъ") & set(term.be.lower()), f"no Belarusian word has these letters: {term.be}"
        assert not set("іў") & set(term.ru.lower()), f"no Russian word has these letters: {term.ru}"
        assert NORM.fullmatch(term.norm), term


@pytest.mark.parametrize("title", ["States of an outgoing letter", "States of an incoming request"])
def test_sheets_print_the_states_by_these_words(title: str) -> None:
    assert {code: term.ru for code, term in table(title).items()} == {code: terms.STATES[code] for code in table(title)}


@pytest.mark.parametrize("title", ["Moves of an outgoing letter", "Moves of an incoming request"])
def test_the_history_prints_the_moves_by_these_words(title: str) -> None:
    assert {code: term.ru for code, term in table(title).items()} == {code: deeds.DEEDS[code] for code in table(title)}


def test_the_sheets_carry_these_titles() -> None:
    assert {code: term.ru for code, term in table("Sheets").items()} == {s.slug: terms.SHEETS[s] for s in Sheet}
    assert {code: term.norm for code, term in table("Sheets").items()} == {sheet.slug: sheet.value for sheet in Sheet}
