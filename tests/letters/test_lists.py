"""Paper of the chancery: what stands on registers, dispatch lists, envelopes and labels, and how large they are."""

import io
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from cases import registers
from cases.letters import lists
from cases.lifecycle.outcomes import Channel
from cases.models import Case, IncomingCase, OutgoingCase
from tests.cast import NOON, Office
from tests.imports.book import book, furnish
from tests.imports.test_takeover import bring
from tests.stories import lives
from tests.stories.lives import act
from tests.traces import two_addressees

TODAY = NOON.date()
MM = 72 / 25.4


class TestRegister:
    def test_every_letter_of_the_days_stands_in_the_order_of_its_number(self, office: Office) -> None:
        first, second = lives.to_entered(office), lives.to_work(office)
        told = lists.register(office.incoming, TODAY, TODAY, office.clock)
        assert [row["number"] for row in told["rows"]] == ["Вх-1", "Вх-2"]
        assert (told["count"], told["period"], told["incoming"]) == (2, "за 02.03.2026", True)
        kept = Case.objects.get(pk=second)
        assert told["rows"][1] == {
            "number": "Вх-2",
            "dated": "02.03.2026",
            "correspondent": "Область",
            "theirs": f"{kept.their_number} от 02.03.2026",
            "title": "О сотрудничестве",
            "executor": "А.А.Drafter",
            "due": f"{kept.due:%d.%m.%Y}" if kept.due else "",
            "file": "",
            "note": "",
        }
        assert Case.objects.get(pk=first).number == "Вх-1"

    def test_a_number_without_a_letter_stands_in_its_place(self, office: Office) -> None:
        lives.to_entered(office)
        facts = {"holder": office.officials["registrar"], "purpose": "для комиссии", "until": None}
        registers.reserve(office.incoming, year=2026, count=1, **facts)  # type: ignore[arg-type]
        lives.to_entered(office)
        rows = lists.register(office.incoming, TODAY, TODAY, office.clock)["rows"]
        assert [row["number"] for row in rows] == ["Вх-1", "Вх-2", "Вх-3"]
        assert rows[1] == {"number": "Вх-2", "note": "reserved: для комиссии"}

    def test_an_annulled_number_says_why_and_a_restricted_letter_says_nothing(self, office: Office) -> None:
        annulled, restricted = lives.to_entered(office), lives.to_entered(office)
        act(office, "registrar", IncomingCase.ask_annulment, annulled, reason="Ошибка.")
        act(office, "chief", IncomingCase.annul, annulled, reason="Ошибка.")
        Case.objects.filter(pk=restricted).update(restriction="dsp", title="О тайном")
        first, second = lists.register(office.incoming, TODAY, TODAY, office.clock)["rows"]
        assert first["note"] == "аннулирован: Ошибка."
        assert second["title"] == lists.SEALED_TITLE

    def test_other_days_registers_and_years_are_left_out(self, office: Office) -> None:
        lives.to_entered(office)
        tomorrow = TODAY + timedelta(days=1)
        assert lists.register(office.incoming, tomorrow, tomorrow, office.clock)["rows"] == []
        assert lists.register(office.register, TODAY, TODAY, office.clock)["rows"] == []
        told = lists.register(office.incoming, date(2025, 12, 1), date(2026, 3, 31), office.clock)
        assert (len(told["rows"]), told["period"]) == (1, "с 01.12.2025 по 31.03.2026")

    def test_what_came_from_an_old_register_is_printed_too(self, office: Office, tmp_path: Path) -> None:
        furnish(office)
        bring(office, book("out", 12, Random(2)), tmp_path)
        rows = lists.register(office.register, date(2026, 1, 1), date(2026, 12, 31), office.clock)["rows"]
        assert [row["number"] for row in rows] == [f"06-09/{one}" for one in range(1, 13)]
        assert all(row["correspondent"] for row in rows)


