"""The history of a case by kinds of entries, and the strip of its stages."""

import pytest

from cases.lifecycle.states import FINAL, IncomingState, OutgoingState
from cases.models import Case, IncomingCase, OutgoingCase
from cases.pages.stages import STAGES, strip
from tests.cast import Office
from tests.stories import lives

from .desks import Desks


def shown(desks: Desks, case: int, kind: str) -> str:
    """The history of a case as its reader has filtered it."""
    return desks("deputy").open(f"/cases/{case}/?show={kind}").text.partition("reading routing ")[2]


@pytest.fixture
def returned(office: Office) -> int:
    """A letter that was sent back once and written anew."""
    case = lives.to_signature(office)
    lives.act(office, "deputy", OutgoingCase.refuse_sign, case, reason="Нет срока.")
    later, route = office.letter("Просим до мая."), office.route("lawyer")
    lives.act(office, "drafter", OutgoingCase.resubmit, case, letter=later, route=route)
    return case


class TestKinds:
    def test_decisions(self, returned: int, office: Office, desks: Desks) -> None:
        told = shown(desks, returned, "decisions")
        assert [word in told for word in ("agreed", "returned unsigned", "draft written")] == [True, True, False]

    def test_versions(self, returned: int, office: Office, desks: Desks) -> None:
        told = shown(desks, returned, "versions")
        assert [word in told for word in ("draft written", "new version sent", "agreed")] == [True, True, False]

    def test_remarks_and_reasons(self, returned: int, office: Office, desks: Desks) -> None:
        told = shown(desks, returned, "remarks")
        assert ("Нет срока." in told, "agreed" in told) == (True, False)

    def test_reading(self, office: Office, desks: Desks) -> None:
        case = lives.to_resolution(office)
        lives.act(office, "clerk", IncomingCase.send_for_familiarisation, case, officials=(office.id("deputy"),))
        told = shown(desks, case, "reads")
        assert ("shown to officials" in told, "registered" in told) == (True, False)

    def test_routing_is_the_rest(self, returned: int, office: Office, desks: Desks) -> None:
        told = shown(desks, returned, "routing")
        assert ("handed in for the form check" in told, "agreed" in told) == (True, False)

    def test_an_unknown_kind_shows_all(self, returned: int, office: Office, desks: Desks) -> None:
        assert "draft written" in shown(desks, returned, "nonsense")


class TestStages:
    def test_every_state_of_a_living_case_has_one(self) -> None:
        known = {state for stages in STAGES.values() for _name, states in stages for state in states}
        assert {*OutgoingState.values, *IncomingState.values} - known <= {*FINAL, "annulled"}

    def test_what_lies_behind_and_ahead(self) -> None:
        standings = [one.standing for one in strip(Case(direction="out", state="awaiting_signature"))]
        assert standings == ["done", "done", "now", "ahead", "ahead", "ahead", "ahead"]

    def test_one_that_left_its_way_stands_nowhere(self) -> None:
        assert {one.standing for one in strip(Case(direction="in", state="forwarded"))} == {"ahead"}


def test_the_page_offers_first_what_the_flow_asks(office: Office, desks: Desks) -> None:
    case = lives.to_signature(office)
    html = desks("deputy").open(f"/cases/{case}/").html
    assert f'class="button first" href="/cases/{case}/acts/sign/"' in html


def test_an_auditor_sees_the_hash_of_each_entry(office: Office, desks: Desks) -> None:
    case = lives.to_draft(office)
    entry = Case.objects.get(pk=case).entries.get(seq=1)
    assert entry.hash[:16] in desks("auditor").open(f"/cases/{case}/").text
    assert entry.hash[:16] not in desks("drafter").open(f"/cases/{case}/").text
