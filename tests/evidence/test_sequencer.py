"""The sequencer: every committed entry gets its place once, chains in order, and the head is signed in time."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases import machine
from cases.evidence import keys, law, log, merkle
from cases.models import Checkpoint, Entry, Leaf, OutgoingCase, Record, Unlogged
from cases.registers import open_year
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import act
from workflows import sequencer, watch
from workflows.worker import work_off

MINUTE = timedelta(minutes=1)


def root() -> str:
    """The root over the leaves as they stand."""
    return merkle.over(0, log.size(), log.read).hex()


def test_every_entry_gets_one_place_and_its_own_hash(office: Office) -> None:
    lives.to_approval(office)
    checkpoint = sequencer.sequence(office.at)
    told = dict(Entry.objects.values_list("pk", "hash"))
    assert dict(Leaf.objects.values_list("entry_id", "hash")) == told
    assert list(Leaf.objects.order_by("position").values_list("position", flat=True)) == list(range(len(told)))
    assert (checkpoint.size, checkpoint.root) == (len(told), root())
    assert not Unlogged.objects.exists()


def test_a_chain_lies_in_the_log_in_its_order(office: Office) -> None:
    for _ in range(2):
        lives.to_approval(office)
        sequencer.sequence(office.at)
    for uid in set(Entry.objects.values_list("case_id", flat=True)):
        places = Leaf.objects.filter(entry__case=uid).order_by("entry__seq").values_list("position", flat=True)
        assert list(places) == sorted(places)


def test_a_tree_of_many_batches_is_the_tree_of_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 2)
    lives.to_signature(office)
    assert sequencer.sequence(office.at).root == root()
    assert Leaf.objects.count() == Entry.objects.count()


def test_a_head_that_has_not_changed_is_signed_again_only_after_a_day(office: Office) -> None:
    lives.to_draft(office)
    first = sequencer.sequence(office.at)
    assert sequencer.sequence(office.at) == first
    office.clock += timedelta(hours=24)
    second = sequencer.sequence(office.at)
    assert (second.pk != first.pk, second.size) == (True, first.size)


def test_an_entry_that_commits_late_gets_its_place_all_the_same(lived: Office) -> None:
    """The transaction that took the lower id commits after the one with the higher id was logged."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: ids commit in order")
    early, late = lives.to_draft(lived), lives.to_draft(lived)
    written, logged = Barrier(2), Barrier(2)

    def slow() -> None:
        with transaction.atomic():
            act(lived, "drafter", OutgoingCase.submit, early)
            written.wait(30)
            logged.wait(30)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    written.wait(30)
    act(lived, "drafter", OutgoingCase.submit, late)
    before = sequencer.sequence(lived.at)
    logged.wait(30)
    thread.join(30)
    assert Unlogged.objects.count() == 1
    after = sequencer.sequence(lived.at)
    assert (before.size, after.size) == (3, 4)
    [last] = Leaf.objects.filter(position=3)
    assert last.entry is not None
    assert last.entry.pk < max(Entry.objects.values_list("pk", flat=True))


class TestCensus:
    def test_it_counts_heads_and_registers_and_names_the_law(self, office: Office) -> None:
        lives.to_registered(office)
        lives.to_draft(office)
        open_year(office.incoming, 2026, 44317)
        sequencer.take_census(office.at)
        told = json.loads(bytes(Record.objects.get(kind="census").body))
        assert (told["heads"], told["registers"], told["policy"]) == (2, 2, law.digest())

    def test_it_is_taken_once_a_day_by_the_worker(self, office: Office) -> None:
        lives.to_draft(office)
        assert sequencer.keep_up(office.at) is not None
        lives.to_draft(office)
        office.clock += MINUTE
        assert sequencer.keep_up(office.at) is not None
        assert Record.objects.filter(kind="census").count() == 1
        office.clock += timedelta(hours=24)
        assert sequencer.keep_up(office.at) is not None
        assert Record.objects.filter(kind="census").count() == 2


