"""Registers: which one numbers a letter, how a number is written, and that none is lost or given twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cases import registers
from cases.journal import guards
from cases.lifecycle.refusal import BadFact
from cases.models import Case, Number, Register, RegisterYear, RegistrationPoint
from tests import cast
from tests.cast import NOON, Office
from tests.stories import lives

TODAY = NOON.date()
NEXT_YEAR = TODAY.replace(year=2027)


def received(office: Office) -> Case:
    """A letter that waits for its number."""
    return Case.objects.get(pk=lives.to_received(office))


def reserve(office: Office, count: int = 1, **other: Any) -> list[Number]:
    """Numbers of incoming letters that the registrar keeps free."""
    facts: dict[str, Any] = {
        "year": TODAY.year,
        "count": count,
        "holder": office.officials["registrar"],
        "purpose": " для комиссии ",
        "until": None,
    }
    return registers.reserve(office.incoming, **(facts | other))


def standing(register: Register) -> list[tuple[int, int, str]]:
    """What a register says of its numbers."""
    return list(
        Number.objects.filter(register=register).order_by("year", "ordinal").values_list("year", "ordinal", "status")
    )


class TestTemplates:
    @pytest.mark.parametrize(
        ("template", "written"),
        [
            ("{ord}", "7"),
            ("{unit}-{file}/{ord}", "06-09/7"),
            ("Исх. № {ord:05}/{yy}", "Исх. № 00007/26"),
            ("{ord:02} от {yyyy}", "07 от 2026"),
        ],
    )
    def test_a_number_is_written_by_the_template(self, office: Office, template: str, written: str) -> None:
        registers.check_template(template)
        office.register.template = template
        assert registers.write_number(office.register, 2026, 7) == written

    def test_a_register_of_the_whole_body_writes_no_unit(self, office: Office) -> None:
        office.incoming.template = "{unit}{file}{ord}"
        assert registers.write_number(office.incoming, 2026, 7) == "7"

    @pytest.mark.parametrize(
        "template",
        [
            *("", "06-09", "{yy}", "{}", "{0}/{ord}", "{ord}/{month}"),
            *("{ord", "ord}", "{{ord}}", "{ord.real}", "{ord!r:.1}"),
            *("{ord:x}", "{ord:5}", "{ord:zz}", "{ord:{yyyy}}", "{unit:d}/{ord}"),
        ],
    )
    def test_what_does_not_write_every_ordinal_is_refused(self, template: str) -> None:
        with pytest.raises(BadFact) as refusal:
            registers.check_template(template)
        assert refusal.value.field == "template"


class TestWhichRegister:
    @pytest.fixture
    def choice(self, office: Office) -> dict[str, Register]:
        """A register of each kind for incoming letters; the cast's own numbers the whole body."""
        point = RegistrationPoint.objects.create(body=office.body, name="Канцелярия руководства")
        kinds: dict[str, dict[str, Any]] = {
            "unit": {"unit": office.department},
            "point": {"point": point},
            "file": {"unit": office.department, "file": "09"},
        }
        made = {
            name: Register.objects.create(body=office.body, direction="in", name=name, template="{ord}", **facts)
            for name, facts in kinds.items()
        }
        return made | {"body": office.incoming}

    @pytest.mark.parametrize(
        ("facts", "chosen"),
        [
            ("file point unit", "file"),
            ("point unit", "point"),
            ("unit", "unit"),
            ("point", "point"),
            ("file", "body"),  # the file is that of the department, the letter is not
            ("", "body"),
        ],
    )
    def test_the_file_goes_before_the_point_the_unit_and_the_body(
        self, office: Office, choice: dict[str, Register], facts: str, chosen: str
    ) -> None:
        case = Case(
            body=office.body,
            direction="in",
            unit=office.department if "unit" in facts else office.chancery,
            point=choice["point"].point if "point" in facts else None,
            file_index="06-09" if "file" in facts else "",
        )
        assert registers.register_for(case) == choice[chosen]

    def test_of_two_that_fit_alike_the_older_one_numbers(self, office: Office) -> None:
        Register.objects.create(body=office.body, direction="in", name="Вторые", template="{ord}")
        case = Case(body=office.body, direction="in", unit=office.chancery)
        assert registers.register_for(case) == office.incoming

    def test_no_register_of_another_body_direction_unit_or_point_numbers_a_letter(self, office: Office) -> None:
        stranger = cast.found("mid")
        point = RegistrationPoint.objects.create(body=office.body, name="Канцелярия руководства")
        for facts in (
            {"body": stranger.body, "name": "Чужие"},
            {"direction": "out"},
            {"unit": office.department},
            {"point": point},
        ):
            Register.objects.filter(pk=office.incoming.pk).update(**facts)
            with pytest.raises(registers.NoRegister):
                registers.register_for(Case(body=office.body, direction="in", unit=office.chancery))
            back = {"body": office.body, "direction": "in", "unit": None, "point": None}
            Register.objects.filter(pk=office.incoming.pk).update(**back)
        assert registers.register_for(Case(body=office.body, direction="in", unit=office.chancery)) == office.incoming


