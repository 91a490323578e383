"""Every state × role × move of both machines: what the golden matrix does not list is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django_fsm import TransitionNotAllowed, can_proceed, has_transition_perm

from cases import access
from cases.lifecycle.act import Act, Actor
from cases.lifecycle.move import moves_of
from cases.lifecycle.roles import WITHOUT_ACTS, Role
from cases.lifecycle.states import FINAL
from cases.models import IncomingCase, LivingCase, OutgoingCase
from tests.cast import Office
from tests.stories import lives
from workflows import admission
from workflows.admission import NotNow, NotYours, admit

from . import matrix

MACHINES = pytest.mark.parametrize("machine", matrix.LAWS)
PROXIES: dict[str, type[OutgoingCase] | type[IncomingCase]] = {"outgoing": OutgoingCase, "incoming": IncomingCase}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def standing(machine: str, state: str) -> LivingCase:
    """A case in memory that stands in a state."""
    return PROXIES[machine](state=state)


def act_of(role: str) -> Act:
    """An act of somebody who has one role."""
    actor = Actor(roles=frozenset({Role(role)}), official=1)
    return Act(actor, actor, NOON, NOON)


@MACHINES
def test_the_golden_file_is_the_law(machine: str) -> None:
    assert matrix.golden(machine) == list(matrix.lines(machine)), (
        "the law has changed: ./run python -m tests.lifecycle.matrix, and review what git shows"
    )


@MACHINES
def test_the_door_admits_what_is_listed_and_refuses_the_rest(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "last_entry", lambda case: None)
    listed, rules = matrix.listed(machine), moves_of(PROXIES[machine])
    wrong, counted = [], {"admitted": 0, "not now": 0, "not yours": 0}
    for state, move, role in matrix.everything(machine):
        try:
            admit(standing(machine, state), rules[move], act_of(role), None, [])
            answer = "admitted"
        except NotNow:
            answer = "not now"
        except NotYours:
            answer = "not yours"
        counted[answer] += 1
        if (answer == "admitted") != ((state, move, role) in listed):
            wrong.append((state, move, role, answer))
        if answer == "not now" and state in rules[move].sources:
            wrong.append((state, move, role, answer))
    assert wrong == []
    assert counted["admitted"] == len(listed) == len(matrix.golden(machine))
    assert sum(counted.values()) == len(list(matrix.everything(machine)))


@MACHINES
def test_the_machine_itself_knows_no_other_way(machine: str) -> None:
    listed = matrix.listed(machine)
    wrong = []
    for state, move, role in matrix.everything(machine):
        bound = getattr(standing(machine, state), move)
        actor: Any = Actor(roles=frozenset({Role(role)}))
        lawful = can_proceed(bound, check_conditions=False) and has_transition_perm(bound, actor)
        if lawful != ((state, move, role) in listed):
            wrong.append((state, move, role))
    assert wrong == []


@MACHINES
def test_a_move_called_in_another_state_changes_nothing(machine: str) -> None:
    rules, called = moves_of(PROXIES[machine]), 0
    for state in matrix.LAWS[machine][1]:
        for name, rule in rules.items():
            if state not in rule.sources:
                case: Any = standing(machine, state)
                with pytest.raises(TransitionNotAllowed):
                    getattr(case, name)(act_of("clerk"))
                assert case.state == state
                called += 1
    assert called > 100


@MACHINES
def test_every_state_is_reached_and_only_final_ones_are_never_left(machine: str) -> None:
    law, states = matrix.LAWS[machine]
    rules = moves_of(law).values()
    reached = {rule.target for rule in rules if rule.target}
    left = {source for rule in rules for source in rule.sources if rule.target not in (None, source)}
    assert reached == set(states) - {""}
    assert set(states) - left == FINAL & set(states)
    assert {state for state, _, _ in matrix.listed(machine)} & FINAL == set()


@MACHINES
def test_auditors_and_administrators_move_nothing(machine: str) -> None:
    assert {role for _, _, role in matrix.listed(machine)} & {role.value for role in WITHOUT_ACTS} == set()


@MACHINES
def test_every_move_of_people_has_somebody_and_the_system_shares_only_what_workers_do(machine: str) -> None:
    by_system = {move for _, move, role in matrix.listed(machine) if role == Role.SYSTEM}
    shared = {move for _, move, role in matrix.listed(machine) if role != Role.SYSTEM} & by_system
    assert shared <= {"record_sent", "record_delivery", "link_reply"}


def test_sheets_are_counted_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    for machine, (law, _) in matrix.LAWS.items():
        rules = moves_of(law).values()
        with_sheet = [rule for rule in rules if rule.sheets]
        without = [rule for rule in rules if rule.no_sheet]
        assert len(with_sheet) + len(without) == len(rules)
        assert all(len(rule.no_sheet) > 15 for rule in without), "a reason is a sentence"
        with capsys.disabled():
            print(f"\n{machine}: {len(with_sheet)} moves leave a sheet, {len(without)} say why they leave none")


def test_returns_refusals_and_cancellations_always_leave_a_sheet() -> None:
    for machine in matrix.LAWS:
        for name, rule in moves_of(PROXIES[machine]).items():
            gives_up = rule.target in (
                "rework",
                "returned",
                "refused",
                "cancelled",
                "annulled",
                "withdrawn",
                "forwarded",
            )
            sends_back = name.startswith(("return_", "refuse_", "decline_", "recall", "cancel", "annul", "withdraw"))
            if gives_up or sends_back:
                assert rule.sheets, name


def test_the_office_fixture_stands_beside_the_law(office: Office) -> None:
    """A live actor of the cast gets exactly the roles that the matrix speaks of."""
    case = access.case_for_system(lives.to_draft(office))
    roles = {name: access.actor_of(official, case, on=NOON.date()).roles for name, official in office.officials.items()}
    assert roles["drafter"] == {Role.DRAFTER, Role.EXECUTOR}
    assert roles["deputy"] == {Role.DEPUTY, Role.SIGNER}
    assert roles["lawyer"] == frozenset()
    assert roles["auditor"] == {Role.AUDITOR}
