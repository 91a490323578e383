"""`register`, `acknowledge`, `correct_card`, `annul`: the number of a letter that came in, once."""

from datetime import date
from typing import Any

import pytest

from cases.lifecycle.law import NotComplete
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import IncomingCase, Number, Register, RegistrationPoint
from cases.registers import NoRegister
from tests.cast import Office
from tests.stories.lives import act, to_assigned, to_entered, to_executed, to_received, to_review, to_work
from tests.traces import Said, appoint, breaks, entry, opened, refused, refused_to, said, sheet, stands
from workflows.admission import NotNow

LAW = IncomingCase
SAME: dict[str, Any] = {"their_number": "06-09/398", "their_date": date(2026, 2, 18)}


class TestNumber:
    def test_it_is_given_with_the_card_and_the_stamp(self, office: Office) -> None:
        case = to_received(office)
        done = act(office, "registrar", LAW.register, case)
        assert done.number == "Вх-1"
        effects = {"number": "Вх-1", "register": office.incoming.pk, "year": 2026, "ordinal": 1}
        assert said(case, "register") == Said("received", "registered", ["registrar"], effects, ["D01", "D02"])
        assert (stands(case).number, stands(case).number_date) == ("Вх-1", date(2026, 3, 2))
        card = sheet(case, "register", "D01")
        assert (card["case"]["number"], card["points"], card["missing"]) == ("Вх-1", ["участие"], "")

    def test_a_registration_point_numbers_for_itself(self, office: Office) -> None:
        point = RegistrationPoint.objects.create(body=office.body, name="Руководство")
        Register.objects.create(body=office.body, direction="in", name="Р", point=point, template="Р-{ord:05}")
        case = to_received(office, point=point.pk)
        assert act(office, "registrar", LAW.register, case).number == "Р-00001"
        assert sheet(case, "register", "D02")["point"] == "Руководство"

    def test_what_the_check_did_not_find_stands_on_card_and_stamp(self, office: Office) -> None:
        case = to_received(office)
        act(office, "registrar", LAW.register, case, missing=" приложение 2 на 3 л. ")
        assert stands(case).missing == "приложение 2 на 3 л."
        assert opened(case, "register")["missing"] == " приложение 2 на 3 л. "
        for kind in ("D01", "D02"):
            assert sheet(case, "register", kind)["missing"] == "приложение 2 на 3 л."

    def test_a_body_without_a_register_gives_none(self, office: Office) -> None:
        case = to_received(office)
        office.incoming.delete()
        refused(office, NoRegister, "", "registrar", LAW.register, case)

    def test_only_a_registrar_gives_it_and_only_once(self, office: Office) -> None:
        case = to_received(office)
        refused_to("clerk chief assistant head", office, LAW.register, case)
        act(office, "registrar", LAW.register, case)
        refused(office, NotNow, "", "registrar", LAW.register, case)


class TestDuplicate:
    def test_a_second_letter_of_the_same_number_and_date_is_judged_first(self, office: Office) -> None:
        first, second = to_received(office, **SAME), to_received(office, **SAME)
        act(office, "registrar", LAW.register, first)
        refusal = refused(office, BadFact, "not_a_duplicate", "registrar", LAW.register, second)
        assert "Вх-1" in str(refusal)
        act(office, "registrar", LAW.register, second, not_a_duplicate=True)
        assert entry(second, "register")["facts"]["not_a_duplicate"] is True
        assert list(Number.objects.order_by("ordinal").values_list("text", flat=True)) == ["Вх-1", "Вх-2"]

    @pytest.mark.parametrize(
        "other", [{"their_number": "06-09/399"}, {"their_date": date(2026, 2, 19)}, {"correspondent": "other"}]
    )
    def test_another_number_date_or_sender_is_another_letter(self, office: Office, other: dict[str, Any]) -> None:
        act(office, "registrar", LAW.register, to_received(office, **SAME))
        facts = {name: office.other.pk if value == "other" else value for name, value in other.items()}
        act(office, "registrar", LAW.register, to_received(office, **SAME | facts))

    def test_one_that_was_not_registered_is_none(self, office: Office) -> None:
        to_received(office, **SAME)
        act(office, "registrar", LAW.register, to_received(office, **SAME))


