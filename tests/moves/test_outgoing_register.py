"""`register`: the number follows the signature, in its register and year, without a gap."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cases import registers
from cases.lifecycle.act import Origin
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.roles import Role
from cases.models import FileTitle, Number, OutgoingCase, Register, RegisterYear, Unit
from cases.registers import NoRegister, NumberTaken
from tests import cast
from tests.cast import NOON, Office
from tests.stories.lives import act, to_registered, to_signed
from tests.traces import Said, appoint, breaks, entry, refused, refused_to, said, stands

REGISTER = OutgoingCase.register
NEW_YEAR = NOON.replace(month=12, day=31, hour=21, minute=30)  # after midnight in Minsk


def reserve(register: Register, holder: Office, *, until: date | None = None, year: int = NOON.year) -> Number:
    """A number kept free for the registrar of an office."""
    [number] = registers.reserve(
        register, year=year, count=1, holder=holder.officials["registrar"], purpose="срочное письмо", until=until
    )
    return number


def last_number(office: Office, year: int = NOON.year) -> int:
    """The last ordinal that the outgoing register has given in a year."""
    return RegisterYear.objects.get(register=office.register, year=year).last


class TestNumbers:
    def test_a_letter_takes_the_next_number_of_its_register(self, office: Office) -> None:
        case = to_registered(office)
        effects = {"number": "06-09/398", "register": office.register.pk, "year": 2026, "ordinal": 398}
        assert said(case, "register") == Said("signed", "registered", ["registrar"], effects, ["D01", "D15"])
        assert entry(case, "register")["facts"] == {"file_index": "06-09", "reserved": None}
        letter = stands(case)
        assert (letter.number, letter.number_date, letter.file_index) == ("06-09/398", date(2026, 3, 2), "06-09")
        number = Number.objects.get(case=case)
        assert (number.ordinal, number.year, number.text, number.status) == (398, 2026, "06-09/398", "issued")
        assert last_number(office) == 398

    def test_numbers_go_by_the_order_of_registration_not_of_signature(self, office: Office) -> None:
        first, second = to_signed(office), to_signed(office)
        for case in (second, first):
            act(office, "registrar", REGISTER, case, file_index="06-09")
        assert (stands(second).number, stands(first).number) == ("06-09/398", "06-09/399")

    def test_a_refused_registration_leaves_no_gap(self, office: Office) -> None:
        case = to_signed(office)
        refused(office, NoRegister, "", "registrar", REGISTER, case, file_index="06-10")
        act(office, "registrar", REGISTER, case, file_index="06-09")
        assert stands(case).number == "06-09/398"

    def test_the_year_begins_anew_at_midnight_in_minsk(self, office: Office) -> None:
        last = to_registered(office)
        case = to_signed(office)
        office.clock = NEW_YEAR
        act(office, "registrar", REGISTER, case, file_index="06-09")
        assert (stands(last).number, stands(case).number) == ("06-09/398", "06-09/1")
        assert stands(case).number_date == date(2027, 1, 1)
        assert (last_number(office), last_number(office, 2027)) == (398, 1)

    def test_an_index_that_no_register_numbers_is_refused(self, office: Office) -> None:
        case = to_signed(office)
        for index in ("06-10", "99-99", "", "06-09 "):
            refused(office, NoRegister, "", "registrar", REGISTER, case, file_index=index)

    def test_the_register_of_another_body_or_of_incoming_letters_numbers_nothing_here(self, office: Office) -> None:
        case = to_signed(office)
        stranger = cast.found("mid").body
        Register.objects.filter(pk=office.register.pk).update(body=stranger, unit=None, file="", name="Чужой")
        Register.objects.filter(pk=office.incoming.pk).update(unit=office.department)
        refused(office, NoRegister, "", "registrar", REGISTER, case, file_index="06-09")

    def test_the_register_of_the_file_goes_before_that_of_the_body(self, office: Office) -> None:
        general = Register.objects.create(body=office.body, direction="out", name="Общий", template="{ord}")
        FileTitle.objects.create(body=office.body, year=2026, index="01-01", title="Прочее", retention="3 года")
        case = to_signed(office)
        act(office, "registrar", REGISTER, case, file_index="01-01")
        assert (stands(case).number, entry(case, "register")["effects"]["register"]) == ("1", general.pk)
        assert stands(to_registered(office)).number == "06-09/398"


class TestReserved:
    def test_a_reserved_number_is_used_once(self, office: Office) -> None:
        number = reserve(office.register, office)
        case, other = to_signed(office), to_signed(office)
        act(office, "registrar", REGISTER, case, file_index="06-09", reserved=number.pk)
        told = entry(case, "register")
        assert (told["facts"]["reserved"], told["effects"]["number"]) == (number.pk, "06-09/398")
        used = Number.objects.get(pk=number.pk)
        assert (used.status, used.case_id, stands(case).number) == ("issued", case, "06-09/398")
        assert last_number(office) == 398
        refused(office, NumberTaken, "reserved", "registrar", REGISTER, other, file_index="06-09", reserved=number.pk)

    def test_on_its_last_day_a_reservation_still_holds(self, office: Office) -> None:
        number = reserve(office.register, office, until=NOON.date())
        case = to_signed(office)
        act(office, "registrar", REGISTER, case, file_index="06-09", reserved=number.pk)
        assert stands(case).number == number.text

    def test_a_number_that_is_not_kept_for_this_register_is_refused(
        self, office: Office, subtests: pytest.Subtests
    ) -> None:
        yesterday = NOON.date() - timedelta(days=1)
        numbers = {
            "unknown": 2**31,
            "issued": Number.objects.get(case=to_registered(office)).pk,
            "void": self.voided(office),
            "expired": reserve(office.register, office, until=yesterday).pk,
            "of next year": reserve(office.register, office, year=2027).pk,
            "of incoming letters": reserve(office.incoming, office).pk,
            "of another body": self.of_another_body(),
            "of another unit": self.of_a_unit(office),
        }
        case = to_signed(office)
        for why, number in numbers.items():
            with subtests.test(why):
                facts = {"file_index": "06-09", "reserved": number}
                refused(office, NumberTaken, "reserved", "registrar", REGISTER, case, **facts)

    def voided(self, office: Office) -> int:
        """A reservation that has run out and was voided."""
        number = reserve(office.register, office, until=NOON.date() - timedelta(days=1))
        assert registers.void_expired(office.body, NOON.date()) == 1
        return number.pk

    def of_another_body(self) -> int:
        """A number that another body keeps free."""
        stranger = cast.found("mid")
        return reserve(stranger.register, stranger).pk

    def of_a_unit(self, office: Office) -> int:
        """A number kept free in the register of another unit of the same body."""
        unit = Unit.objects.create(body=office.body, parent=office.chancery, name="Отдел", code="07")
        register = Register.objects.create(
            body=office.body, direction="out", name="Отдельский", unit=unit, file="01", template="{unit}-{file}/{ord}"
        )
        return reserve(register, office).pk


class TestOrder:
    def test_an_imported_registration_is_not_older_than_the_signature(self, office: Office) -> None:
        case = to_signed(office)
        facts: dict[str, Any] = {"file_index": "06-09", "origin": Origin.IMPORT}
        day_before: datetime = NOON - timedelta(days=1)
        refused(office, BadFact, "occurred_at", "registrar", REGISTER, case, occurred_at=day_before, **facts)
        office.clock += timedelta(days=2)
        act(office, "registrar", REGISTER, case, occurred_at=NOON, **facts)
        assert (stands(case).number_date, entry(case, "register")["origin"]) == (NOON.date(), "import")

    def test_a_letter_of_a_later_day_takes_the_number_of_that_day(self, office: Office) -> None:
        case = to_signed(office)
        office.clock += timedelta(days=1)
        act(office, "registrar", REGISTER, case, file_index="06-09")
        assert (stands(case).signed_on, stands(case).number_date) == (date(2026, 3, 2), date(2026, 3, 3))


class TestDuties:
    def test_who_signed_it_does_not_register_it(self, office: Office) -> None:
        case = to_signed(office)
        appoint(office, "deputy", Role.REGISTRAR)
        breaks("S2", office, "deputy", REGISTER, case, file_index="06-09")

    def test_only_a_registrar_registers(self, office: Office) -> None:
        refused_to("drafter clerk dispatcher chief", office, REGISTER, to_signed(office), file_index="06-09")
