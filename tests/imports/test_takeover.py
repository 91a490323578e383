"""An old register comes in: every good row as a case, every bad one named, and nothing twice."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from cases import board
from cases.journal import traces, verify
from cases.models import Case, Correspondent, Entry, IncomingCase, Number, RegisterYear, Sought, Unlogged
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act
from workflows import inbox
from workflows.imports import profile, takeover
from workflows.imports.takeover import Outcome, Report

from .book import HEADINGS, KINDS, Book, book, furnish, plant


@pytest.fixture
def furnished(office: Office) -> Office:
    """The cast with whom the books refer to."""
    furnish(office)
    return office


def bring(office: Office, made: Book, folder: Path, *, suffix: str = ".csv", dry: bool = False, **other: Any) -> Report:
    """Bring a book over as the chief of the chancery does."""
    return takeover.takeover(
        made.write(folder / f"{made.direction}{suffix}"),
        profile.read(made.profile(folder / f"{made.direction}.toml")),
        by=office.user("chief"),
        clock=lambda: office.at,
        dry=dry,
        **({"progress": lambda done, whole: None} | other),
    )


def standing() -> dict[str, list[Any]]:
    """Everything that an import may touch, row by row."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list())
        for model in (Case, Entry, Number, RegisterYear, Correspondent, Sought, Unlogged)
    }


def found_in(report: Report) -> dict[int, set[tuple[str, str]]]:
    """The faults of a report by row."""
    return {one.row: {(fault.field, fault.code) for fault in one.faults} for one in report.told if one.faults}


def planted(made: Book) -> dict[int, set[tuple[str, str]]]:
    """The faults that were planted, as a report tells them."""
    return {row: {fault} for row, fault in made.faults.items()}


@pytest.fixture
def incoming() -> Book:
    """An incoming register of 300 rows, three of every kind of fault."""
    made = book("in", 300, Random(9))
    plant(made, 60, Random(10))
    return made


class TestWholeBooks:
    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    def test_every_good_row_comes_in_and_every_fault_is_named(
        self, furnished: Office, incoming: Book, tmp_path: Path, suffix: str
    ) -> None:
        if suffix == ".xlsx":  # a sheet cannot hold this sign at all
            spoiled = [row for row, fault in incoming.faults.items() if fault == ("title", "hidden_signs")]
            for number in spoiled:
                incoming.rows[number - 2]["title"] = "О встрече\u200b"
        report = bring(furnished, incoming, tmp_path, suffix=suffix)
        assert found_in(report) == planted(incoming)
        assert set(incoming.faults.values()) == set(KINDS)
        assert report.count(Outcome.IN) == len(incoming.good) == 240
        cases = {case.number: case for case in Case.objects.filter(direction="in")}
        assert set(cases) == {row["number"] for row in incoming.good}
        for row in incoming.good:
            case = cases[row["number"]]
            assert case.correspondent is not None
            assert (case.title, case.number_date, case.correspondent.name) == (
                row["title"], row["date"], row["correspondent"],
            )  # fmt: skip
            assert (case.their_number, case.their_date, case.file_index) == (
                row["their_number"], row["their_date"], row["file"] or "",
            )  # fmt: skip

    def test_the_next_letter_follows_the_last_number_of_the_book(
        self, furnished: Office, incoming: Book, tmp_path: Path
    ) -> None:
        assert bring(furnished, incoming, tmp_path).last == {2026: 300}
        case = lives.to_received(furnished)
        assert act(furnished, "registrar", IncomingCase.register, case).number == "Вх-301"

    def test_histories_registers_and_guards_accept_what_came(
        self, furnished: Office, incoming: Book, tmp_path: Path
    ) -> None:
        bring(furnished, incoming, tmp_path)
        lives.to_work(furnished)
        assert list(verify.verify(Case.objects.all())) == []
        assert list(traces.registers_have_no_gap()) == []
        entry = Entry.objects.filter(move="imported").first()
        assert entry is not None
        assert (entry.origin, entry.source, entry.actor) == ("import", "", furnished.id("chief"))

    def test_open_letters_are_on_the_board_on_control_and_asked_for(
        self, furnished: Office, incoming: Book, tmp_path: Path
    ) -> None:
        bring(furnished, incoming, tmp_path)
        stages = Counter(row["state"] for row in incoming.good)
        today = furnished.clock.date()
        told = board.board(furnished.user("controller"), on=today)
        assert told.stages["in_work"].total() == stages["На исполнении"] > 5
        assert told.total["undated"] == 0
        watched = Case.objects.filter(control="on")
        assert watched.count() == stages["На исполнении"] + stages["Исполнено"]
        charged = sum(row["state"] == "На исполнении" and "Drafter" in row["executor"] for row in incoming.good)
        asked = inbox.inbox(furnished.user("drafter"), on=today, most=500)
        assert sum(one.case.state == "in_work" for one in asked) == charged > 0

    def test_outgoing_letters_come_with_their_copies(self, furnished: Office, tmp_path: Path) -> None:
        made = book("out", 120, Random(3))
        plant(made, 24, Random(4))
        report = bring(furnished, made, tmp_path)
        assert found_in(report) == planted(made)
        awaited = Case.objects.filter(direction="out", state="awaiting_reply")
        assert awaited.count() == sum(row["state"] == "Ждём ответа" for row in made.good) > 0
        assert all(case.dispatches.count() == 1 and case.reply_asked_by for case in awaited)
        assert list(verify.verify(Case.objects.all())) == []


