"""Rules on the finished letter: none of ours breaks one, and a planted error is caught by its rule."""

import copy
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cases.letters import ink, inspection, rendering, specimens
from cases.letters.typography import NO_BREAK
from cases.lifecycle.sheets import Sheet
from cases.norms import profile as norms
from cases.norms.profile import Level, profile, weigh
from tests import test_letter_text

LETTERS = (Sheet.ACKNOWLEDGEMENT, Sheet.REFUSAL, Sheet.INTERIM_REPLY, Sheet.FORWARDING, Sheet.LETTER)


def broken(facts: dict[str, Any], norm: str) -> set[str]:
    """The rules that the drawn sheet breaks."""
    return {one.rule for one in inspection.inspect(rendering.render(facts), profile(norm))}


@pytest.mark.parametrize("norm", norms.codes())
@pytest.mark.parametrize("kind", LETTERS)
def test_no_letter_of_ours_breaks_its_norm(kind: Sheet, norm: str) -> None:
    assert broken(specimens.specimen(kind, norm), norm) == set()


@pytest.mark.parametrize("norm", ["by-2009", "by-2025"])
def test_nor_does_one_in_belarusian(norm: str) -> None:
    assert broken(specimens.specimen(Sheet.LETTER, norm, "be"), norm) == set()


@pytest.mark.parametrize("norm", norms.codes())
def test_a_letter_at_its_limits_breaks_none_either(norm: str) -> None:
    assert broken(specimens.at_its_limits(norm), norm) == set()


