"""`send_for_familiarisation`, `familiarise`: officials read a letter of either direction beside its flow."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.access import NotFound, visible_to
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import BY_PLACE, Role
from cases.models import Familiarisation, IncomingCase, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act
from tests.traces import Said, entry, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow
from workflows.inbox import familiarisations, inbox

LIVES: dict[str, tuple[Any, Any]] = {
    "registered request": (IncomingCase, lives.to_entered),
    "request in work": (IncomingCase, lives.to_work),
    "executed request": (IncomingCase, lives.to_executed),
    "signed letter": (OutgoingCase, lives.to_signed),
    "letter that has left": (OutgoingCase, lives.to_dispatched),
}
EACH = pytest.mark.parametrize(("law", "life"), LIVES.values(), ids=LIVES)


def show(office: Office, law: Any, case: int, *names: str, who: str = "clerk") -> None:
    """Show a letter to members of the cast."""
    act(office, who, law.send_for_familiarisation, case, officials=tuple(office.id(name) for name in names))


def asked(office: Office, who: str) -> list[int]:
    """The letters that a member of the cast has still to read."""
    return [one.case_id for one in familiarisations(office.user(who), on=office.clock.date())]


@EACH
def test_several_officials_are_shown_it_at_once_and_the_flow_goes_on(office: Office, law: Any, life: Any) -> None:
    case = life(office)
    before = stands(case).state
    show(office, law, case, "lawyer", "banker")
    told = said(case, "send_for_familiarisation")
    assert (told.source, told.target, told.effects, told.sheets) == (before, before, {}, [])
    assert entry(case, "send_for_familiarisation")["facts"] == {"officials": [office.id("lawyer"), office.id("banker")]}
    rows = Familiarisation.objects.filter(case=case)
    assert [(one.official_id, one.asked_by_id, one.read_at) for one in rows] == [
        (office.id(name), office.id("clerk"), None) for name in ("lawyer", "banker")
    ]
    assert (asked(office, "lawyer"), asked(office, "banker"), asked(office, "clerk")) == ([case], [case], [])
    assert stands(case).state == before


@EACH
def test_each_says_that_he_has_read_it(office: Office, law: Any, life: Any) -> None:
    case = life(office)
    state = stands(case).state
    show(office, law, case, "lawyer", "banker")
    seen = stands(case).version
    for who in ("banker", "lawyer"):
        act(office, who, law.familiarise, case, version=seen)
    assert said(case, "familiarise") == Said(state, state, ["reader"], {}, [])
    assert not Familiarisation.objects.filter(case=case, read_at=None).exists()
    assert asked(office, "lawyer") == []


def test_who_reads_sees_the_case_from_then_on(office: Office) -> None:
    case = lives.to_entered(office)
    found = visible_to(office.user("expert"), on=office.clock.date()).filter(pk=case)
    assert not found.exists()
    show(office, IncomingCase, case, "expert")
    assert found.exists()
    act(office, "expert", IncomingCase.familiarise, case)
    assert found.exists()


def test_reading_is_a_place_in_the_case(office: Office) -> None:
    case = lives.to_entered(office)
    show(office, IncomingCase, case, "lawyer")
    assert Role.READER in BY_PLACE
    assert stands(case).places_of(office.id("lawyer")) == {Role.READER}
    act(office, "lawyer", IncomingCase.familiarise, case)
    assert stands(case).places_of(office.id("lawyer")) == set()
    refused_to("lawyer clerk", office, IncomingCase.familiarise, case)
    refused(office, NotFound, "", "banker", IncomingCase.familiarise, case)


@pytest.mark.parametrize("who", ["head", "deputy", "clerk", "assistant", "drafter"])
def test_these_may_show_it(office: Office, who: str) -> None:
    case = lives.to_work(office)
    show(office, IncomingCase, case, "lawyer", who=who)
    assert asked(office, "lawyer") == [case]


def test_others_may_not(office: Office) -> None:
    officials = (office.id("lawyer"),)
    others = "expert controller registrar chief"
    refused_to(others, office, IncomingCase.send_for_familiarisation, lives.to_work(office), officials=officials)
    letter = lives.to_signed(office)
    refused_to("registrar dispatcher chief", office, OutgoingCase.send_for_familiarisation, letter, officials=officials)


class TestWhoIsNamed:
    def test_somebody_of_the_body_each_once(self, office: Office) -> None:
        case, move = lives.to_entered(office), IncomingCase.send_for_familiarisation
        stranger, lawyer = cast.found("mid").id("lawyer"), office.id("lawyer")
        for officials in ((), (lawyer, lawyer), (lawyer, stranger), (0,)):
            refused(office, BadFact, "officials", "clerk", move, case, officials=officials)

    def test_who_has_still_to_read_it_is_not_asked_again(self, office: Office) -> None:
        case, move = lives.to_entered(office), IncomingCase.send_for_familiarisation
        show(office, IncomingCase, case, "lawyer")
        refused(office, BadFact, "officials", "clerk", move, case, officials=(office.id("banker"), office.id("lawyer")))
        act(office, "lawyer", IncomingCase.familiarise, case)
        show(office, IncomingCase, case, "lawyer")
        assert asked(office, "lawyer") == [case]

    def test_no_database_keeps_two_open_showings_to_one(self, office: Office) -> None:
        case = lives.to_entered(office)
        show(office, IncomingCase, case, "lawyer")
        again = Familiarisation(case_id=case, official=office.officials["lawyer"], asked_at=office.at)
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()


class TestWhen:
    def test_neither_before_the_signature_nor_before_the_number(self, office: Office) -> None:
        facts = {"officials": (office.id("lawyer"),)}
        for life in (lives.to_draft, lives.to_signature):
            refused(office, NotNow, "", "drafter", OutgoingCase.send_for_familiarisation, life(office), **facts)
        received = lives.to_received(office)
        refused(office, NotNow, "", "clerk", IncomingCase.send_for_familiarisation, received, **facts)

    def test_a_letter_that_goes_back_to_its_drafter_is_asked_of_nobody(self, office: Office) -> None:
        case = lives.to_signed(office)
        show(office, OutgoingCase, case, "lawyer")
        act(office, "registrar", OutgoingCase.return_defect, case, reason="Опечатка")
        assert asked(office, "lawyer") == []
        assert stands(case).places_of(office.id("lawyer")) == set()
        refused(office, NotNow, "", "lawyer", OutgoingCase.familiarise, case)

    def test_a_filed_letter_is_asked_of_nobody(self, office: Office) -> None:
        case = lives.to_resolution(office)
        show(office, IncomingCase, case, "lawyer")
        act(office, "head", IncomingCase.for_information, case, text="К сведению", file_index="06-09")
        assert asked(office, "lawyer") == []


def test_the_inventory_lists_who_has_read_the_letter(office: Office) -> None:
    case = lives.to_dispatched(office)
    show(office, OutgoingCase, case, "lawyer", "banker")
    act(office, "lawyer", OutgoingCase.familiarise, case)
    read = office.clock
    act(office, "clerk", OutgoingCase.file, case, file_index="06-09")
    lines = {one["name"]: one["moment"] for one in sheet(case, "file", "D18")["read_by"]}
    assert lines == {"А.А.Lawyer": f"{read:%d.%m.%Y} {read.hour + 3:02}:{read:%M}", "А.А.Banker": ""}


def test_the_list_costs_as_much_for_ten_as_for_one(office: Office) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert asked(office, "lawyer")
        return len(captured)

    show(office, IncomingCase, lives.to_entered(office), "lawyer")
    one = statements()
    for _ in range(9):
        show(office, IncomingCase, lives.to_entered(office), "lawyer")
    assert len(asked(office, "lawyer")) == 10
    assert statements() == one == 1
    assert inbox(office.user("lawyer"), on=office.clock.date()) == []