class TestNumbers:
    def test_the_first_number_follows_the_opening_balance(self, office: Office) -> None:
        year = registers.open_year(office.incoming, 2026, 41)
        assert (year.opening, year.last) == (41, 41)
        number = registers.issue(received(office), TODAY)
        assert (number.text, number.ordinal, number.year, number.status) == ("Вх-42", 42, 2026, "issued")
        year.refresh_from_db()
        assert (year.opening, year.last) == (41, 42)

    def test_a_register_without_an_opening_balance_starts_at_one(self, office: Office) -> None:
        assert [registers.issue(received(office), TODAY).text for _ in range(3)] == ["Вх-1", "Вх-2", "Вх-3"]
        year = RegisterYear.objects.get(register=office.incoming)
        assert (year.year, year.opening, year.last) == (2026, 0, 3)

    def test_the_next_year_starts_at_one_and_this_one_goes_on(self, office: Office) -> None:
        registers.open_year(office.incoming, 2026, 41)
        days = (TODAY, NEXT_YEAR, TODAY, NEXT_YEAR)
        assert [registers.issue(received(office), day).ordinal for day in days] == [42, 1, 43, 2]

    @pytest.mark.parametrize("begun", ["opened", "numbered"])
    def test_a_year_that_has_begun_is_not_opened_again(self, office: Office, begun: str) -> None:
        if begun == "opened":
            registers.open_year(office.incoming, 2026, 1)
        else:
            registers.issue(received(office), TODAY)
        with pytest.raises(BadFact) as refusal:
            registers.open_year(office.incoming, 2026, 500)
        assert refusal.value.field == "opening"
        assert RegisterYear.objects.get(register=office.incoming).last == 1

    def test_a_year_opens_with_no_negative_balance_and_no_bad_template(self, office: Office) -> None:
        with pytest.raises(BadFact, match="opening"):
            registers.open_year(office.incoming, 2026, -1)
        office.incoming.template = "Вх"
        with pytest.raises(BadFact, match="template"):
            registers.open_year(office.incoming, 2026, 0)
        assert not RegisterYear.objects.filter(register=office.incoming).exists()

    def test_bodies_and_registers_count_for_themselves(self, office: Office) -> None:
        stranger = cast.found("mid")
        ours = [registers.issue(received(office), TODAY).text for _ in range(2)]
        theirs = registers.issue(received(stranger), TODAY)
        assert (ours, theirs.text, theirs.register) == (["Вх-1", "Вх-2"], "Вх-1", stranger.incoming)
        assert RegisterYear.objects.get(register=office.register).last == 397
        assert registers.next_ordinals(stranger.register, 2026) == 398

    def test_a_transaction_that_is_rolled_back_leaves_no_gap(self, office: Office) -> None:
        registers.issue(received(office), TODAY)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert registers.issue(received(office), TODAY).ordinal == 2
            reserve(office, 3)
            raise ZeroDivisionError
        assert RegisterYear.objects.get(register=office.incoming).last == 1
        assert registers.issue(received(office), TODAY).ordinal == 2
        assert standing(office.incoming) == [(2026, 1, "issued"), (2026, 2, "issued")]

    def test_an_annulled_number_is_void_and_the_next_letter_takes_the_next(self, office: Office) -> None:
        case, other = received(office), received(office)
        registers.issue(case, TODAY)
        registers.void(case, "ошибка " * 60)
        void = Number.objects.get(case=case)
        assert (void.status, void.reason) == ("void", ("ошибка " * 60)[:300])
        assert registers.issue(other, TODAY).ordinal == 2
        assert standing(office.incoming) == [(2026, 1, "void"), (2026, 2, "issued")]


