"""The worker: what it tries again, what it waits for, and what it records once."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages

from cases.journal import body
from cases.journal.verify import verify
from cases.letters import blobs, rendering
from cases.lifecycle.facts import canonical
from cases.lifecycle.outcomes import Delivery
from cases.lifecycle.sheets import Sheet
from cases.models import Case, Decision, Entry, IncomingCase, Letter, OutgoingCase
from tests import cast
from tests.cast import Office
from tests.stories import lives
from tests.stories.lives import state, to_answer, to_work
from workflows import hold, outbox
from workflows.models import Job
from workflows.perform import perform
from workflows.worker import work_off

type Render = Callable[[dict[str, Any]], bytes]


def worked(office: Office, after: timedelta = timedelta(), **how: Any) -> int:
    """How many jobs a worker does after a while, by a clock that stands: what is put off is not tried again."""
    office.clock += after
    now = office.at
    return work_off(lambda: now, **how)


def entries(case: int, move: str) -> list[Entry]:
    """The entries of a move in a case's history."""
    return list(Case.objects.get(pk=case).entries.filter(move=move).order_by("seq"))


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> Callable[[Render], None]:
    """Put another rendering in the place of the real one."""
    return lambda render: monkeypatch.setattr(rendering, "render", render)


class TestRender:
    def test_the_bytes_that_are_bound_are_the_bytes_that_are_kept(self, office: Office) -> None:
        case = lives.to_approval(office)
        version = Case.objects.get(pk=case).version
        assert worked(office) == 6  # three sheets, and three tellings
        letters = list(Letter.objects.filter(case=case).select_related("entry"))
        assert [hashlib.sha256(blobs.fetch(letter.digest)).hexdigest() for letter in letters] == [
            hashlib.sha256(rendering.render(letter.context)).hexdigest() for letter in letters
        ]
        told = [body.read(bytes(entry.body)) for entry in entries(case, "rendered")]
        assert [content["effects"] for content in told] == [
            {"sheet": one.sheet, "of": one.entry.seq, "context": one.context_digest, "bytes": one.digest}
            for one in letters
        ]
        assert [body.moment(content["recorded_at"]) for content in told] == [one.rendered_at for one in letters]
        assert Case.objects.get(pk=case).version == version
        assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []

    def test_a_rendering_that_fails_is_put_off_and_later_succeeds(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = lives.to_draft(office)

        def fail(context: dict[str, Any]) -> bytes:
            raise MemoryError("страница не поместилась")

        with monkeypatch.context() as broken:
            broken.setattr(rendering, "render", fail)
            assert worked(office) == 1  # the telling
        job = Job.objects.get(kind=Job.Kind.RENDER)
        assert (job.error, job.attempts, job.done_at) == ("MemoryError: страница не поместилась", 1, None)
        assert Letter.objects.get().digest == ""
        assert entries(case, "rendered") == []
        assert worked(office) == 1
        job = Job.objects.get(kind=Job.Kind.RENDER)
        assert (job.error, job.attempts, job.done_at) == ("", 2, office.clock)
        assert len(entries(case, "rendered")) == 1

    def test_one_sheet_that_fails_does_not_hold_up_the_others(
        self, office: Office, spoilt: Callable[[Render], None]
    ) -> None:
        case = lives.to_approval(office)
        real = rendering.render

        def fail_once(context: dict[str, Any]) -> bytes:
            if context["sheet"] == Sheet.APPROVAL:
                raise ValueError("лист согласования")
            return real(context)

        spoilt(fail_once)
        assert worked(office) == 5
        assert list(Letter.objects.filter(case=case, digest="").values_list("sheet", flat=True)) == [Sheet.APPROVAL]

    def test_a_damaged_blob_is_not_bound(self, office: Office) -> None:
        lives.to_draft(office)
        letter = Letter.objects.get()
        digest = blobs.keep(rendering.render(letter.context))
        path = Path(storages["blobs"].path(blobs.place(digest)))
        path.chmod(0o644)
        path.write_bytes(b"damaged")
        assert worked(office) == 1  # the telling
        assert Job.objects.get(kind=Job.Kind.RENDER).error == f"DamagedBlob: {digest}"
        assert Letter.objects.get().digest == ""

    def test_a_worker_who_was_overtaken_records_nothing(self, office: Office, spoilt: Callable[[Render], None]) -> None:
        case = lives.to_draft(office)
        real, slow = rendering.render, [True]

        def take_too_long(context: dict[str, Any]) -> bytes:
            if slow.pop() if slow else False:
                assert worked(office, outbox.LEASE) == 2  # the sheet, and the telling
            return real(context)

        spoilt(take_too_long)
        assert worked(office) == 0
        job = Job.objects.get(kind=Job.Kind.RENDER)
        assert (job.attempts, job.error) == (2, "")
        assert job.done_at is not None
        assert len(entries(case, "rendered")) == 1

    def test_most_is_the_most_that_is_tried(self, office: Office) -> None:
        lives.to_approval(office)
        assert worked(office, most=2) == 2
        assert len(outbox.unfinished()) == 4
        Letter.objects.filter(digest="").update(context={"format": 99})
        assert worked(office, most=1) == 0
        assert worked(office, most=0) == 0
        assert [job.attempts for job in outbox.unfinished()] == [0, 0, 0, 1]

    def test_what_an_act_of_the_worker_leaves_is_done_in_the_same_go(self, office: Office) -> None:
        case = lives.to_dispatching(office, channel="folder")
        waiting = len(outbox.unfinished())
        assert worked(office) == waiting + 2  # the sheet of the confirmation, and the telling
        [confirmed] = entries(case, "confirm_dispatch")
        assert confirmed.letters.get().digest != ""


class TestDispatch:
    @pytest.fixture(autouse=True)
    def plain_pages(self, spoilt: Callable[[Render], None]) -> None:
        """Pages that cost nothing: what is sent are bytes, whatever they say."""
        spoilt(canonical)

    def test_a_copy_waits_until_its_letter_is_rendered(self, office: Office, spoilt: Callable[[Render], None]) -> None:
        case = lives.to_dispatching(office, channel="folder")
        real = rendering.render

        def no_letter(context: dict[str, Any]) -> bytes:
            if context["sheet"] == Sheet.LETTER:
                raise OSError("шрифт не найден")
            return real(context)

        spoilt(no_letter)
        worked(office)
        copy = Job.objects.get(kind=Job.Kind.DISPATCH)
        assert (copy.error, copy.attempts) == ("NotReady: the letter is not rendered yet", 1)
        assert not settings.CHANCERY_FOLDER_CHANNEL.exists()
        spoilt(real)
        worked(office)
        assert outbox.unfinished() == []
        assert state(case) == "dispatched"

    def test_what_leaves_is_the_letter_with_its_number(self, office: Office) -> None:
        case = lives.to_dispatching(office, channel="folder")
        worked(office)
        numbered = Letter.objects.get(case=case, sheet=Sheet.LETTER, entry__move="register")
        copy = OutgoingCase.objects.get(pk=case).dispatches.get()
        [file] = settings.CHANCERY_FOLDER_CHANNEL.glob("*.pdf")
        assert file.read_bytes() == blobs.fetch(numbered.digest)
        assert (copy.delivery, copy.proof) == (Delivery.SENT, numbered.digest)
        [entry] = entries(case, "record_sent")
        assert (entry.request_key, entry.author, entry.origin) == (f"dispatch:{copy.pk}", None, "system")

    def test_a_key_taken_by_other_bytes_is_not_recorded_as_sent(self, office: Office) -> None:
        case = lives.to_dispatching(office, channel="folder")
        copy = OutgoingCase.objects.get(pk=case).dispatches.get()
        settings.CHANCERY_FOLDER_CHANNEL.mkdir()
        taken = settings.CHANCERY_FOLDER_CHANNEL / f"dispatch%3A{copy.pk}.pdf"
        taken.write_bytes(b"another letter")
        worked(office)
        [job] = outbox.unfinished()
        assert job.error == f"KeyTaken: dispatch:{copy.pk}"
        assert (state(case), entries(case, "record_sent"), taken.read_bytes()) == ("dispatching", [], b"another letter")

    def test_a_copy_that_a_person_has_sent_is_not_sent_again(self, office: Office) -> None:
        case = lives.to_dispatching(office, channel="folder")
        lives.act(office, "dispatcher", OutgoingCase.record_sent, case, ordinal=1, proof="нарочным")
        worked(office)
        assert outbox.unfinished() == []
        assert not settings.CHANCERY_FOLDER_CHANNEL.exists()
        assert OutgoingCase.objects.get(pk=case).dispatches.get().proof == "нарочным"
        assert len(entries(case, "record_sent")) == 1


class TestLinked:
    @pytest.fixture
    def told(self, office: Office) -> int:
        """A request whose answer was cancelled; no worker has told it yet."""
        request = to_work(office)
        answer = to_answer(office, request)
        lives.act(office, "drafter", OutgoingCase.cancel, answer, reason="ответит другой орган")
        return request

    def test_the_worker_moves_the_linked_case_in_the_name_of_chancery(self, office: Office, told: int) -> None:
        assert state(told) == "reply_in_progress"
        worked(office)
        [entry] = entries(told, "reply_cancelled")
        job = Job.objects.get(kind=Job.Kind.LINKED)
        assert (entry.request_key, entry.author, entry.target) == (job.key, None, "in_work")
        assert job.done_at is not None

    def test_a_linked_case_that_has_moved_on_is_left_alone(self, office: Office, told: int) -> None:
        perform(IncomingCase.reply_cancelled, case=told, by=None, at=office.at)
        lives.act(office, "drafter", IncomingCase.report_without_letter, told, report="решено по телефону")
        head = Case.objects.get(pk=told).head_seq
        Job.objects.exclude(kind=Job.Kind.LINKED).delete()
        assert worked(office) == 1
        assert outbox.unfinished() == []
        assert (state(told), Case.objects.get(pk=told).head_seq) == ("executed", head)


class TestSettle:
    @pytest.fixture
    def held(self, db: None) -> tuple[Office, int]:
        """A letter that the deputy has signed in a body that holds decisions for ten minutes."""
        office = cast.found("zamok")
        case = lives.to_signature(office)
        office.body.hold_seconds = 600
        office.body.save()
        lives.act(office, "deputy", OutgoingCase.sign, case, digest=lives.digest(case))
        Job.objects.exclude(kind=Job.Kind.SETTLE).delete()
        return office, case

    def decide(self, held: tuple[Office, int], at: datetime) -> tuple[str, str]:
        """Where the case and the decision stand after a worker has come by."""
        work_off(lambda: at)
        return state(held[1]), Decision.objects.get().status

    def test_a_decision_takes_effect_when_its_time_has_come_and_not_before(self, held: tuple[Office, int]) -> None:
        due = Decision.objects.get().effective_at
        assert Job.objects.get().due == due == held[0].clock + timedelta(minutes=10)
        assert self.decide(held, due - timedelta(seconds=1)) == ("awaiting_signature", "held")
        assert self.decide(held, due) == ("signed", "effective")
        assert outbox.unfinished() == []
        [signed] = entries(held[1], "sign")
        assert (signed.occurred_at, signed.recorded_at) == (held[0].clock, due)

    def test_a_decision_that_was_undone_is_left_undone(self, held: tuple[Office, int]) -> None:
        office, case = held
        hold.undo(Decision.objects.get().pk, case=case, by=office.user("deputy"), at=office.at)
        assert self.decide(held, Decision.objects.get().effective_at) == ("awaiting_signature", "undone")
        assert outbox.unfinished() == []
        assert entries(case, "sign") == []

    def test_a_decision_that_an_act_has_settled_is_not_settled_again(self, held: tuple[Office, int]) -> None:
        office, case = held
        office.clock += timedelta(minutes=10)
        lives.act(office, "registrar", OutgoingCase.register, case, file_index="06-09")
        Job.objects.exclude(kind=Job.Kind.SETTLE).delete()
        assert self.decide(held, office.at) == ("registered", "effective")
        assert outbox.unfinished() == []
        assert len(entries(case, "sign")) == 1