class TestAcknowledgement:
    @pytest.mark.parametrize("life", [to_entered, to_review, to_assigned, to_work])
    def test_the_sender_is_told_the_number(self, office: Office, life: Any) -> None:
        case = life(office)
        state = stands(case).state
        act(office, "clerk", LAW.acknowledge, case)
        assert said(case, "acknowledge") == Said(state, state, ["clerk"], {}, ["D03"])
        facts = sheet(case, "acknowledge", "D03")
        assert facts["case"]["number"] == "Вх-1"
        assert facts["references"] == [{"number": stands(case).their_number, "dated": "02.03.2026"}]

    def test_not_before_there_is_one_and_by_nobody_else(self, office: Office) -> None:
        refused(office, NotNow, "", "clerk", LAW.acknowledge, to_received(office))
        refused_to("registrar head drafter", office, LAW.acknowledge, to_work(office))


class TestCard:
    @pytest.mark.parametrize("life", [to_entered, to_work, to_executed])
    def test_it_is_corrected_for_a_reason(self, office: Office, life: Any) -> None:
        case = life(office)
        state = stands(case).state
        act(office, "registrar", LAW.correct_card, case, title="О дружбе", file_index="06-09", reason="Описка")
        assert said(case, "correct_card") == Said(state, state, ["registrar"], {}, ["D01"])
        assert (stands(case).title, stands(case).file_index) == ("О дружбе", "06-09")
        assert sheet(case, "correct_card", "D01")["correction"] == "Описка"

    @pytest.mark.parametrize(("fact", "value"), [("title", " "), ("reason", "")])
    def test_it_keeps_a_title_and_names_its_reason(self, office: Office, fact: str, value: str) -> None:
        told = {"title": "О дружбе", "file_index": "06-09", "reason": "Описка"} | {fact: value}
        refused(office, BadFact, fact, "registrar", LAW.correct_card, to_entered(office), **told)

    def test_only_registrars_correct_it(self, office: Office) -> None:
        told = {"title": "О дружбе", "file_index": "06-09", "reason": "Описка"}
        refused_to("clerk chief drafter", office, LAW.correct_card, to_work(office), **told)


class TestAnnulment:
    @pytest.mark.parametrize("life", [to_entered, to_review, to_assigned])
    def test_two_persons_annul_a_number_and_it_stays_in_the_register(self, office: Office, life: Any) -> None:
        case = life(office)
        state = stands(case).state
        act(office, "registrar", LAW.ask_annulment, case, reason="Не нам")
        assert said(case, "ask_annulment") == Said(state, state, ["registrar"], {}, [])
        act(office, "chief", LAW.annul, case, reason="Не нам")
        assert said(case, "annul") == Said(state, "annulled", ["chancery_head"], {"void": "Вх-1"}, ["D20"])
        [number] = Number.objects.filter(case=case)
        assert (number.text, number.status, number.reason) == ("Вх-1", "void", "Не нам")

    def test_one_person_is_not_enough(self, office: Office) -> None:
        case = to_entered(office)
        refused(office, NotComplete, "", "chief", LAW.annul, case, reason="Не нам")
        appoint(office, "chief", Role.REGISTRAR)
        act(office, "chief", LAW.ask_annulment, case, reason="Не нам")
        breaks("S9", office, "chief", LAW.annul, case, reason="Не нам")

    @pytest.mark.parametrize("move", ["ask_annulment", "annul"])
    def test_it_names_its_reason(self, office: Office, move: str) -> None:
        case = to_entered(office)
        if move == "annul":
            act(office, "registrar", LAW.ask_annulment, case, reason="Не нам")
        who = {"annul": "chief", "ask_annulment": "registrar"}[move]
        refused(office, BadFact, "reason", who, getattr(LAW, move), case, reason=" ")

    def test_a_letter_in_work_is_not_annulled(self, office: Office) -> None:
        refused(office, NotNow, "", "registrar", LAW.ask_annulment, to_work(office), reason="Не нам")
