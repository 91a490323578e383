"""Freezing stands inside the transaction of an act: what it asks the database is counted."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from cases.letters import context
from cases.lifecycle.move import moves_of
from cases.lifecycle.sheets import Sheet
from cases.models import IncomingCase, OutgoingCase

from .office import Lived
from .samples import deed, sample

type AtMost = Callable[[int], AbstractContextManager[None]]

# Where a deadline is told, the calendar of the sender's country is read: two statements.
BUDGETS = [
    (OutgoingCase, "draft_letter", 2),
    (OutgoingCase, "sign", 2),
    (OutgoingCase, "register", 3),
    (OutgoingCase, "agree", 3),
    (OutgoingCase, "agree_with_remarks", 3),
    (OutgoingCase, "complete_round", 4),
    (OutgoingCase, "confirm_dispatch", 1),
    (OutgoingCase, "recall", 1),
    (OutgoingCase, "await_reply", 2),
    (OutgoingCase, "file", 5),
    (IncomingCase, "acknowledge", 2),
    (IncomingCase, "issue_resolution", 4),
    (IncomingCase, "forward", 2),
    (IncomingCase, "register", 7),
    (IncomingCase, "off_control", 11),
    (IncomingCase, "grant_extension", 4),
    (IncomingCase, "file", 4),
]


def loaded(lived: Lived, law: type[Any]) -> OutgoingCase | IncomingCase:
    """A case as it stands when a move has been made: the law has read its visas, its copies and what it answers."""
    case = lived.case(law)
    if isinstance(case, OutgoingCase):
        assert case.round_visas
        assert case.copies
        assert case.requests
    else:
        assert case.charges
    return case


LEDGER_READ = ("register", "issue_resolution", "grant_extension")


@pytest.mark.parametrize(("law", "move", "most"), BUDGETS, ids=lambda value: str(getattr(value, "__name__", value)))
def test_the_sheets_of_one_act_share_what_they_read(
    law: type[Any], move: str, most: int, lived: Lived, django_assert_max_num_queries: AtMost
) -> None:
    case, rule, act = loaded(lived, law), moves_of(law)[move], deed(lived)
    facts = sample(lived, law, rule)
    if move in LEDGER_READ and isinstance(case, IncomingCase):
        assert case.ledger()
    with django_assert_max_num_queries(most):
        for sheet in rule.sheets:
            context.freeze(case, sheet, act=act, move=rule, facts=facts, seq=9)


def test_a_code_costs_one_statement_the_last_checkpoint(lived: Lived, django_assert_max_num_queries: AtMost) -> None:
    rule, act = moves_of(OutgoingCase)["register"], deed(lived)
    lived.office.body.norm_profile = "ru-2025"
    lived.office.body.save()
    case = loaded(lived, OutgoingCase)
    with django_assert_max_num_queries(2):
        assert "checkpoint" in context.freeze(case, Sheet.LETTER, act=act, move=rule, facts={}, seq=9)


def test_a_second_move_of_the_same_act_reads_what_is_new(lived: Lived, django_assert_max_num_queries: AtMost) -> None:
    case, act = loaded(lived, OutgoingCase), deed(lived)
    agree, complete = moves_of(OutgoingCase)["agree"], moves_of(OutgoingCase)["complete_round"]
    context.freeze(case, Sheet.APPROVAL, act=act, move=agree, facts={}, seq=9)
    with django_assert_max_num_queries(2):
        context.freeze(case, Sheet.APPROVAL, act=act, move=complete, facts={}, seq=10)


def test_equal_facts_freeze_equally(lived: Lived) -> None:
    rule, act = moves_of(OutgoingCase)["complete_round"], deed(lived)
    for sheet in rule.sheets:
        first, second = (
            context.freeze(lived.case(OutgoingCase), sheet, act=act, move=rule, facts={}, seq=9) for _ in range(2)
        )
        assert first == second


def test_a_sheet_of_one_direction_is_not_drawn_up_for_the_other(lived: Lived) -> None:
    rule, act = moves_of(OutgoingCase)["sign"], deed(lived)
    with pytest.raises(TypeError, match="outgoing"):
        context.freeze(lived.case(IncomingCase), Sheet.LETTER, act=act, move=rule, facts={}, seq=9)
    with pytest.raises(TypeError, match="incoming"):
        context.freeze(lived.case(OutgoingCase), Sheet.RECEIPT_STAMP, act=act, move=rule, facts={}, seq=9)


def test_a_sheet_that_no_act_draws_up_is_refused(lived: Lived) -> None:
    rule, act = moves_of(OutgoingCase)["sign"], deed(lived)
    with pytest.raises(KeyError):
        context.freeze(lived.case(OutgoingCase), Sheet.HISTORY, act=act, move=rule, facts={}, seq=9)
