"""The outbox: who may take a job, whose result counts, and which jobs an act leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.lifecycle.facts import Addressee, Way
from cases.lifecycle.outcomes import Channel
from cases.models import Case, Entry, IncomingCase, Letter, OutgoingCase
from cases.registers import NumberTaken
from tests.cast import NOON, Office
from tests.stories import lives
from tests.stories.lives import sent, to_answer, to_work
from workflows import outbox
from workflows.models import Job, Presence

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def case(office: Office) -> Case:
    """A case without any job."""
    case = Case.objects.get(pk=lives.to_draft(office))
    Job.objects.all().delete()
    return case


def left(case: Case, key: str = "one", *, due: Any = NOON, **other: Any) -> Job:
    """A job of the case."""
    job = outbox.job(Job.Kind.RENDER, key, case, due)
    for name, value in other.items():
        setattr(job, name, value)
    job.save()
    return job


def taken(now: Any) -> str | None:
    """The key of the job that a worker gets."""
    job = outbox.claim(now)
    return job.key if job else None


class TestClaim:
    def test_a_due_job_is_leased_and_counted(self, case: Case) -> None:
        left(case)
        mine = outbox.claim(NOON)
        assert mine is not None
        assert (mine.attempts, mine.leased_until) == (1, NOON + outbox.LEASE)
        kept = Job.objects.get()
        assert (kept.attempts, kept.leased_until) == (mine.attempts, mine.leased_until)

    @pytest.mark.parametrize(
        ("other", "is_given"),
        [
            ({}, True),
            ({"due": NOON + SECOND}, False),
            ({"done_at": NOON - MINUTE}, False),
            ({"done_at": NOON - MINUTE, "leased_until": NOON - MINUTE}, False),
            ({"leased_until": NOON + SECOND}, False),
            ({"leased_until": NOON}, True),
            ({"leased_until": NOON - MINUTE}, True),
            ({"leased_until": NOON - MINUTE, "due": NOON + SECOND}, False),
        ],
    )
    def test_a_worker_gets_what_is_due_not_done_and_not_anothers(
        self, case: Case, other: dict[str, Any], is_given: bool
    ) -> None:
        left(case, **other)
        assert taken(NOON) == ("one" if is_given else None)

    def test_the_oldest_comes_first_and_equals_in_the_order_of_their_writing(self, case: Case) -> None:
        left(case, "third"), left(case, "fourth")
        left(case, "second", due=NOON - SECOND), left(case, "first", due=NOON - MINUTE)
        assert [taken(NOON) for _ in range(5)] == ["first", "second", "third", "fourth", None]

    def test_a_lease_that_is_over_passes_to_the_next_with_a_new_number(self, case: Case) -> None:
        left(case)
        first = outbox.claim(NOON)
        assert taken(NOON + outbox.LEASE - SECOND) is None
        second = outbox.claim(NOON + outbox.LEASE)
        assert first
        assert second
        assert (first.attempts, second.attempts) == (1, 2)
        assert second.leased_until == NOON + 2 * outbox.LEASE


class TestFence:
    @pytest.fixture
    def lost(self, case: Case) -> tuple[Job, Job]:
        """A job as the worker sees it whose lease is over, and as the one sees it who has it now."""
        left(case)
        first, second = outbox.claim(NOON), outbox.claim(NOON + outbox.LEASE)
        assert first
        assert second
        return first, second

    def test_who_has_the_lease_records_his_result(self, lost: tuple[Job, Job]) -> None:
        assert outbox.fence(lost[1]).pk == lost[1].pk

    def test_whose_lease_has_passed_to_another_does_not(self, lost: tuple[Job, Job]) -> None:
        with pytest.raises(outbox.Fenced, match="one"):
            outbox.fence(lost[0])

    def test_a_result_is_recorded_once(self, lost: tuple[Job, Job]) -> None:
        outbox.complete(lost[1], NOON)
        with pytest.raises(outbox.Fenced, match="one"):
            outbox.fence(lost[1])

    def test_a_lease_that_is_over_and_was_taken_by_nobody_still_counts(self, case: Case) -> None:
        left(case)
        mine = outbox.claim(NOON)
        assert mine
        assert outbox.fence(mine).attempts == 1

    def test_whose_lease_has_passed_to_another_does_not_put_the_job_off(self, lost: tuple[Job, Job]) -> None:
        outbox.put_off(lost[0], NOON + MINUTE, "late")
        kept = Job.objects.get()
        assert (kept.due, kept.leased_until, kept.error) == (NOON, lost[1].leased_until, "")

    def test_what_is_done_is_leased_by_nobody_and_has_no_error(self, lost: tuple[Job, Job]) -> None:
        Job.objects.update(error="once")
        outbox.complete(lost[1], NOON)
        kept = Job.objects.get()
        assert (kept.done_at, kept.leased_until, kept.error) == (NOON, None, "")


class TestFailure:
    def test_the_wait_doubles_up_to_an_hour(self, case: Case) -> None:
        waits = {1: 2, 2: 4, 5: 32, 11: 2048, 12: 3600, 13: 3600, 90: 3600}
        for attempts in waits:
            mine = left(case, f"{attempts}", attempts=attempts, leased_until=NOON + MINUTE)
            outbox.put_off(mine, NOON, "OSError: no space")
        kept = {job.attempts: (job.due, job.leased_until, job.error, job.done_at) for job in Job.objects.all()}
        assert kept == {
            attempts: (NOON + seconds * SECOND, None, "OSError: no space", None) for attempts, seconds in waits.items()
        }

    def test_what_is_put_off_is_taken_again_when_its_time_comes(self, case: Case) -> None:
        left(case)
        mine = outbox.claim(NOON)
        assert mine
        outbox.put_off(mine, NOON, "OSError")
        assert taken(NOON + SECOND) is None
        assert taken(NOON + 2 * SECOND) == "one"

    def test_an_endless_error_is_cut(self, case: Case) -> None:
        outbox.put_off(left(case), NOON, "ошибка" * 1000)
        assert len(Job.objects.get().error) == 2000

    def test_stuck_is_what_has_failed_twelve_times_worst_first(self, case: Case) -> None:
        for attempts in (11, 12, 40, 13):
            left(case, f"{attempts}", attempts=attempts)
        left(case, "done", attempts=50, done_at=NOON)
        assert [job.key for job in outbox.stuck()] == ["40", "13", "12"]

    def test_unfinished_is_everything_not_done_oldest_first(self, case: Case) -> None:
        left(case, "later", due=NOON + MINUTE), left(case, "leased", leased_until=NOON + MINUTE)
        left(case, "sooner", due=NOON - MINUTE), left(case, "done", done_at=NOON)
        assert [job.key for job in outbox.unfinished()] == ["sooner", "leased", "later"]


def test_a_key_is_used_once(case: Case) -> None:
    left(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        left(case)
    assert Job.objects.count() == 1


class TestWhatAnActLeaves:
    def jobs(self, case: int, kind: Job.Kind) -> list[tuple[str, dict[str, Any]]]:
        """The jobs of a case by their keys."""
        found = Job.objects.filter(case=case, kind=kind).order_by("pk")
        return [(job.key, job.payload) for job in found]

    def test_every_sheet_leaves_one_rendering_due_when_the_act_was_recorded(self, office: Office) -> None:
        case = lives.to_registered(office)
        letters = list(Letter.objects.filter(case=case).select_related("entry").order_by("pk"))
        assert [(letter.entry.move, letter.sheet) for letter in letters] == [
            ("draft_letter", "D12"), ("submit", "D12"), ("start_round", "D13"), ("agree", "D13"), ("agree", "D13"),
            ("complete_round", "D13"), ("complete_round", "D22"), ("sign", "D15"), ("register", "D15"),
            ("register", "D01"),
        ]  # fmt: skip
        assert self.jobs(case, Job.Kind.RENDER) == [
            (f"render:{letter.pk}", {"letter": letter.pk}) for letter in letters
        ]
        due = list(Job.objects.filter(kind=Job.Kind.RENDER).order_by("pk").values_list("due", flat=True))
        assert due == [letter.entry.recorded_at for letter in letters]

    def test_an_act_without_a_sheet_leaves_nothing(self, office: Office) -> None:
        case = lives.to_draft(office)
        before = Job.objects.count()
        lives.act(office, "drafter", OutgoingCase.revise, case, letter=office.letter("Просим уточнить."))
        assert Job.objects.count() == before

    def test_only_copies_for_the_folder_are_sent_by_a_worker(self, office: Office) -> None:
        both = (office.correspondent, office.other)
        letter = office.letter(addressees=tuple(Addressee(one.pk, (one.name,)) for one in both))
        case = lives.to_registered(office, letter=letter)
        ways = (Way(both[0].pk, Channel.POST), Way(both[1].pk, Channel.FOLDER))
        lives.act(office, "dispatcher", OutgoingCase.queue, case, ways=ways)
        copy = OutgoingCase.objects.get(pk=case).dispatches.get(correspondent=both[1])
        assert self.jobs(case, Job.Kind.DISPATCH) == [(f"dispatch:{copy.pk}", {"dispatch": copy.pk})]

    def test_an_answer_that_leaves_is_told_to_its_request(self, office: Office) -> None:
        request = to_work(office)
        answer = to_answer(office, request)
        sent(office, answer)
        seq = Entry.objects.get(case__id=answer, move="confirm_dispatch").seq
        told = {"move": "reply_dispatched", "case": request, "facts": {}}
        assert self.jobs(answer, Job.Kind.LINKED) == [(f"linked:{answer}:{seq}:reply_dispatched:{request}", told)]
        assert self.jobs(request, Job.Kind.LINKED) == []

    def test_an_answer_that_is_cancelled_is_told_to_its_request(self, office: Office) -> None:
        request = to_work(office)
        answer = to_answer(office, request)
        done = lives.act(office, "drafter", OutgoingCase.cancel, answer, reason="ответит другой орган")
        told = {"move": "reply_cancelled", "case": request, "facts": {}}
        assert self.jobs(answer, Job.Kind.LINKED) == [(f"linked:{answer}:{done.seq}:reply_cancelled:{request}", told)]

    def test_an_answer_that_is_annulled_is_told_to_its_request(self, office: Office) -> None:
        request = to_work(office)
        lives.answer_points(office, request)
        answer = lives.to_registered(office, reply_to=(request,))
        lives.act(office, "drafter", IncomingCase.start_reply, request)
        lives.act(office, "registrar", OutgoingCase.ask_annulment, answer, reason="ошибка в номере")
        done = lives.act(office, "chief", OutgoingCase.annul, answer, reason="ошибка в номере")
        told = {"move": "reply_cancelled", "case": request, "facts": {}}
        assert self.jobs(answer, Job.Kind.LINKED) == [(f"linked:{answer}:{done.seq}:reply_cancelled:{request}", told)]

    def test_a_letter_that_answers_nothing_tells_nobody(self, office: Office) -> None:
        lives.to_dispatched(office)
        lives.act(office, "drafter", OutgoingCase.cancel, lives.to_draft(office), reason="не нужно")
        assert not Job.objects.filter(kind=Job.Kind.LINKED).exists()

    def test_a_refused_act_leaves_no_work(self, office: Office) -> None:
        case = lives.to_signed(office)
        before = Job.objects.count()
        with pytest.raises(NumberTaken):
            lives.act(office, "registrar", OutgoingCase.register, case, file_index="06-09", reserved=7)
        assert Job.objects.count() == before


class TestRetry:
    def test_a_failed_job_is_due_now_and_keeps_its_number(self, case: Case) -> None:
        left(case, attempts=7, due=NOON + MINUTE, error="OSError: no space")
        assert outbox.retry(Job.objects.all(), NOON) == 1
        kept = Job.objects.get()
        assert (kept.due, kept.attempts, kept.error) == (NOON, 7, "OSError: no space")
        assert taken(NOON) == "one"

    def test_what_is_done_or_in_a_workers_hands_is_left(self, case: Case) -> None:
        left(case, "done", done_at=NOON - MINUTE, due=NOON - MINUTE)
        left(case, "held", leased_until=NOON + SECOND, due=NOON - MINUTE)
        left(case, "dropped", leased_until=NOON, due=NOON + MINUTE)
        assert outbox.retry(Job.objects.all(), NOON) == 1
        assert [job.key for job in Job.objects.filter(due=NOON)] == ["dropped"]

    def test_failing_is_what_has_an_error_and_is_not_done_worst_first(self, case: Case) -> None:
        for attempts in (1, 30, 2):
            left(case, f"{attempts}", attempts=attempts, error="OSError: no space")
        left(case, "new"), left(case, "done", attempts=40, error="once", done_at=NOON)
        assert [job.key for job in outbox.failing()] == ["30", "2", "1"]


class TestPresence:
    def test_a_worker_is_seen_and_written_down_a_few_times_a_minute(self, db: None) -> None:
        assert outbox.last_seen() is None
        for seconds, seen in ((0, 0), (19, 0), (20, 20), (39, 20), (45, 45)):
            outbox.be_seen(NOON + seconds * SECOND)
            assert outbox.last_seen() == NOON + seen * SECOND
        assert Presence.objects.count() == 1

    def test_there_is_one_row_for_all_workers(self, db: None) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Presence.objects.create(pk=2, seen_at=NOON)
