"""What an auditor asks for: a case as of a day, a sample, a reprint, the closing of a register."""

import re
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from cases.evidence import closing, printing, sample
from cases.letters import rendering
from cases.lifecycle.facts import canonical
from cases.models import Case, Letter, OutgoingCase, RegisterYear
from cases.registers import reserve
from tests.cast import Office
from tests.journal.tampering import past_the_guards
from tests.stories import lives
from tests.stories.lives import act
from workflows import sequencer
from workflows.worker import work_off


class TestAsOf:
    def test_the_history_ends_at_the_end_of_the_day(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        case = lives.to_approval(office)
        day = office.clock.date()
        office.clock += timedelta(days=2)
        lives.agree(office, "lawyer", case)
        monkeypatch.setattr(rendering, "render", canonical)
        to = tmp_path / "history.pdf"
        call_command("print_history", str(case), "--as-of", day.isoformat(), "-o", str(to))
        assert b'"state":"approval"' in to.read_bytes()
        assert b'"move":"agree"' not in to.read_bytes()
        call_command("print_history", str(case), "-o", str(to))
        assert b'"move":"agree"' in to.read_bytes()

    def test_the_state_is_that_of_the_day(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        case = lives.to_draft(office)
        day = office.clock.date()
        office.clock += timedelta(days=1)
        act(office, "drafter", OutgoingCase.submit, case)
        monkeypatch.setattr(rendering, "render", canonical)
        to = tmp_path / "history.pdf"
        call_command("print_history", str(case), "--as-of", day.isoformat(), "-o", str(to))
        assert b'"state":"draft"' in to.read_bytes()

    def test_before_its_opening_there_was_no_case(self, office: Office, tmp_path: Path) -> None:
        case = lives.to_draft(office)
        with pytest.raises(CommandError, match="not opened yet"):
            call_command("print_history", str(case), "--as-of", "2020-01-01", "-o", str(tmp_path / "x.pdf"))


class TestSample:
    def test_a_seed_draws_the_same_cases_and_another_one_others(self, office: Office) -> None:
        for _ in range(8):
            lives.to_draft(office)
        cases = sample.of_period(None, None)
        first = sample.draw(cases, "2026-11-25", 4)
        assert first == sample.draw(list(reversed(cases)), "2026-11-25", 4)
        assert len(set(first)) == 4
        assert any(sample.draw(cases, f"seed {number}", 4) != first for number in range(5))

    def test_the_period_is_that_of_the_entries(self, office: Office) -> None:
        early = lives.to_draft(office)
        day = office.clock.date()
        office.clock += timedelta(days=30)
        late = lives.to_draft(office)
        assert [case.pk for case in sample.of_period(None, day)] == [early]
        assert [case.pk for case in sample.of_period(day + timedelta(days=1), None)] == [late]

    def test_the_command_prints_the_method_and_each_case(
        self, office: Office, capsys: pytest.CaptureFixture[str]
    ) -> None:
        case = Case.objects.get(pk=lives.to_draft(office))
        call_command("sample_cases", "--seed", "письмо", "--count", "5")
        printed = capsys.readouterr().out
        assert "SHA-256" in printed
        assert "«письмо», 1 of 1 cases" in printed
        assert case.uid.hex in printed


class TestReprint:
    def test_every_sheet_is_drawn_again_to_the_byte(
        self, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        case = lives.to_draft(office)
        work_off(lambda: office.at)
        call_command("reprint", str(case), "--verify", "--to", str(tmp_path / "again"))
        assert "same bytes" in capsys.readouterr().out
        assert [path.read_bytes()[:5] for path in (tmp_path / "again").iterdir()] == [b"%PDF-"]

    def test_another_sheet_is_told_by_the_status(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(rendering, "render", canonical)
        case = lives.to_draft(office)
        work_off(lambda: office.at)
        Letter.objects.update(context={"forged": True})
        with pytest.raises(SystemExit):
            call_command("reprint", str(case), "--verify")
        assert "OTHER BYTES" in capsys.readouterr().out

    def test_a_case_without_sheets_is_named(self, office: Office) -> None:
        with pytest.raises(CommandError, match="no drawn sheet"):
            call_command("reprint", str(lives.to_draft(office)))


@pytest.fixture
def counter(office: Office) -> RegisterYear:
    """The year of a register with an issued, a void and a reserved number."""
    lives.to_registered(office)
    case = lives.to_registered(office)
    act(office, "registrar", OutgoingCase.ask_annulment, case, reason="Ошибка.")
    act(office, "chief", OutgoingCase.annul, case, reason="Описка в адресе.")
    clerk = office.officials["clerk"]
    reserve(office.register, year=2026, count=1, holder=clerk, purpose="для письма", until=None)
    sequencer.sequence(office.at)
    return RegisterYear.objects.select_related("register__body").get(register=office.register)


class TestClosing:
    def test_it_counts_every_number_once(self, office: Office, counter: RegisterYear) -> None:
        told = closing.statement(counter, office.at)
        assert (told["opening"], told["last"], told["total"], told["whole"]) == (397, 400, 3, True)
        assert (told["issued"], told["reserved"], len(told["void"])) == (1, 1, 1)
        assert told["void"][0]["reason"] == "Описка в адресе."
        assert told["checkpoint"].startswith("gknt.example/register\n")

    def test_a_number_that_is_gone_is_named(self, office: Office, counter: RegisterYear) -> None:
        past_the_guards("DELETE FROM cases_number WHERE ordinal = 400")
        told = closing.statement(counter, office.at)
        assert (told["missing"], told["whole"]) == ([400], False)

    def test_a_number_outside_is_named(self, office: Office, counter: RegisterYear) -> None:
        past_the_guards("UPDATE cases_number SET ordinal = 7 WHERE ordinal = 400")
        told = closing.statement(counter, office.at)
        assert (told["missing"], told["strange"]) == ([400], [7])

    def test_the_command_prints_it(self, counter: RegisterYear, tmp_path: Path) -> None:
        to = tmp_path / "closing.pdf"
        call_command("close_register", str(counter.register_id), "2026", "--to", str(to))
        text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(to))
        assert re.search(r"журнала регистрации «Исходящие» за 2026\s+год", text)
        assert "Пропущенных и повторяющихся номеров нет." in re.sub(r"\s+", " ", text)

    def test_a_register_that_is_not_whole_is_status_1(
        self, counter: RegisterYear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(printing, "draw", str.encode)
        past_the_guards("DELETE FROM cases_number WHERE ordinal = 400")
        to = tmp_path / "closing.pdf"
        with pytest.raises(SystemExit):
            call_command("close_register", str(counter.register_id), "2026", "--to", str(to))
        assert "Журнал неполон" in to.read_text(encoding="utf-8")
        with pytest.raises(CommandError, match="no such year"):
            call_command("close_register", str(counter.register_id), "1999", "--to", str(to))

    def test_a_year_without_numbers_is_whole(self, office: Office) -> None:
        counter = RegisterYear.objects.select_related("register__body").get(register=office.register)
        told = closing.statement(counter, office.at)
        assert (told["total"], told["whole"], told["checkpoint"]) == (0, True, "")
