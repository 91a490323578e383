"""The turn of the year, by the clock of each body: numbers, reservations, late letters, volumes that are closed."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases import registers, rollover
from cases.evidence import printing
from cases.journal import traces
from cases.models import CalendarYear, Case, FileTitle, IncomingCase, Number, OutgoingCase, RegisterYear
from tests import cast
from tests.cast import Office
from tests.races.starting_line import refusals, together
from tests.stories import lives
from tests.stories.lives import act
from workflows.perform import Done, perform

LAST_DAY, FIRST_DAY = date(2026, 12, 31), date(2027, 1, 1)
JUST = timedelta(milliseconds=1)
ZONES = ["Europe/Minsk", "Europe/Moscow", "Asia/Vladivostok", "Europe/Kaliningrad"]


def midnight(zone: str) -> datetime:
    """When 2027 begins somewhere."""
    return datetime(2027, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.fixture
def december(office: Office) -> Office:
    """The cast on the last afternoon of the year."""
    office.clock = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    for year in (2026, 2027):
        FileTitle.objects.get_or_create(
            body=office.body, year=year, index="06-09", defaults={"title": "Переписка", "retention": "5 лет"}
        )
    return office


def move_to(office: Office, zone: str) -> None:
    """The body works by the clock of another place."""
    office.body.time_zone = zone
    office.body.save()


def registered(office: Office, case: int, at: datetime, **facts: Any) -> Done:
    """The registrar registers a letter at a moment."""
    return perform(IncomingCase.register, case=case, by=office.user("registrar"), at=at, **facts)


def reserve(office: Office, year: int, count: int = 1, until: date | None = None) -> list[Number]:
    """Numbers that the registrar keeps free."""
    return registers.reserve(
        office.incoming,
        year=year,
        count=count,
        holder=office.officials["registrar"],
        purpose="к празднику",
        until=until,
    )


class TestMidnight:
    @pytest.mark.parametrize("zone", ZONES)
    def test_the_last_thousandth_of_a_second_is_of_the_old_year(self, december: Office, zone: str) -> None:
        move_to(december, zone)
        registers.open_year(december.incoming, 2026, 44_318)
        december.clock = midnight(zone) - timedelta(hours=2)
        first, second, third = (lives.to_received(december) for _ in range(3))
        assert registered(december, first, midnight(zone) - JUST).number == "Вх-44319"
        assert registered(december, second, midnight(zone)).number == "Вх-1"
        assert registered(december, third, midnight(zone) + JUST).number == "Вх-2"
        dates = [Case.objects.get(pk=case).number_date for case in (first, second, third)]
        assert dates == [LAST_DAY, FIRST_DAY, FIRST_DAY]
        assert list(traces.registers_have_no_gap()) == []

    def test_two_bodies_turn_each_by_its_own_clock(self, december: Office) -> None:
        other = cast.found("prim")
        move_to(other, "Asia/Vladivostok")
        other.clock = december.clock = midnight("Asia/Vladivostok") - timedelta(hours=2)
        at = midnight("Asia/Vladivostok")
        there, here = lives.to_received(other), lives.to_received(december)
        registered(other, there, at)
        registered(december, here, at)
        assert Case.objects.get(pk=there).number_date == FIRST_DAY
        assert Case.objects.get(pk=here).number_date == LAST_DAY

    def test_an_act_of_before_midnight_that_comes_through_after_it_is_of_the_old_year(self, december: Office) -> None:
        first, second = lives.to_received(december), lives.to_received(december)
        at = midnight("Europe/Minsk")
        assert registered(december, second, at).number == "Вх-1"
        registered(december, first, at - JUST)
        kept = Number.objects.order_by("year").values_list("year", "ordinal", "case")
        assert list(kept) == [(2026, 1, first), (2027, 1, second)]


def test_two_clerks_across_midnight_leave_no_gap_in_either_year(lived: Office) -> None:
    at = midnight("Europe/Minsk")
    lived.clock = at - timedelta(hours=3)
    cases = [lives.to_received(lived) for _ in range(12)]
    moments = [at - JUST if turn % 2 else at for turn in range(12)]
    done = together(*[partial(registered, lived, case, moment) for case, moment in zip(cases, moments, strict=True)])
    assert refusals(done) == []
    for year in (2026, 2027):
        ordinals = Number.objects.filter(year=year).order_by("ordinal").values_list("ordinal", flat=True)
        assert list(ordinals) == [1, 2, 3, 4, 5, 6]
    dated = {case.pk: case.number_date for case in Case.objects.all()}
    assert [dated[case] for case in cases] == [LAST_DAY if turn % 2 else FIRST_DAY for turn in range(12)]
    assert list(traces.registers_have_no_gap()) == []


class TestReservations:
    def test_a_block_of_the_old_year_is_used_up_to_midnight_and_void_after_it(self, december: Office) -> None:
        block = reserve(december, 2026, 3)
        first, second = lives.to_received(december), lives.to_received(december)
        at = midnight("Europe/Minsk")
        assert registered(december, first, at - JUST, reserved=block[0].pk).number == "Вх-1"
        with pytest.raises(registers.NumberTaken):
            registered(december, second, at, reserved=block[1].pk)
        assert registers.void_expired(december.body, LAST_DAY) == 0
        assert registers.void_expired(december.body, FIRST_DAY) == 2
        assert list(Number.objects.order_by("ordinal").values_list("status", flat=True)) == ["issued", "void", "void"]
        assert list(traces.registers_have_no_gap()) == []

    def test_a_block_of_the_new_year_is_kept_free_in_december(self, december: Office) -> None:
        block = reserve(december, 2027, 10)
        assert [block[0].text, block[-1].text] == ["Вх-1", "Вх-10"]
        first, second, third = (lives.to_received(december) for _ in range(3))
        at = midnight("Europe/Minsk")
        with pytest.raises(registers.NumberTaken):
            registered(december, first, at - JUST, reserved=block[0].pk)
        assert registered(december, second, at).number == "Вх-11"
        assert registered(december, third, at + JUST, reserved=block[4].pk).number == "Вх-5"

    def test_the_command_takes_this_year_or_the_next(self, december: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(timezone, "now", lambda: december.clock)
        facts = ("--register", str(december.incoming.pk), "--holder", str(december.id("clerk")), "--purpose", "п")
        for year, text in (("2027", "Вх-1"), ("2026", "Вх-1")):
            out = io.StringIO()
            call_command("reserve_numbers", *facts, "--year", year, stdout=out)
            assert out.getvalue() == f"{text}\n"
        for year in ("2025", "2028"):
            with pytest.raises(CommandError, match="this year or the next one"):
                call_command("reserve_numbers", *facts, "--year", year)

    def test_it_voids_by_the_clock_of_each_body(self, december: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        other = cast.found("prim")
        move_to(other, "Asia/Vladivostok")
        reserve(december, 2026)
        reserve(other, 2026)
        monkeypatch.setattr(timezone, "now", lambda: midnight("Asia/Vladivostok"))
        out = io.StringIO()
        call_command("reserve_numbers", "--void-expired", stdout=out)
        assert out.getvalue() == "1 voided\n"
        assert Number.objects.get(status="void").register == other.incoming


class TestLateRegistration:
    def test_a_letter_of_the_old_year_gets_a_number_of_the_day_on_which_it_is_registered(
        self, december: Office
    ) -> None:
        late = lives.to_received(december)
        december.clock = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
        act(december, "registrar", IncomingCase.register, late)
        case = IncomingCase.objects.get(pk=late)
        assert (case.number, case.number_date) == ("Вх-1", date(2027, 1, 4))
        assert case.received_at is not None
        assert case.received_at.date() == LAST_DAY
        card = case.letters.get(sheet="D01").context
        assert (card["received"].partition(" ")[0], card["case"]["dated"]) == ("31.12.2026", "04.01.2027")

    def test_a_letter_signed_in_the_old_year_is_dated_when_it_is_registered(self, december: Office) -> None:
        case = lives.to_signed(december)
        december.clock = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
        assert act(december, "registrar", OutgoingCase.register, case, file_index="06-09").number == "06-09/1"
        found = Case.objects.get(pk=case)
        assert (found.signed_on, found.number_date) == (LAST_DAY, date(2027, 1, 4))


class TestVolumes:
    @pytest.fixture
    def over(self, december: Office) -> Office:
        """An office in January, with a letter and two reserved numbers in the volume of the old year."""
        act(december, "registrar", IncomingCase.register, lives.to_received(december))
        reserve(december, 2026, 2)
        return december

    def counter(self, office: Office) -> RegisterYear:
        """The volume of the old year."""
        return RegisterYear.objects.get(register=office.incoming, year=2026)

    def test_it_is_closed_when_its_year_is_over_and_not_before(self, over: Office) -> None:
        with pytest.raises(registers.YearClosed):
            registers.close_year(self.counter(over), LAST_DAY)
        assert registers.close_year(self.counter(over), FIRST_DAY) == 2
        assert self.counter(over).closed_on == FIRST_DAY
        with pytest.raises(registers.YearClosed):
            registers.close_year(self.counter(over), FIRST_DAY)

    def test_a_closed_volume_gives_no_number_any_more(self, over: Office) -> None:
        late = lives.to_received(over)
        registers.close_year(self.counter(over), FIRST_DAY)
        with pytest.raises(registers.YearClosed):
            registered(over, late, midnight("Europe/Minsk") - JUST)
        with pytest.raises(registers.YearClosed):
            reserve(over, 2026)
        assert registered(over, late, midnight("Europe/Minsk")).number == "Вх-1"
        assert list(traces.registers_have_no_gap()) == []

    @pytest.mark.parametrize("change", ["last = last + 1", "closed_on = NULL", "opening = 0, last = 9"])
    def test_the_guard_keeps_it_closed(self, over: Office, change: str) -> None:
        registers.close_year(self.counter(over), FIRST_DAY)
        refused = pytest.raises(IntegrityError, match="never goes back")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_registeryear SET {change} WHERE year = 2026")

    def test_no_old_register_is_brought_into_it(self, over: Office) -> None:
        registers.close_year(self.counter(over), FIRST_DAY)
        with pytest.raises(registers.YearClosed):
            registers.begin_after(over.incoming, 2026, 500)

    def test_the_command_closes_a_whole_volume_by_the_clock_of_its_body(
        self, over: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(printing, "draw", str.encode)
        told = ("close_register", str(over.incoming.pk), "2026", "--close", "--to", str(tmp_path / "c.pdf"))
        monkeypatch.setattr(timezone, "now", lambda: midnight("Europe/Minsk") - JUST)
        with pytest.raises(CommandError, match="not over yet"):
            call_command(*told)
        monkeypatch.setattr(timezone, "now", lambda: midnight("Europe/Minsk"))
        out = io.StringIO()
        call_command(*told, stdout=out)
        assert "closed; 2 reserved numbers are void" in out.getvalue()
        assert self.counter(over).closed_on == FIRST_DAY
        assert "the volume was closed" in (tmp_path / "c.pdf").read_text(encoding="utf-8")

    def test_one_that_is_not_whole_stays_open(
        self, over: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(printing, "draw", str.encode)
        monkeypatch.setattr(timezone, "now", lambda: midnight("Europe/Minsk"))
        RegisterYear.objects.filter(year=2026, register=over.incoming).update(last=9)
        with pytest.raises(SystemExit):
            call_command("close_register", str(over.incoming.pk), "2026", "--close", "--to", str(tmp_path / "c.pdf"))
        assert self.counter(over).closed_on is None


class TestRehearsal:
    def test_it_shows_what_happens_and_changes_nothing(self, december: Office) -> None:
        registers.open_year(december.incoming, 2026, 44_318)
        reserve(december, 2026)
        lives.to_received(december)
        lives.to_signed(december)
        before = list(RegisterYear.objects.order_by("pk").values_list())
        found = rollover.rehearse(december.body, december.clock)
        assert list(RegisterYear.objects.order_by("pk").values_list()) == before
        assert (found.year, found.midnight.astimezone(UTC)) == (2027, midnight("Europe/Minsk"))
        turns = {one.register: (one.before, one.after, one.again) for one in found.turns}
        assert turns == {"Входящие": ("Вх-44320", "Вх-1", False), "Исходящие": ("06-09/398", "06-09/1", False)}
        assert found.reserved == ["Входящие: Вх-44319 (А.А.Registrar, к празднику)"]
        assert found.unregistered == {"received": 1, "signed": 1}

    def test_a_number_whose_text_comes_again_is_told(self, december: Office) -> None:
        act(december, "registrar", IncomingCase.register, lives.to_received(december))
        [incoming] = [one for one in rollover.rehearse(december.body, december.clock).turns if one.before == "Вх-2"]
        assert incoming.again

    def test_a_closed_volume_gives_nothing_and_the_new_year_goes_on(self, december: Office) -> None:
        act(december, "registrar", IncomingCase.register, lives.to_received(december))
        RegisterYear.objects.filter(register=december.incoming).update(closed_on=LAST_DAY)
        [incoming] = [one for one in rollover.rehearse(december.body, december.clock).turns if not one.before]
        assert incoming.after == "Вх-1"

    def test_what_the_new_year_lacks_is_told(self, december: Office) -> None:
        found = rollover.rehearse(december.body, december.clock)
        assert [lack.partition(":")[0] for lack in found.lacks] == [
            "files of 2026 that 2027 does not go on with",
            "the working days of 2027 are not set",
        ]
        FileTitle.objects.create(body=december.body, year=2027, index="06-10", title="П", retention="5 лет")
        CalendarYear.objects.create(body=december.body, country="BY", year=2027, basis="Постановление")
        assert rollover.rehearse(december.body, december.clock).lacks == []
        FileTitle.objects.filter(year=2027).delete()
        [lack] = rollover.rehearse(december.body, december.clock).lacks
        assert "is empty" in lack

    def test_the_command_tells_each_body_and_ends_with_1_while_something_lacks(
        self, december: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(timezone, "now", lambda: december.clock)
        reserve(december, 2026)
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("rehearse_new_year", stdout=out)
        told = out.getvalue()
        assert "2027 begins at 31.12.2026 21:00:00 UTC (Europe/Minsk)" in told
        assert "Входящие: at 31.12 23:59:59.999 Вх-2; at midnight Вх-1" in told
        assert "void with the year: Входящие: Вх-1" in told
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("rehearse_new_year", "--json", "--body", "gknt", stdout=out)
        assert json.loads(out.getvalue())["bodies"][0]["year"] == 2027