class TestKeepingUp:
    def test_a_worker_signs_once_a_minute_and_only_when_there_is_something(self, office: Office) -> None:
        lives.to_draft(office)
        now = office.at
        assert sequencer.keep_up(now) is not None
        assert sequencer.keep_up(now + MINUTE) is None
        lives.to_draft(office)
        signed = Checkpoint.objects.get().signed_at
        assert sequencer.keep_up(signed + timedelta(seconds=59)) is None
        assert sequencer.keep_up(signed + timedelta(seconds=60)) is not None

    def test_without_a_key_it_goes_on_working_and_says_so(
        self, office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.CHANCERY_LOG_KEY = tmp_path / "none.key"
        lives.to_draft(office)
        assert sequencer.keep_up(office.at) is None
        assert "is not signed" in caplog.text
        with pytest.raises(keys.NoLogKey):
            sequencer.sequence(office.at)
        with pytest.raises(CommandError, match="make_log_key"):
            call_command("sequence")

    def test_the_command_prints_the_checkpoint(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        lives.to_draft(office)
        call_command("sequence", "--census")
        assert capsys.readouterr().out == Checkpoint.objects.get().note


class TestDispatch:
    def test_what_leaves_is_covered_by_the_checkpoint_that_goes_with_it(self, office: Office) -> None:
        case = lives.to_dispatching(office, channel="folder")
        work_off(lambda: office.at)
        [left] = settings.CHANCERY_FOLDER_CHANNEL.glob("*.checkpoint")
        checkpoint = Checkpoint.objects.get(note=left.read_text(encoding="utf-8"))
        bound = Entry.objects.filter(case__pk=case, move="rendered").order_by("seq").values_list("leaf", flat=True)
        sent = Entry.objects.get(case__pk=case, move="record_sent")
        covered = [place for place in bound if place is not None and place < checkpoint.size]
        assert len(covered) >= len(bound) - 1  # the dispatch register is drawn up after the letter has left
        assert not Leaf.objects.filter(entry=sent, position__lt=checkpoint.size).exists()

    def test_no_letter_leaves_without_a_key(self, office: Office, tmp_path: Path) -> None:
        settings.CHANCERY_LOG_KEY = tmp_path / "none.key"
        case = lives.to_dispatching(office, channel="folder")
        work_off(lambda: office.at)
        assert lives.state(case) == "dispatching"
        assert not list(settings.CHANCERY_FOLDER_CHANNEL.glob("*"))


class TestAlarm:
    def late(self, now: datetime) -> list[str]:
        """What the doctor says of the checkpoints."""
        return [str(lack) for lack in machine.checkpoints(now)]

    def test_an_entry_may_wait_a_quarter_of_an_hour(self, office: Office) -> None:
        lives.to_draft(office)
        recorded = Entry.objects.get().recorded_at
        assert self.late(recorded + timedelta(minutes=15)) == []
        [lack] = self.late(recorded + timedelta(minutes=16))
        assert "overdue by 0:01:00" in lack
        sequencer.sequence(recorded + timedelta(minutes=16))
        assert self.late(recorded + timedelta(minutes=17)) == []

    def test_a_log_that_is_not_signed_for_a_day_is_an_alarm(self, office: Office) -> None:
        assert self.late(office.at) == []
        lives.to_draft(office)
        signed = sequencer.sequence(office.at).signed_at
        assert self.late(signed + timedelta(hours=24)) == []
        assert self.late(signed + timedelta(hours=25)) != []

    def test_nothing_is_registered_where_the_installation_says_so(self, office: Office) -> None:
        settings.CHANCERY_CHECKPOINT_STOP = timedelta(hours=4)
        case = lives.to_signed(office)
        office.clock += timedelta(hours=4)
        with pytest.raises(watch.LogStands, match="has not been signed since"):
            act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        sequencer.sequence(office.at)
        act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert lives.state(case) == "registered"

    def test_by_default_registration_goes_on(self, office: Office) -> None:
        case = lives.to_signed(office)
        office.clock += timedelta(hours=24)
        act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        assert lives.state(case) == "registered"

    def test_a_missing_key_is_named_with_what_makes_it(self, tmp_path: Path) -> None:
        [lack] = machine.log_key(tmp_path / "log.key")
        assert "make_log_key" in lack.cure
        keys.make(tmp_path / "log.key", "gknt.example")
        assert list(machine.log_key(tmp_path / "log.key")) == []
