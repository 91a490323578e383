"""What was handed over is judged by the bundle's own law: duties ask for those who came, not for those who left."""

from pathlib import Path
from typing import Any

import pytest

from cases.lifecycle import circulation, outgoing
from cases.lifecycle.roles import Role
from cases.models import Appointment, IncomingCase, OutgoingCase
from tests.stories.lives import act, digest, to_signature, to_work

from .forger import codes
from .world import World, plain_world

pytestmark = pytest.mark.django_db


def hand_over(world: World, move: Any, case: int, leaving: str, to: str) -> None:
    """The head hands over from one member of the cast to another."""
    office = world.office
    act(office, "head", move, case, leaving=office.id(leaving), to=office.id(to), reason="Уволен")


def told(world: World, case: int) -> set[str]:
    """What the verifier finds in the bundle of a case."""
    world.cases["handed over"] = case
    world.sign()
    return codes(world.bundle("handed over"), world.signer)


def test_a_letter_is_signed_by_who_came(tmp_path: Path) -> None:
    with plain_world(tmp_path) as world:
        case = to_signature(world.office)
        hand_over(world, OutgoingCase.hand_over, case, "drafter", "expert")
        hand_over(world, OutgoingCase.hand_over, case, "deputy", "head")
        act(world.office, "head", OutgoingCase.sign, case, digest=digest(case))
        act(world.office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert told(world, case) == set()


def test_a_request_is_taken_off_control_after_its_work_was_handed_over(tmp_path: Path) -> None:
    with plain_world(tmp_path) as world:
        case = to_work(world.office)
        hand_over(world, IncomingCase.hand_over, case, "drafter", "lawyer")
        act(world.office, "lawyer", IncomingCase.report_without_letter, case, report="Решено по телефону")
        act(world.office, "controller", IncomingCase.off_control, case, proof="Доклад")
        assert told(world, case) == set()


@pytest.mark.parametrize("signs", ["lawyer", "expert"])
def test_who_agreed_or_writes_now_does_not_sign_by_a_hand_over(
    signs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A law without S1 lets them; the law in the bundle does not."""
    monkeypatch.setattr(circulation, "keep_apart", lambda *_: None)
    monkeypatch.setattr(outgoing, "separate", lambda *_: None)
    with plain_world(tmp_path) as world:
        case = to_signature(world.office)
        official, unit = world.office.officials[signs], world.office.chancery
        Appointment.objects.create(official=official, unit=unit, role=Role.DEPUTY, since=world.office.clock.date())
        hand_over(world, OutgoingCase.hand_over, case, "drafter", "expert")
        hand_over(world, OutgoingCase.hand_over, case, "deputy", signs)
        act(world.office, signs, OutgoingCase.sign, case, digest=digest(case))
        assert told(world, case) == {"DUTY"}


def test_who_executes_now_does_not_take_the_case_off_control(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.lifecycle.execution.separate", lambda *_: None)
    with plain_world(tmp_path) as world:
        case = to_work(world.office)
        hand_over(world, IncomingCase.hand_over, case, "drafter", "controller")
        act(world.office, "controller", IncomingCase.report_without_letter, case, report="Решено")
        act(world.office, "controller", IncomingCase.off_control, case, proof="Доклад")
        assert told(world, case) == {"DUTY"}
