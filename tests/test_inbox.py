"""Whom the flows ask: each person sees what waits for him, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import OutgoingCase, Visa
from tests.cast import Office
from tests.stories import lives
from workflows.inbox import form_changes, inbox


def asked(office: Office, who: str) -> list[tuple[int, set[str]]]:
    """The cases that wait for a member of the cast, with the moves he is asked for."""
    found = inbox(office.user(who), on=office.clock.date())
    return [(one.case.pk, {rule.name for rule in one.rules}) for one in found]


def test_a_submitted_draft_waits_for_the_clerk_alone(office: Office) -> None:
    case = lives.to_draft(office)
    lives.act(office, "drafter", OutgoingCase.submit, case)
    assert asked(office, "clerk") == [(case, {"start_round", "return_form"})]
    assert [who for who in office.officials if asked(office, who)] == ["clerk"]


def test_a_round_waits_for_its_approvers_until_they_answer(office: Office) -> None:
    case = lives.to_approval(office, "lawyer", "banker")
    assert {who for who in office.officials if asked(office, who)} == {"lawyer", "banker"}
    lives.agree(office, "lawyer", case)
    assert {who for who in office.officials if asked(office, who)} == {"banker"}


@pytest.mark.parametrize(
    ("life", "who", "moves"),
    [
        (lives.to_draft, "drafter", {"submit"}),
        (lives.to_signature, "deputy", {"sign", "refuse_sign"}),
        (lives.to_signed, "registrar", {"register", "return_defect"}),
        (lives.to_registered, "dispatcher", {"queue"}),
        (lives.to_dispatching, "dispatcher", {"record_sent"}),
    ],
)
def test_a_letter_waits_for_whoever_moves_it_next(office: Office, life: object, who: str, moves: set[str]) -> None:
    case = life(office)  # type: ignore[operator]
    assert asked(office, who) == [(case, moves)]


def test_another_drafter_is_not_asked_for_a_draft_that_is_not_his(office: Office) -> None:
    lives.to_draft(office)
    assert asked(office, "expert") == []


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_may_not_act_is_asked_for_nothing(office: Office, who: str) -> None:
    lives.to_approval(office)
    lives.to_signed(office)
    assert asked(office, who) == []


def test_an_inactive_user_is_asked_for_nothing(office: Office) -> None:
    lives.to_signed(office)
    user = office.user("registrar")
    user.is_active = False
    user.save()
    assert inbox(user, on=office.clock.date()) == []


def test_fifty_tasks_cost_no_more_statements_than_one(office: Office) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            asked(office, "drafter")
        return len(captured)

    lives.to_draft(office)
    asked(office, "drafter")
    one = statements()
    for _ in range(9):
        lives.to_draft(office)
    assert len(asked(office, "drafter")) == 10
    assert statements() == one <= 12


def test_a_kept_visa_shows_its_giver_the_change_of_form(office: Office) -> None:
    office.body.form_changes_keep_visas = True
    office.body.save()
    case = lives.to_signature(office)
    comma = office.letter("Просим, сообщить.")
    lives.act(office, "drafter", OutgoingCase.propose_form_change, case, letter=comma)
    assert form_changes(office.user("lawyer"), on=office.clock.date()) == []
    lives.act(office, "deputy", OutgoingCase.allow_form_change, case, digest=comma.digest)
    shown = form_changes(office.user("lawyer"), on=office.clock.date())
    assert [(visa.case_id, visa.kept_for) for visa in shown] == [(case, comma.digest)]
    assert Visa.objects.filter(case=case, kept_for=comma.digest).count() == 2
    assert form_changes(office.user("clerk"), on=office.clock.date()) == []