class TestDispatch:
    def test_what_left_on_the_day_is_listed_by_channel_and_what_waits_is_told(self, office: Office) -> None:
        lives.to_dispatched(office)
        lives.to_dispatching(office, channel="folder")
        told = lists.dispatched(office.body, TODAY, office.clock)
        assert [(one["channel"], len(one["rows"])) for one in told["channels"]] == [("folder", 1), ("post", 1)]
        assert (told["sent"], told["waiting"]) == (1, 1)
        [post] = told["channels"][1]["rows"]
        assert (post["number"], post["proof"], post["waits"]) == ("06-09/398", "RR123456789BY", False)

    def test_what_left_on_another_day_or_from_another_body_is_not(self, office: Office) -> None:
        lives.to_dispatched(office)
        assert lists.dispatched(office.body, TODAY + timedelta(days=1), office.clock)["channels"] == []

    @pytest.mark.parametrize(("zone", "sent"), [("Europe/Minsk", 1), ("Asia/Vladivostok", 0)])
    def test_the_day_is_that_of_the_body(self, office: Office, zone: str, sent: int) -> None:
        office.clock = NOON.replace(hour=19)  # next morning in Vladivostok
        lives.to_dispatched(office)
        office.body.time_zone = zone
        assert lists.dispatched(office.body, TODAY, office.clock)["sent"] == sent


class TestCovers:
    def test_each_copy_has_the_lines_that_stand_on_its_letter(self, office: Office) -> None:
        case = lives.to_dispatching(office, **two_addressees(office))
        found = Case.objects.select_related("body", "draft", "correspondent").get(pk=case)
        told = lists.covers([found])
        assert isinstance(found, OutgoingCase)
        assert [one["lines"] for one in told] == [list(one.lines) for one in found.letter.addressees]
        assert {one["sender"] for one in told} == {office.body.name}

    def test_a_sheet_holds_fourteen_labels(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lists, "covers", lambda _: [{"number": str(one)} for one in range(15)])
        assert [len(sheet) for sheet in lists.labels([])["sheets"]] == [14, 1]


class TestCommand:
    def printed(self, folder: Path, *arguments: str) -> pypdfium2.PdfDocument:
        """The PDF that a call writes."""
        path = folder / "list.pdf"
        call_command("print_list", *arguments, "--to", str(path), stdout=io.StringIO())
        return pypdfium2.PdfDocument(path)

    @pytest.mark.parametrize("size", list(lists.FORMATS))
    def test_an_envelope_is_as_large_as_its_format(self, office: Office, tmp_path: Path, size: str) -> None:
        case = lives.to_dispatching(office, **two_addressees(office))
        told = self.printed(tmp_path, "envelopes", str(case), "--size", size)
        assert len(told) == 2
        assert [round(one / MM) for one in told[0].get_size()] == list(lists.FORMATS[size])
        text = told[0].get_textpage().get_text_bounded()
        assert "Образцовой области" in text
        assert "06-09/398" in text

    def test_registers_lists_and_labels_are_drawn(self, office: Office, tmp_path: Path) -> None:
        case = lives.to_dispatched(office)
        told = self.printed(tmp_path, "register", str(office.register.pk), "--from", "2026-03-02")
        assert "06-09/398" in told[0].get_textpage().get_text_bounded()
        told = self.printed(tmp_path, "dispatch", "gknt", "--on", "2026-03-02")
        assert "RR123456789BY" in told[0].get_textpage().get_text_bounded()
        assert len(self.printed(tmp_path, "labels", str(case))) == 1

    @pytest.mark.parametrize(
        "wrong", [("register", "999"), ("dispatch", "nowhere"), ("envelopes", "999"), ("labels", "999")]
    )
    def test_what_there_is_not_is_refused(self, office: Office, tmp_path: Path, wrong: tuple[str, ...]) -> None:
        with pytest.raises(CommandError):
            self.printed(tmp_path, *wrong)

    def test_a_letter_that_came_in_has_no_envelope(self, office: Office, tmp_path: Path) -> None:
        with pytest.raises(CommandError):
            self.printed(tmp_path, "envelopes", str(lives.to_entered(office)))


def test_a_channel_has_its_words_on_the_list() -> None:
    told = lists.page("dispatch", {"channels": [{"channel": str(one), "rows": []} for one in Channel]})
    assert "Почтовые отправления" in told
    assert "Электронный обмен" in told