class TestReservations:
    def test_the_next_numbers_are_kept_for_an_official(self, office: Office) -> None:
        registers.issue(received(office), TODAY)
        kept = reserve(office, 3, until=TODAY)
        assert [(one.text, one.ordinal) for one in kept] == [("Вх-2", 2), ("Вх-3", 3), ("Вх-4", 4)]
        told = Number.objects.filter(pk__in=[one.pk for one in kept], case=None)
        facts = {"status": "reserved", "holder": office.id("registrar"), "purpose": "для комиссии", "expires_on": TODAY}
        assert list(told.values(*facts)) == [facts] * 3
        assert registers.issue(received(office), TODAY).ordinal == 5

    @pytest.mark.parametrize(
        ("facts", "field"),
        [({"count": 0}, "count"), ({"count": 1001}, "count"), ({"purpose": " \n"}, "count"), ({}, "holder")],
    )
    def test_a_reservation_that_breaks_a_rule_takes_no_number(
        self, office: Office, facts: dict[str, Any], field: str
    ) -> None:
        if not facts:
            facts = {"holder": cast.found("mid").officials["registrar"]}
        with pytest.raises(BadFact) as refusal:
            reserve(office, **({"count": 1} | facts))
        assert refusal.value.field == field
        assert (Number.objects.count(), RegisterYear.objects.filter(register=office.incoming).count()) == (0, 0)

    @pytest.mark.parametrize("until", [None, TODAY, TODAY + timedelta(days=1)])
    def test_a_reserved_number_becomes_that_of_one_letter(self, office: Office, until: date | None) -> None:
        [kept], case = reserve(office, until=until), received(office)
        used = registers.use_reserved(case, kept.pk, TODAY)
        assert (used.pk, used.text, used.status, used.case_id) == (kept.pk, "Вх-1", "issued", case.pk)
        assert standing(office.incoming) == [(2026, 1, "issued")]
        assert RegisterYear.objects.get(register=office.incoming).last == 1
        with pytest.raises(registers.NumberTaken) as refusal:
            registers.use_reserved(received(office), kept.pk, TODAY)
        assert (refusal.value.code, refusal.value.field) == ("number_taken", "reserved")

    def test_a_reservation_ends_with_its_last_day_and_its_year(self, office: Office) -> None:
        [expired], [lasting], case = reserve(office, until=TODAY), reserve(office), received(office)
        for number, day in ((expired, TODAY + timedelta(days=1)), (lasting, NEXT_YEAR)):
            with pytest.raises(registers.NumberTaken):
                registers.use_reserved(case, number.pk, day)
        assert standing(office.incoming) == [(2026, 1, "reserved"), (2026, 2, "reserved")]

    def test_what_has_run_out_is_void_for_that_reason_and_never_used(self, office: Office) -> None:
        [old], [lasts], [open_end] = reserve(office, until=TODAY), reserve(office, until=NEXT_YEAR), reserve(office)
        used = registers.use_reserved(received(office), reserve(office, until=TODAY)[0].pk, TODAY)
        assert registers.void_expired(office.body, TODAY) == 0
        assert registers.void_expired(office.body, TODAY + timedelta(days=1)) == 1
        assert registers.void_expired(office.body, TODAY + timedelta(days=1)) == 0
        found = {one.pk: (one.status, one.reason) for one in Number.objects.all()}
        assert found == {
            old.pk: ("void", "the reservation has expired"),
            lasts.pk: ("reserved", ""),
            open_end.pk: ("reserved", ""),
            used.pk: ("issued", ""),
        }
        with pytest.raises(registers.NumberTaken):
            registers.use_reserved(received(office), old.pk, TODAY)
        assert registers.issue(received(office), TODAY).ordinal == 5


class TestPromisesOfTheDatabase:
    """The guards are taken down, so that the constraint behind each of them answers by itself."""

    @pytest.mark.parametrize(
        ("facts", "name"),
        [
            ({"ordinal": 1, "text": "Вх-2"}, r"one_number_of_an_ordinal|cases_number\.ordinal"),
            ({"ordinal": 2, "text": "Вх-1"}, r"one_number_of_a_text|cases_number\.text"),
            ({"status": "issued", "case": None}, "issued_to_a_case"),
            ({"status": "reserved", "holder": None}, "reserved_by_one"),
            ({"status": "void", "reason": ""}, "void_for_a_reason"),
        ],
    )
    def test_a_number_that_breaks_one_is_refused(self, office: Office, facts: dict[str, Any], name: str) -> None:
        reserve(office)
        sound: dict[str, Any] = {"register": office.incoming, "year": 2026, "status": "void", "reason": "описка"}
        sound |= {"ordinal": 2, "text": "Вх-2"}
        guards.take_down(connection)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Number.objects.create(**(sound | facts))
        Number.objects.create(**sound)
        for other in ({"year": 2027}, {"register": office.register}):
            Number.objects.create(**(sound | {"ordinal": 1, "text": "Вх-1"} | other))

    def test_a_year_of_a_register_has_one_counter(self, office: Office) -> None:
        with pytest.raises(IntegrityError, match=r"one_counter_a_year|cases_registeryear\.year"), transaction.atomic():
            RegisterYear.objects.create(register=office.register, year=2026)
        RegisterYear.objects.create(register=office.register, year=2027)
        RegisterYear.objects.create(register=office.incoming, year=2026)
