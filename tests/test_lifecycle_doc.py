"""docs/lifecycle.md is what the declarations say, no more and no less."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cases.lifecycle import table
from cases.lifecycle.move import moves_of

DOCUMENT = Path(__file__).parent.parent / "docs" / "lifecycle.md"
MACHINES = pytest.mark.parametrize("title", table.MACHINES)


def section(title: str) -> str:
    """A machine's part of the page."""
    return table.page().split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_document_is_what_the_command_prints() -> None:
    printed = StringIO()
    call_command("lifecycle", stdout=printed)
    assert DOCUMENT.read_text(encoding="utf-8") == printed.getvalue(), (
        "the law has changed: ./run manage lifecycle > docs/lifecycle.md"
    )


@MACHINES
def test_every_move_has_one_line_and_every_line_is_a_move(title: str) -> None:
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == list(moves_of(table.MACHINES[title]))
    assert all(line.count(" | ") == 5 for line in lines)


@MACHINES
def test_the_counts_add_up(title: str) -> None:
    rules = moves_of(table.MACHINES[title]).values()
    bare = [rule for rule in rules if not rule.sheets]
    assert f"{len(rules)} moves: {len(rules) - len(bare)} leave a sheet, {len(bare)} say why" in section(title)
    assert all(f"none: {rule.no_sheet}" in section(title) for rule in bare)


@MACHINES
def test_the_picture_has_every_way_from_state_to_state(title: str) -> None:
    picture = section(title).split("```")[1]
    for rule in moves_of(table.MACHINES[title]).values():
        ways = [line for line in picture.splitlines() if rule.name in line.partition(": ")[2].split(", ")]
        assert len(ways) == (len(rule.sources) if rule.target else 0)


@pytest.mark.parametrize(
    ("move", "told"),
    [
        ("agree", "*(decision; on paper by clerk, registrar; beside)*"),
        ("complete_round", "*(after agree, agree_with_remarks, waive_visa, record_consent)*"),
        ("draft_letter", "| (new) | draft | drafter | D12 draft |"),
        ("revise", "| draft | (stays) | executor | none: the draft is printed when the version is submitted |"),
    ],
)
def test_a_line_says_what_the_declaration_says(move: str, told: str) -> None:
    [line] = [line for line in section("Outgoing letters").splitlines() if line.startswith(f"| `{move}`")]
    assert told in line


def test_final_states_end_the_picture() -> None:
    assert "    filed --> [*]" in section("Incoming requests")
    assert "    received --> [*]" not in section("Incoming requests")


def test_the_page_asks_the_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    class Law:
        def lift(self, act: Any) -> None:
            """Nothing of ours."""

    monkeypatch.setattr(table, "MACHINES", {"Nothing": Law})
    assert "0 moves: 0 leave a sheet" in table.page()
