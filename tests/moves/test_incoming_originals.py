"""`record_original`, `join_original`, `original_arrived`: a file first and its original later are one registration."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.models import IncomingCase, Number, RegistrationPoint
from tests import cast
from tests.cast import Office
from tests.stories.lives import act, to_assigned, to_entered, to_executed, to_received, to_resolution, to_work
from tests.traces import SCAN, Said, entry, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow
from workflows.perform import perform
from workflows.worker import work_off

LAW = IncomingCase
TODAY = date(2026, 3, 2)
HERE: dict[str, Any] = {"received_on": TODAY, "place": "дело 06-09"}


def by_mail(office: Office, **facts: Any) -> int:
    """A registered letter that came by e-mail, with its scan."""
    return to_entered(office, **{"delivery": "email", "image": SCAN} | facts)


class TestRecording:
    @pytest.mark.parametrize("life", [to_entered, to_assigned, to_work])
    def test_the_original_takes_the_number_of_the_file(self, office: Office, life: Any) -> None:
        case = life(office, delivery="email")
        state, number = stands(case).state, stands(case).number
        act(office, "registrar", LAW.record_original, case, **HERE)
        assert said(case, "record_original") == Said(state, state, ["registrar"], {}, ["D01", "D02"])
        found = stands(case)
        assert (found.original_received_on, found.original_place, found.number) == (TODAY, "дело 06-09", number)
        for kind in ("D01", "D02"):
            told = sheet(case, "record_original", kind)
            assert told["original"] == {"received": "02.03.2026", "place": "дело 06-09"}
            assert told["case"]["number"] == number
        assert Number.objects.count() == 1

    def test_it_comes_once(self, office: Office) -> None:
        case = by_mail(office)
        act(office, "registrar", LAW.record_original, case, **HERE)
        refused(office, NotComplete, "", "registrar", LAW.record_original, case, **HERE)

    @pytest.mark.parametrize("delivery", ["post", "courier"])
    def test_what_came_on_paper_is_the_original(self, office: Office, delivery: str) -> None:
        case = by_mail(office, delivery=delivery)
        refused(office, NotComplete, "", "registrar", LAW.record_original, case, **HERE)

    @pytest.mark.parametrize(
        ("fact", "value"),
        [("received_on", TODAY - timedelta(days=1)), ("received_on", TODAY + timedelta(days=1)), ("place", " ")],
    )
    def test_it_comes_after_the_file_and_not_before_today(self, office: Office, fact: str, value: object) -> None:
        refused(office, BadFact, fact, "registrar", LAW.record_original, by_mail(office), **HERE | {fact: value})

    def test_only_a_registrar_notes_it_while_the_case_lives(self, office: Office) -> None:
        refused_to("clerk assistant head", office, LAW.record_original, by_mail(office), **HERE)
        unregistered = to_received(office, delivery="email")
        refused(office, NotNow, "", "registrar", LAW.record_original, unregistered, **HERE)
        case = to_resolution(office, delivery="email")
        act(office, "head", LAW.for_information, case, text="К сведению", file_index="06-09")
        refused(office, NotNow, "", "registrar", LAW.record_original, case, **HERE)


class TestJoining:
    def test_the_original_that_came_as_a_letter_of_its_own_joins_the_first_one(self, office: Office) -> None:
        first = by_mail(office)
        office.clock += timedelta(days=3)
        point = RegistrationPoint.objects.create(body=office.body, name="Экспедиция")
        second = to_received(office, point=point.pk)
        act(office, "registrar", LAW.join_original, second, earlier=first)
        assert said(second, "join_original") == Said("received", "joined", ["registrar"], {}, [])
        assert entry(second, "join_original")["facts"] == {"earlier": first}
        assert (stands(second).joined_to_id, stands(second).number) == (first, "")
        work_off(lambda: office.at)
        assert said(first, "original_arrived") == Said("registered", "registered", ["system"], {}, ["D01", "D02"])
        found = stands(first)
        assert (found.original_received_on, found.original_place) == (date(2026, 3, 5), "Экспедиция")
        assert sheet(first, "original_arrived", "D02")["original"]["received"] == "05.03.2026"
        assert list(Number.objects.values_list("text", flat=True)) == ["Вх-1"]

    def test_it_is_noted_wherever_the_first_one_stands(self, office: Office) -> None:
        first = to_executed(office)
        IncomingCase.objects.filter(pk=first).update(delivery="folder")
        act(office, "registrar", LAW.join_original, to_received(office), earlier=first)
        work_off(lambda: office.at)
        assert said(first, "original_arrived").source == "executed"

    @pytest.mark.parametrize("again", ["email", "post"])
    def test_a_second_file_or_a_second_original_changes_nothing(self, office: Office, again: str) -> None:
        first = by_mail(office, delivery="email" if again == "email" else "post")
        second = to_received(office, delivery=again)
        act(office, "registrar", LAW.join_original, second, earlier=first)
        work_off(lambda: office.at)
        assert (stands(second).state, stands(first).original_received_on) == ("joined", None)
        assert not stands(first).entries.filter(move="original_arrived").exists()

    def test_it_joins_a_registered_letter_of_the_same_sender(self, office: Office, subtests: pytest.Subtests) -> None:
        second = to_received(office)
        act(office, "registrar", LAW.ask_annulment, annulled := to_entered(office), reason="Ошибка")
        act(office, "chief", LAW.annul, annulled, reason="Ошибка")
        for why, earlier in {
            "unknown": 0,
            "itself": second,
            "without a number": to_received(office),
            "annulled": annulled,
            "of another sender": to_entered(office, correspondent=office.other.pk),
            "of another body": to_entered(cast.found("mid")),
        }.items():
            with subtests.test(why):
                refused(office, BadFact, "earlier", "registrar", LAW.join_original, second, earlier=earlier)

    def test_only_a_registrar_joins(self, office: Office) -> None:
        refused_to("clerk head", office, LAW.join_original, to_received(office), earlier=by_mail(office))

    def test_nobody_says_by_hand_that_it_arrived(self, office: Office) -> None:
        first, second = by_mail(office), to_received(office)
        refused_to("registrar clerk", office, LAW.original_arrived, first, joined=second)
        with pytest.raises(NotComplete):
            perform(LAW.original_arrived, case=first, by=None, at=office.at, joined=second)