# Where the error is planted, and what it is: a path into the facts and the wrong value.
PLANTED: dict[str, tuple[str, str, Any]] = {
    "V01": ("by-2009", "letter.heading", "Сотрудничество."),
    "V02": ("by-2009", "letter.addressees", [[f"Органу {one}"] for one in range(5)]),
    "V03": ("by-2009", "references", [{"number": "12", "dated": ""}]),
    "V04": ("by-2009", "case.dated", ""),
    "V04, unsigned": ("by-2009", "signed", ""),
    "V04, before the signature": ("by-2009", "signed", "03.03.2026"),
    "V04, days after it": ("by-2009", "signed", "26.02.2026"),
    "V05": ("by-2009", "signer.post", "За Председателя"),
    "V06": ("ru-2025", "signer.name", "С.С.Щербаков"),
    "V07": ("by-2009", "letter.paragraphs", ["До 05 июня 2019 г. просим ответить."]),
    "V09": ("by-2009", "profile.right", 8),
    "V10": ("by-2009", "profile.size", 11),
    "V11": ("by-2009", "letter.paragraphs", ["Документ подписан электронной подписью"]),
    "V12": ("by-2009", "letter.attachments", [{"title": "каталог", "sheets": 0, "copies": 1, "digest": ""}]),
    "V14": ("ru-2025", "profile.qr", 0),
    "V15": ("by-2009", "profile.arms", 25),
    "V16": ("ru-2025", "letter.heading", " "),
    "V17": ("by-2009", "letter.paragraphs", ["Просим ответить.", "г. Минск"]),
    "V18": ("by-2009", "letter.paragraphs", ["1.1.1.1.1. Просим ответить."]),
    "V26": ("ru-2025", "profile.head", 110),
    "V26, an addressee": ("ru-2025", "letter.addressees", [["Водогрязеторфопарафинолечебницеуправлению" * 2]]),
    "V27": ("by-2009", "body.name_be", ""),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_error_is_caught_by_its_rule(rule: str) -> None:
    norm, path, wrong = PLANTED[rule]
    facts = copy.deepcopy(specimens.specimen(Sheet.LETTER, norm))
    *way, last = path.split(".")
    place = facts
    for step in way:
        place = place[step]
    place[last] = wrong
    assert rule.partition(",")[0] in broken(facts, norm)


def test_the_documents_tell_where_each_rule_is_judged() -> None:
    rows = re.findall(
        r"^\| (V\d\d) \| .+ \| (yes|) ?\| (yes|) ?\| (yes|) ?\|$",
        (Path(settings.BASE_DIR) / "docs" / "norms.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert [rule for rule, *_ in rows] == [f"V{number:02}" for number in range(1, 31)]
    assert {rule for rule, draft, _, _ in rows if draft} == set(test_letter_text.PLANTED)
    on_pdf = {rule.partition(",")[0] for rule in PLANTED} | {"V08", "V13", "V29"}
    assert {rule for rule, _, pdf, _ in rows if pdf} == on_pdf == set(norms.RULES)
    assert all(draft or pdf or law for _, draft, pdf, law in rows)


def test_a_file_that_is_no_pdf_a_is_named() -> None:
    pdf = rendering.render(specimens.specimen(Sheet.LETTER, "by-2009"))
    bare = pdf.replace(b"/Type /Metadata", b"/Type /Metatext")
    assert {one.rule for one in inspection.inspect(bare, profile("by-2009"))} == {"V29"}


def test_the_next_working_day_after_the_signature_is_in_time() -> None:
    facts = specimens.specimen(Sheet.LETTER, "by-2009") | {"signed": "27.02.2026"}  # a Friday before that Monday
    assert broken(facts, "by-2009") == set()


@pytest.mark.parametrize("level", ["warn", "off"])
def test_a_body_weighs_each_rule_that_is_measured(level: str) -> None:
    pdf = rendering.render(specimens.specimen(Sheet.LETTER, "by-2009") | {"signed": ""})
    found = inspection.inspect(pdf, weigh(profile("by-2009"), {"V04": level}))
    assert [one.level for one in found] == ([Level.WARN] if level == "warn" else [])


@pytest.mark.parametrize(
    ("rule", "style"),
    [
        ("V08", "@page { @top-center { content: none } }"),
        ("V08", "@page { @top-center { padding-bottom: 13mm } }"),
        ("V08", "@page { @top-center { content: none } @top-left { content: counter(page) } }"),
        ("V09", "body { margin-left: -6mm }"),
        (
            "V13",
            ".executor-room { position: running(everywhere) } @page { @bottom-left { content: element(everywhere) } }",
        ),
    ],
)
def test_a_planted_error_of_layout_is_caught_by_ink(rule: str, style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = rendering.mark_up
    end = f"<style>{style}</style></head>"
    monkeypatch.setattr(rendering, "mark_up", lambda context: drawn(context).replace("</head>", end))
    if rule == "V13":
        monkeypatch.setattr(
            rendering,
            "mark_up",
            lambda context: drawn(context).replace("</head>", end).replace("<main", "<p>Примерова А.А.</p><main"),
        )
    assert rule in broken(specimens.specimen(Sheet.LETTER, "by-2009"), "by-2009")


def test_the_name_of_a_signer_is_spaced_by_his_norm() -> None:
    facts = specimens.specimen(Sheet.LETTER, "by-2009")
    facts["signer"]["name"] = f"С.С.{NO_BREAK}Щербаков"
    assert "V06" in broken(facts, "by-2009")


def test_the_command_names_every_finding_and_ends_by_what_they_weigh(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(rendering.render(specimens.specimen(Sheet.LETTER, "by-2009")))
    told = StringIO()
    call_command("check_letter", str(file), profile="by-2009", json=True, stdout=told)
    assert json.loads(told.getvalue()) == {"profile": "by-2009", "findings": []}
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_letter", str(file), profile="ru-2025", json=True, stdout=told)
    rules = {one["rule"] for one in json.loads(told.getvalue())["findings"]}
    assert {"V06", "V14"} <= rules


def test_what_is_no_pdf_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"no letter")
    for file in (tmp_path / "letter.pdf", tmp_path / "none.pdf"):
        with pytest.raises(CommandError):
            call_command("check_letter", str(file), profile="by-2009")


def test_a_file_of_others_is_judged_by_its_ink_alone() -> None:
    pdf = rendering.render(specimens.specimen(Sheet.LETTER, "by-2009"))
    bare = pdf.replace(b"case.json", b"else.json")
    assert ink.facts(pdf)["sheet"] == "D15"
    assert len(ink.pages(bare)) == 2
