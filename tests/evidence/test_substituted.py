"""Acts in the place of another are judged from a bundle alone: two persons, the moment, the roles that were lent."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases import substitutes
from cases.lifecycle import circulation, outgoing
from cases.models import OutgoingCase
from tests.stories.lives import act, digest, to_approval, to_signature
from tests.stories.test_substitution import away

from .test_handed_over import told
from .world import World, plain_world

pytestmark = pytest.mark.django_db


def sign_for_the_deputy(world: World, case: int) -> None:
    """The assistant signs in the deputy's place."""
    place = world.office.id("deputy")
    act(world.office, "assistant", OutgoingCase.sign, case, digest=digest(case), on_behalf_of=place)


def test_a_round_and_a_signature_by_substitutes_hold(tmp_path: Path) -> None:
    with plain_world(tmp_path) as world:
        office = world.office
        away(office, "lawyer", "expert", "approve")
        away(office, "deputy", "assistant", "sign", acting_as="И.о. заместителя")
        case = to_approval(office, "lawyer", "banker")
        for who in ("expert", "banker"):
            act(office, who, OutgoingCase.agree, case, digest=digest(case), round=1)
        act(office, "assistant", OutgoingCase.sign, case, digest=digest(case))
        act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert told(world, case) == set()


@pytest.mark.parametrize("both", [True, False], ids=["for two", "for another beside himself"])
def test_one_who_answers_twice_on_a_sheet_is_found(both: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circulation, "keep_apart", lambda *_: None)
    with plain_world(tmp_path) as world:
        office = world.office
        away(office, "lawyer", "expert" if both else "banker", "approve")
        away(office, "banker", "expert", "approve")
        case = to_approval(office, "lawyer", "banker")
        facts: dict[str, Any] = {"digest": digest(case), "round": 1}
        first, second = ("expert", "expert") if both else ("banker", "banker")
        act(office, first, OutgoingCase.agree, case, **facts, on_behalf_of=office.id("lawyer"))
        own = {"on_behalf_of": office.id("banker")} if both else {}
        act(office, second, OutgoingCase.agree, case, **facts, **own)
        assert told(world, case) == {"DUTY"}


def test_one_who_wrote_the_letter_and_signs_for_another_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "separate", lambda *_: None)
    with plain_world(tmp_path) as world:
        away(world.office, "deputy", "drafter", "sign")
        case = to_signature(world.office)
        act(world.office, "drafter", OutgoingCase.sign, case, digest=digest(case))
        assert told(world, case) == {"DUTY"}


def test_a_substitution_of_another_scope_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(substitutes, "lent", lambda _, roles: frozenset(roles))
    with plain_world(tmp_path) as world:
        away(world.office, "deputy", "assistant", "approve")
        case = to_signature(world.office)
        sign_for_the_deputy(world, case)
        assert told(world, case) == {"SUBSTITUTE"}


def test_a_substitution_that_is_over_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with plain_world(tmp_path) as world:
        one = away(world.office, "deputy", "assistant", "sign")
        monkeypatch.setattr(substitutes, "of_substitute", lambda who, _: [one] if who == one.substitute else [])
        case = to_signature(world.office)
        one.until = one.since - timedelta(days=1)
        sign_for_the_deputy(world, case)
        assert told(world, case) == {"SUBSTITUTE"}
