"""What is exported: everything that the histories name, for whom it is, and nothing that he may not see."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import verify_evidence
from cases.access import NotFound
from cases.evidence import belarusian, law, vocabulary
from cases.evidence.package import Package, TooLarge
from cases.journal.verify import EVENTS
from cases.lifecycle.beginnings import IMPORTED
from cases.lifecycle.move import moves_of
from cases.lifecycle.refusal import BadFact
from cases.lifecycle.sheets import Sheet
from cases.models import LAWS, Appointment, Case, Entry, OutgoingCase, Reading, Record
from tests import cast
from tests.stories import lives
from workflows.request import facts_of

from .forger import codes, unpacked
from .world import World, plain_world

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def world(db: None, tmp_path: Path) -> Iterator[World]:
    """Two letters in their lives."""
    with plain_world(tmp_path) as world:
        world.cases["sent"] = lives.to_dispatching(world.office, channel="folder")
        world.cases["draft"] = lives.to_draft(world.office)
        world.sign()
        yield world


def test_the_bundle_of_one_case_holds_its_texts_and_none_of_another(world: World) -> None:
    files = unpacked(world.bundle("draft"))
    other = Case.objects.get(pk=world.cases["sent"])
    uids = {json.loads(line)["case"] for line in files["disclosures.jsonl"].splitlines()}
    assert uids == {Case.objects.get(pk=world.cases["draft"]).uid.hex}
    assert not any(other.uid.hex.encode() in octets for octets in files.values())


def test_every_sheet_letter_and_draft_is_there_by_its_digest(world: World) -> None:
    files = unpacked(world.bundle("sent"))
    case = Case.objects.get(pk=world.cases["sent"])
    sheets = {f"sheets/{one.context_digest}.json" for one in case.letters.all()}
    letters = {f"letters/{one.digest}.pdf" for one in case.letters.exclude(digest="")}
    drafts = {f"drafts/{one.digest}.json" for one in case.drafts.all()}
    assert letters
    assert sheets | letters | drafts == {name for name in files if name.startswith(("sheets/", "letters/", "drafts/"))}
    assert files["verify_evidence.py"] == (HOUSE / "verify_evidence.py").read_bytes()
    assert files["law.json"] == law.octets()


def test_the_export_is_the_last_leaf_of_the_log(world: World) -> None:
    before = Record.objects.filter(kind="export").count()
    bundle = world.bundle("draft")
    told = json.loads(bytes(Record.objects.filter(kind="export").latest("pk").body))
    manifest = hashlib.sha256(unpacked(bundle)["manifest.json"]).hexdigest()
    assert Record.objects.filter(kind="export").count() == before + 1
    assert (told["manifest"], told["cases"], told["by"]) == (manifest, 1, None)


def test_the_same_files_are_the_same_archive() -> None:
    def made() -> bytes:
        file = io.BytesIO()
        package = Package(file)
        package.add("b.txt", b"letter")
        package.add("a.txt", iter([b"let", b"ter"]))
        package.close()
        return file.getvalue()

    assert made() == made()
    archive = verify_evidence.Archive(io.BytesIO(made()), verify_evidence.Findings())
    assert [archive.read(name) for name in ("a.txt", "b.txt")] == [b"letter", b"letter"]


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.evidence.package.MOST_FILES", 1)
    package = Package(io.BytesIO())
    package.add("one", b"")
    with pytest.raises(TooLarge, match="two"):
        package.add("two", b"")


class TestForWhom:
    def test_an_auditor_gets_the_cases_below_his_unit(self, world: World) -> None:
        auditor = world.office.user("auditor")
        bundle = world.bundle("sent", by=auditor)
        assert codes(bundle, world.signer) == set()
        assert list(Reading.objects.values_list("user", "case", "kind")) == [
            (auditor.pk, world.cases["sent"], Reading.Kind.EXPORT)
        ]

    def test_what_he_may_not_see_is_not_there_for_him(self, world: World) -> None:
        auditor = world.office.user("auditor")
        Appointment.objects.filter(official__user=auditor).update(unit=world.office.department)
        cast_away = cast.found("other")
        hidden = lives.to_draft(cast_away)
        world.cases["hidden"] = hidden
        with pytest.raises(NotFound):
            world.bundle("hidden", by=auditor)
        files = unpacked(world.bundle(by=auditor))
        manifest = json.loads(files["manifest.json"])
        assert manifest["all"] is False
        assert Case.objects.get(pk=hidden).uid.hex not in manifest["cases"]
        assert codes(world.bundle(by=auditor), world.signer) == set()

    def test_registers_of_another_body_are_not_told(self, world: World) -> None:
        cast.found("other")
        lines = unpacked(world.bundle("sent"))["census/registers.jsonl"].splitlines()
        assert {json.loads(line)[0]["body"] for line in lines} == {"gknt"}

    def test_a_checkpoint_of_another_log_is_refused(self, world: World) -> None:
        with pytest.raises(BadFact, match="previous"):
            world.bundle("sent", previous=["other.example\n999\nAAAA\n"])
        with pytest.raises(BadFact, match="previous"):
            world.bundle("sent", previous=["nonsense"])


class TestWhileOthersAct:
    def test_what_is_logged_meanwhile_is_behind_a_hash(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """An act that is made while the sheets are gathered changes nothing of what is told."""
        from cases.evidence import account

        real = account.pages

        def meanwhile(*told: object) -> object:
            lives.act(world.office, "drafter", OutgoingCase.submit, world.cases["draft"])
            world.sign()
            return real(*told)  # type: ignore[arg-type]

        monkeypatch.setattr(account, "pages", meanwhile)
        for chosen in (("draft",), ()):
            world.cases["draft"] = lives.to_draft(world.office)
            bundle = world.bundle(*chosen)
            assert codes(bundle, world.signer) == set()
            submitted = Entry.objects.get(case__pk=world.cases["draft"], move="submit")
            assert bytes(submitted.body) not in bundle


class TestCommand:
    def test_it_writes_the_bundle_whole_and_tells_how_to_verify_it(
        self, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        to = tmp_path / "out" / "bundle.zip"
        to.parent.mkdir()
        call_command("export_evidence", world.cases["draft"], "--to", str(to), "--as", "auditor@gknt")
        assert "verify_evidence.py" in capsys.readouterr().out
        assert [path.name for path in to.parent.iterdir()] == ["bundle.zip"]

    @pytest.mark.parametrize("arguments", [[], ["--all", "1"], ["999"], ["--all", "--as", "nobody"]])
    def test_what_cannot_be_exported_leaves_nothing(self, world: World, tmp_path: Path, arguments: list[str]) -> None:
        to = tmp_path / "bundle.zip"
        with pytest.raises(CommandError):
            call_command("export_evidence", *arguments, "--to", str(to))
        assert not list(tmp_path.glob("*bundle*"))


class TestAccount:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("ru", ("Отчёт о делах", "подписание", "зарегистрировано", "О сотрудничестве")),
            ("be", ("Справаздача аб справах", "падпісанне", "зарэгістравана", "О сотрудничестве")),
            ("en", ("Account of cases", "Sign exactly what was approved", "Registered", "О сотрудничестве")),
        ],
    )
    def test_it_tells_the_acts_in_three_languages(self, world: World, language: str, words: tuple[str, ...]) -> None:
        html = unpacked(world.bundle("sent"))[f"account/{language}.html"].decode()
        assert [word for word in words if word not in html] == []
        assert f'<html lang="{language}">' in html
        assert f"account/{language}.pdf" in unpacked(world.bundle("sent"))

    def test_free_text_is_never_markup(self, world: World) -> None:
        world.cases["sharp"] = lives.to_draft(
            world.office, letter=world.office.letter(heading="<script>alert(1)</script>")
        )
        assert b"<script>" not in unpacked(world.bundle("sharp"))["account/ru.html"]

    def test_every_move_state_and_sheet_has_its_words(self) -> None:
        for machine, law_ in LAWS.items():
            rules = moves_of(law_)
            for move in rules:
                assert re.match(r"[A-Z]", vocabulary.deed(move, machine, "en"))
                assert re.match(r"[а-яіў]", vocabulary.deed(move, machine, "be")), move
            for state in {rule.target for rule in rules.values() if rule.target}:
                assert re.match(r"[А-Яа-яІіЎў]", vocabulary.state(state, machine, "be")), state
                assert re.match(r"[A-Z]", vocabulary.state(state, machine, "en"))
        assert {re.match(r"[А-ЯІ]", vocabulary.sheet(sheet.value, "be")) is None for sheet in Sheet} == {False}

    def test_every_event_has_its_words(self) -> None:
        assert EVENTS == set(vocabulary.EVENTS) == set(belarusian.EVENTS)


class TestLaw:
    def test_every_move_and_role_that_it_names_is_declared(self) -> None:
        for rows in (law.MEMORY, law.DUTIES):
            for row in rows:
                machine, moves = row[1], row[2]
                assert set(moves) <= {*moves_of(LAWS[machine]), IMPORTED}, row[0]
        told = {name for key, value in law.APPROVAL.items() if key != "machine" for name in value}
        assert told <= set(moves_of(LAWS["out"]))

    def test_every_duty_that_the_code_keeps_is_in_it(self) -> None:
        """S5 is a rule of the closing of requests, S7 and S8 stand in the roles."""
        sources = "".join(path.read_text(encoding="utf-8") for path in (HOUSE / "cases" / "lifecycle").glob("*.py"))
        kept = set(re.findall(r'separate\("(S\d+)"', sources))
        assert kept <= {row[0] for row in law.DUTIES}

    def test_whom_a_duty_names_is_remembered(self) -> None:
        remembered = {(machine, name) for name, machine, *_ in law.MEMORY}
        for _, machine, _, who in law.DUTIES:
            for how in ("apart", "same"):
                assert {(machine, name) for name in who.get(how, ())} <= remembered

    def test_a_reason_that_a_duty_asks_for_is_a_fact_of_its_move(self) -> None:
        asked = [(LAWS[machine], move, who["told"]) for _, machine, moves, who in law.DUTIES if "told" in who
                 for move in moves]  # fmt: skip
        assert [(move, fact) for _, move, fact in asked] == [("waive_visa", "reason")]
        for one, move, fact in asked:
            assert fact in facts_of(getattr(one, move)).model_fields