class TestAgain:
    def test_a_second_run_changes_nothing(self, furnished: Office, incoming: Book, tmp_path: Path) -> None:
        bring(furnished, incoming, tmp_path)
        before = standing()
        report = bring(furnished, incoming, tmp_path)
        assert standing() == before
        assert (report.count(Outcome.THERE), report.count(Outcome.IN)) == (240, 0)
        assert found_in(report) == planted(incoming)

    def test_what_was_registered_meanwhile_does_not_hinder_it(
        self, furnished: Office, incoming: Book, tmp_path: Path
    ) -> None:
        bring(furnished, incoming, tmp_path)
        lives.to_work(furnished)
        before = standing()
        assert bring(furnished, incoming, tmp_path).count(Outcome.THERE) == 240
        assert standing() == before

    @pytest.mark.parametrize("batches", [1, 2, 4])
    def test_an_import_that_ends_early_goes_on_where_it_was(
        self, furnished: Office, incoming: Book, tmp_path: Path, batches: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(takeover, "BATCH", 50)
        with pytest.raises(KeyboardInterrupt):
            bring(furnished, incoming, tmp_path, progress=stopping(50 * batches))
        assert Case.objects.count() == 50 * batches
        report = bring(furnished, incoming, tmp_path)
        assert (report.count(Outcome.THERE), report.count(Outcome.IN)) == (50 * batches, 240 - 50 * batches)
        assert found_in(report) == planted(incoming)
        assert list(verify.verify(Case.objects.all())) == []

    def test_a_mended_row_comes_in_and_one_that_was_changed_does_not(self, furnished: Office, tmp_path: Path) -> None:
        made = book("in", 20, Random(5))
        made.rows[4]["title"] = ""
        bring(furnished, made, tmp_path)
        made.rows[4]["title"], made.rows[7]["title"] = "О выставке", "О другом"
        report = bring(furnished, made, tmp_path)
        assert (report.count(Outcome.IN), report.count(Outcome.THERE)) == (1, 18)
        assert found_in(report) == {9: {("", "taken_otherwise")}}
        assert not Case.objects.filter(title="О другом").exists()

    def test_a_dry_run_tells_the_same_and_leaves_nothing(
        self, furnished: Office, incoming: Book, tmp_path: Path
    ) -> None:
        before = standing()
        report = bring(furnished, incoming, tmp_path, dry=True)
        assert standing() == before
        assert report.count(Outcome.READY) == 240
        assert found_in(report) == planted(incoming)


def stopping(after: int) -> Callable[[int, int], None]:
    """A progress that ends the process, as a key does."""

    def stop(done: int, _: int) -> None:
        if done >= after:
            raise KeyboardInterrupt

    return stop


class TestNumbersOfOurs:
    def test_rows_beyond_the_opening_balance_are_refused_once_chancery_counts(
        self, furnished: Office, tmp_path: Path
    ) -> None:
        lives.to_work(furnished)  # Вх-1 is Chancery's own
        report = bring(furnished, book("in", 5, Random(1)), tmp_path)
        assert {one for faults in found_in(report).values() for one in faults} == {("number", "number_of_ours")}
        assert Case.objects.filter(entries__move="imported").count() == 0
        assert RegisterYear.objects.get(register=furnished.incoming).opening == 0

    def test_a_case_that_was_brought_over_above_the_balance_is_found(self, furnished: Office, tmp_path: Path) -> None:
        bring(furnished, book("in", 5, Random(1)), tmp_path)
        RegisterYear.objects.filter(register=furnished.incoming).update(opening=3)
        [finding] = [one for one in traces.registers_have_no_gap() if "brought over" in one.text]
        assert (finding.code, "Вх-4" in finding.text) == ("GAP", True)

    def test_a_number_of_ours_below_the_balance_is_found(self, furnished: Office) -> None:
        lives.to_work(furnished)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_registeryear SET opening = 1 WHERE last = 1")
        assert [one.code for one in traces.registers_have_no_gap()] == ["GAP"]


class TestCommand:
    def call(self, office: Office, made: Book, folder: Path, *more: str) -> str:
        """The command's output; a status of 1 tells of faults."""
        out = io.StringIO()
        path, told = made.write(folder / "in.csv"), made.profile(folder / "in.toml")
        try:
            call_command(
                "import_register", path, "--profile", told, "--as", office.user("chief").username, *more,
                stdout=out, stderr=io.StringIO(),
            )  # fmt: skip
        except SystemExit as end:
            out.write(f"status {end.code}")
        return out.getvalue()

    def test_it_reports_each_row_in_the_language_of_the_user(
        self, furnished: Office, incoming: Book, tmp_path: Path
    ) -> None:
        out = self.call(furnished, incoming, tmp_path)
        assert "300 rows: 240 in, 60 fault" in out
        assert "2026: the next number follows 300" in out
        assert out.endswith("status 1")
        with (tmp_path / "in.report.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        assert len(rows) == 301
        by_row = {row[0]: row for row in rows[1:]}
        [spoiled] = [row for row, fault in incoming.faults.items() if fault == ("title", "missing")][:1]
        with translation.override("ru"):
            assert by_row[str(spoiled)][3:] == ["title", "missing", translation.gettext("must not be empty")]

    def test_only_the_head_of_the_chancery_brings_over(self, furnished: Office, incoming: Book, tmp_path: Path) -> None:
        with pytest.raises(CommandError):
            call_command(
                "import_register", incoming.write(tmp_path / "in.csv"), "--profile",
                incoming.profile(tmp_path / "in.toml"), "--as", furnished.user("clerk").username,
            )  # fmt: skip
        with pytest.raises(CommandError, match="nobody"):
            call_command("import_register", tmp_path / "in.csv", "--profile", tmp_path / "in.toml", "--as", "none")
        assert Case.objects.count() == 0

    def test_a_book_without_a_fault_ends_well(self, furnished: Office, tmp_path: Path) -> None:
        assert "status" not in self.call(furnished, book("in", 10, Random(2)), tmp_path)
        assert "10 would" not in self.call(furnished, book("in", 10, Random(2)), tmp_path, "--dry-run")


def test_the_headings_of_the_book_are_those_of_the_profile(tmp_path: Path) -> None:
    told = profile.read(book("in", 1, Random(1)).profile(tmp_path / "in.toml"))
    assert told.columns == HEADINGS
