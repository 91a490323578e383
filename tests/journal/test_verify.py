"""What is changed past the guards is named by the proof, with its code and its place."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection

from cases.journal import traces
from cases.journal.verify import verify
from cases.letters import blobs
from cases.models import Case, Entry, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.stories import lives
from workflows.worker import work_off

from .tampering import SQLITE, past_the_guards

JSON = "json_set(context, '$.salt', 'x')" if SQLITE else "jsonb_set(context, '{salt}', '\"x\"')"
TEXT = "json_set(content, '$.heading', 'О другом')" if SQLITE else "jsonb_set(content, '{heading}', '\"О другом\"')"
AS_TEXT, AS_BYTES = (
    ("CAST({} AS TEXT)", "CAST({} AS BLOB)")
    if SQLITE
    else (
        "convert_from({}, 'UTF8')",
        "convert_to({}, 'UTF8')",
    )
)
FLIPPED = AS_BYTES.format(f"replace({AS_TEXT.format('body')}, 'live', 'evil')")
LAST = "(SELECT max(seq) FROM cases_entry)"


def first_half_second(old: str, new: str) -> list[str]:
    """Two entries change places."""
    return [
        f"UPDATE cases_entry SET seq = 1000 WHERE seq = {old}",
        f"UPDATE cases_entry SET seq = {old} WHERE seq = {new}",
        f"UPDATE cases_entry SET seq = {new} WHERE seq = 1000",
    ]


@dataclass(frozen=True)
class Edit:
    """Statements that change what is kept, and a finding that must follow."""

    statements: list[str]
    code: str
    place: str


# `{uid}` is the case; a signed and registered letter whose sheets are made.
EDITS = {
    "the state": Edit(["UPDATE cases_case SET state = 'filed'"], "STATE", "{uid}"),
    "the head's number": Edit(["UPDATE cases_case SET head_seq = head_seq - 1"], "HEAD", "{uid}"),
    "the head's hash": Edit([f"UPDATE cases_case SET head_hash = '{'0' * 64}'"], "HEAD", "{uid}"),
    "the number on the case": Edit(["UPDATE cases_case SET number = '06-09/397'"], "NUMBER", "{uid}"),
    "the direction": Edit(["UPDATE cases_case SET direction = 'in'"], "LAW", "{uid}/1"),
    "a byte of an entry": Edit([f"UPDATE cases_entry SET body = {FLIPPED} WHERE move = 'sign'"], "HASH", "{uid}/7"),
    "bytes that are no entry": Edit(["UPDATE cases_entry SET body = 'x' WHERE seq = 6"], "CANON", "{uid}/6"),
    "an entry of another format": Edit(["UPDATE cases_entry SET body = '{\"v\":2}' WHERE seq = 6"], "CANON", "{uid}/6"),
    "a list for an entry": Edit(["UPDATE cases_entry SET body = '[]' WHERE seq = 6"], "CANON", "{uid}/6"),
    "an entry's hash": Edit([f"UPDATE cases_entry SET hash = '{'1' * 64}' WHERE seq = 2"], "HASH", "{uid}/2"),
    "an entry's move": Edit(["UPDATE cases_entry SET move = 'recall' WHERE seq = 7"], "COLUMNS", "{uid}/7"),
    "an entry's author": Edit(["UPDATE cases_entry SET author = 1 WHERE seq = 7"], "COLUMNS", "{uid}/7"),
    "an entry's actor": Edit(["UPDATE cases_entry SET actor = NULL WHERE seq = 7"], "COLUMNS", "{uid}/7"),
    "an entry's origin": Edit(["UPDATE cases_entry SET origin = 'paper' WHERE seq = 7"], "COLUMNS", "{uid}/7"),
    "an entry's key": Edit(["UPDATE cases_entry SET request_key = 'k' WHERE seq = 7"], "COLUMNS", "{uid}/7"),
    "an entry's moment": Edit(
        ["UPDATE cases_entry SET occurred_at = '2019-07-18 10:00:00' WHERE seq = 7"], "COLUMNS", "{uid}/7"
    ),
    "the server's moment": Edit(
        ["UPDATE cases_entry SET recorded_at = '2019-07-18 10:00:00' WHERE seq = 7"], "COLUMNS", "{uid}/7"
    ),
    "an entry's target": Edit(["UPDATE cases_entry SET target = 'filed' WHERE seq = 7"], "COLUMNS", "{uid}/7"),
    "two entries' order": Edit(first_half_second("4", "5"), "CHAIN", "{uid}/4"),
    "the order seen by its number": Edit(first_half_second("4", "5"), "SEQ", "{uid}/5"),
    "an entry away": Edit(
        [
            "DELETE FROM cases_letter WHERE entry_id IN (SELECT id FROM cases_entry WHERE seq = 4)",
            "DELETE FROM cases_disclosure WHERE entry_id IN (SELECT id FROM cases_entry WHERE seq = 4)",
            "DELETE FROM cases_unlogged WHERE entry_id IN (SELECT id FROM cases_entry WHERE seq = 4)",
            "DELETE FROM cases_entry WHERE seq = 4",
        ],
        "SEQ",
        "{uid}/5",
    ),
    "the last entry away": Edit(
        [
            f"DELETE FROM cases_disclosure WHERE entry_id IN (SELECT id FROM cases_entry WHERE seq = {LAST})",
            f"DELETE FROM cases_unlogged WHERE entry_id IN (SELECT id FROM cases_entry WHERE seq = {LAST})",
            f"DELETE FROM cases_entry WHERE seq = {LAST}",
        ],
        "HEAD",
        "{uid}",
    ),
    "the last entry away and the head moved back": Edit(
        [
            f"DELETE FROM cases_disclosure WHERE entry_id IN (SELECT id FROM cases_entry WHERE seq = {LAST})",
            f"DELETE FROM cases_unlogged WHERE entry_id IN (SELECT id FROM cases_entry WHERE seq = {LAST})",
            f"DELETE FROM cases_entry WHERE seq = {LAST}",
            f"UPDATE cases_case SET head_seq = {LAST}, head_hash = (SELECT hash FROM cases_entry WHERE seq = {LAST})",
        ],
        "BYTES",
        "{uid}/8/D01",
    ),
    "a sealed text": Edit(
        [
            "UPDATE cases_disclosure SET value = '\"другой\"' WHERE name = 'author' "
            "AND entry_id IN (SELECT id FROM cases_entry WHERE seq = 7)"
        ],
        "SEAL",
        "{uid}/7",
    ),
    "a salt": Edit(
        [
            "UPDATE cases_disclosure SET salt = 'x' WHERE name = 'author' "
            "AND entry_id IN (SELECT id FROM cases_entry WHERE seq = 7)"
        ],
        "SEAL",
        "{uid}/7",
    ),
    "the facts of a sheet": Edit(
        [f"UPDATE cases_letter SET context = {JSON} WHERE sheet = 'D15'"], "LETTER", "{uid}/8/D15"
    ),
    "the digest of a sheet's facts": Edit(
        [f"UPDATE cases_letter SET context_digest = '{'0' * 64}' WHERE sheet = 'D01'"], "LETTER", "{uid}/8/D01"
    ),
    "a sheet away": Edit(["DELETE FROM cases_letter WHERE sheet = 'D01'"], "LETTER", "{uid}/8/D01"),
    "the bytes of a sheet": Edit(
        [f"UPDATE cases_letter SET digest = '{'0' * 64}' WHERE sheet = 'D01'"], "BYTES", "{uid}/8/D01"
    ),
    "the text of the letter": Edit([f"UPDATE cases_draft SET content = {TEXT}"], "DRAFT", "{uid}/v1"),
    "the digest of the letter": Edit([f"UPDATE cases_draft SET digest = '{'0' * 64}'"], "DRAFT", "{uid}/v1"),
    "a letter that is none": Edit(["UPDATE cases_draft SET content = '[]'"], "SHAPE", "{uid}"),
    "a version's number": Edit(["UPDATE cases_draft SET version = 7"], "DRAFT", "{uid}/v7"),
    "the number's ordinal": Edit(["UPDATE cases_number SET ordinal = 400"], "NUMBER", "{uid}"),
    "the number's text": Edit(["UPDATE cases_number SET text = '06-09/400'"], "NUMBER", "{uid}"),
    "the number's status": Edit(["UPDATE cases_number SET status = 'void', reason = 'x'"], "NUMBER", "{uid}"),
    "a visa's outcome": Edit(["UPDATE cases_visa SET outcome = 'void'"], "ROW", "{uid}/visa/{visa}"),
    "a visa's remarks": Edit(["UPDATE cases_visa SET remarks = 'x'"], "ROW", "{uid}/visa/{visa}"),
    "a visa for another text": Edit([f"UPDATE cases_visa SET digest = '{'0' * 64}'"], "ROW", "{uid}/visa/{visa}"),
    "a visa away": Edit(["DELETE FROM cases_visa"], "ROW", "{uid}/visa/{visa}"),
    "the signer": Edit(["UPDATE cases_case SET signer_id = executor_id"], "ROW", "{uid}/case"),
    "the day of the signature": Edit(["UPDATE cases_case SET signed_on = '2026-01-01'"], "ROW", "{uid}/case"),
    "the deadline": Edit(["UPDATE cases_case SET due = '2030-01-01'"], "ROW", "{uid}/case"),
    "the heading on the card": Edit(["UPDATE cases_case SET title = 'О другом'"], "ROW", "{uid}/case"),
    "the number away": Edit(["DELETE FROM cases_number"], "NUMBER", "{uid}"),
}


@pytest.fixture
def kept(office: Office) -> Case:
    """A registered letter, its sheets made and bound."""
    case = lives.to_registered(office)
    work_off(lambda: office.at)
    connection.check_constraints()
    return Case.objects.get(pk=case)


def found(case: Case) -> set[tuple[str, str]]:
    """The findings of a full proof, as (code, place)."""
    return {(finding.code, finding.place) for finding in verify(Case.objects.filter(pk=case.pk), fetch=blobs.fetch)}


def test_a_true_history_has_no_finding(kept: Case) -> None:
    assert found(kept) == set()
    assert list(traces.registers_have_no_gap()) == []
    assert [(entry.seq, entry.move) for entry in Entry.objects.filter(case=kept).order_by("seq")][:8] == [
        (1, "draft_letter"),
        (2, "submit"),
        (3, "start_round"),
        (4, "agree"),
        (5, "agree"),
        (6, "complete_round"),
        (7, "sign"),
        (8, "register"),
    ]


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_past_the_guards_is_named(kept: Case, what: str) -> None:
    edit = EDITS[what]
    place = edit.place.format(uid=kept.uid, visa=kept.visas.order_by("pk")[0].pk)
    past_the_guards(*edit.statements)
    assert (edit.code, place) in found(kept)


def test_at_least_twenty_edits_are_tried() -> None:
    assert len(EDITS) >= 20


def test_a_counter_moved_on_leaves_a_gap(kept: Case) -> None:
    past_the_guards("UPDATE cases_registeryear SET last = last + 2")
    [finding] = traces.registers_have_no_gap()
    assert (finding.code, "[399, 400]" in finding.text) == ("GAP", True)


def test_a_number_that_was_never_given_is_a_gap_too(kept: Case) -> None:
    past_the_guards("UPDATE cases_number SET ordinal = 500")
    assert [finding.code for finding in traces.registers_have_no_gap()] == ["GAP"]


def test_a_blob_that_was_changed_or_lost_is_named(kept: Case) -> None:
    def lost(_: str) -> bytes:
        raise blobs.MissingBlob

    def changed(_: str) -> bytes:
        return b"other bytes"

    sheets = Case.objects.get(pk=kept.pk).letters.count()
    fetchers: tuple[Callable[[str], bytes], ...] = (lost, changed)
    for fetch in fetchers:
        findings = list(verify(Case.objects.filter(pk=kept.pk), fetch=fetch))
        assert [finding.code for finding in findings] == ["BYTES"] * sheets


def test_a_text_that_was_destroyed_without_an_act_is_named(kept: Case) -> None:
    past_the_guards("DELETE FROM cases_disclosure WHERE name = 'letter'")
    assert found(kept) == {("DESTROYED", f"{kept.uid}/1")}


def test_rows_are_proved_as_long_as_what_seals_them_is_kept(kept: Case) -> None:
    past_the_guards("DELETE FROM cases_disclosure WHERE name = 'rows'", "UPDATE cases_visa SET outcome = 'void'")
    assert {code for code, _ in found(kept)} == {"DESTROYED"}


def test_a_point_of_a_received_letter_is_proved_from_its_opening(office: Office) -> None:
    request = Case.objects.get(pk=lives.to_received(office, points=("участие", "проекты")))
    connection.check_constraints()
    assert found(request) == set()
    first, second = request.points.order_by("pk")
    past_the_guards(f"UPDATE cases_point SET text = 'другое' WHERE id = {second.pk}")
    assert found(request) == {("ROW", f"{request.uid}/point/{second.pk}")}
    past_the_guards(f"DELETE FROM cases_point WHERE id = {first.pk}")
    assert ("ROW", f"{request.uid}/point/{second.pk}") in found(request)


def test_a_row_that_no_act_wrote_is_named(kept: Case) -> None:
    columns = "case_id, round, turn, official_id, outcome, digest, kept_for, remarks, on_paper"
    past_the_guards(
        f"INSERT INTO cases_visa ({columns}) SELECT case_id, round, turn, {kept.signer_id}, outcome, digest, kept_for,"
        f" remarks, on_paper FROM cases_visa WHERE id = {kept.visas.order_by('pk')[0].pk}"
    )
    forged = kept.visas.order_by("pk").last()
    assert forged is not None
    assert found(kept) == {("ROW", f"{kept.uid}/visa/{forged.pk}")}


def test_one_changed_case_leaves_the_others_clean(office: Office) -> None:
    true, false = lives.to_draft(office), lives.to_draft(office)
    connection.check_constraints()
    past_the_guards(f"UPDATE cases_case SET state = 'filed' WHERE id = {false}")
    findings = list(verify(Case.objects.all()))
    assert {finding.place for finding in findings} == {str(Case.objects.get(pk=false).uid)}
    assert found(Case.objects.get(pk=true)) == set()


def test_an_incoming_and_an_annulled_case_are_proved_too(office: Office) -> None:
    request = lives.to_received(office)
    lives.act(office, "registrar", IncomingCase.register, request)
    annulled = lives.to_registered(office)
    lives.act(office, "registrar", OutgoingCase.ask_annulment, annulled, reason="ошибка")
    lives.act(office, "chief", OutgoingCase.annul, annulled, reason="ошибка")
    work_off(lambda: office.at)
    assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []
    assert list(traces.registers_have_no_gap()) == []


def test_a_finding_reads_as_a_line(kept: Case) -> None:
    past_the_guards("UPDATE cases_case SET state = 'filed'")
    [finding] = verify(Case.objects.filter(pk=kept.pk))
    assert str(finding) == f"STATE {kept.uid}: the case says 'filed', its history 'registered'"
