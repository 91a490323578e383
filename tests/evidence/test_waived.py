"""A letter that is signed over a missing visa is proved from its bundle: by the signer, for a reason that is told."""

from pathlib import Path
from typing import Any

import pytest

from cases.evidence import law
from cases.lifecycle import circulation
from cases.models import OutgoingCase
from tests.stories.lives import act, agree, digest, to_approval
from tests.stories.test_substitution import away

from .forger import unpacked
from .test_handed_over import told
from .world import World, plain_world

pytestmark = pytest.mark.django_db


def signed(world: World, *, waived: tuple[str, ...], by: str = "deputy") -> int:
    """A letter for which the lawyer and the banker are asked, signed without some of their visas."""
    office = world.office
    case = to_approval(office, "lawyer", "banker")
    for who in {"lawyer", "banker"} - set(waived):
        agree(office, who, case)
    for who in waived:
        facts: dict[str, Any] = {"approver": office.id(who), "reason": "В отпуске"}
        act(office, by, OutgoingCase.waive_visa, case, **facts)
    act(office, "deputy", OutgoingCase.sign, case, digest=digest(case))
    return case


@pytest.mark.parametrize("waived", [("lawyer",), ("lawyer", "banker")], ids=["one", "all"])
def test_what_the_signer_waived_is_proved(waived: tuple[str, ...], tmp_path: Path) -> None:
    with plain_world(tmp_path) as world:
        assert told(world, signed(world, waived=waived)) == set()


def test_who_acts_for_the_signer_may(tmp_path: Path) -> None:
    with plain_world(tmp_path) as world:
        away(world.office, "deputy", "expert", "sign")
        assert told(world, signed(world, waived=("lawyer",), by="expert")) == set()


@pytest.mark.parametrize("who", ["drafter", "banker"], ids=["the executor", "an approver"])
def test_a_waiver_for_the_signer_by_one_who_has_a_part_is_found(
    who: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A law without S5 and S10 lets them; the law in the bundle does not."""
    monkeypatch.setattr(circulation, "separate", lambda *_: None)
    with plain_world(tmp_path) as world:
        away(world.office, "deputy", who, "sign")
        assert told(world, signed(world, waived=("lawyer",), by=who)) == {"DUTY"}


@pytest.mark.parametrize("how", ["waived", "given"])
def test_a_letter_that_stands_on_nobody_is_found(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A waiver of which the law in the bundle knows nothing leaves the place open."""
    if how == "waived":
        monkeypatch.setattr(law, "APPROVAL", law.APPROVAL | {"fewer": ()})
    with plain_world(tmp_path) as world:
        case = signed(world, waived=("lawyer", "banker") if how == "waived" else ())
        assert told(world, case) == ({"APPROVAL"} if how == "waived" else set())


def test_the_account_tells_who_did_without_whose_visa_and_why(tmp_path: Path) -> None:
    with plain_world(tmp_path) as world:
        world.cases["waived"] = signed(world, waived=("lawyer",))
        world.sign()
        files = unpacked(world.bundle("waived"))
        for language, deed in DEEDS.items():
            page = files[f"account/{language}.html"].decode()
            assert deed in page
            row = page.partition(deed)[2].partition("</tr>")[0]
            assert "А.А.Lawyer" in row
            assert "В отпуске" in row


DEEDS = {
    "ru": "решение подписать без недостающей визы",
    "be": "рашэнне падпісаць без адсутнай візы",
    "en": "The signer will sign without a visa that is missing",
}
