"""Random lives of both machines in two bodies: whatever anybody tries, in whatever order, the invariants hold."""

import os
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from cases.journal import traces
from cases.journal.verify import verify
from cases.letters import blobs, rendering
from cases.lifecycle.facts import canonical
from cases.lifecycle.refusal import Refusal
from cases.models import Case, Decision
from tests.traces import everything
from workflows import hold as held_decisions
from workflows import outbox
from workflows.perform import Done
from workflows.worker import work_off

from . import asked, attempts, oracle
from .attempts import Attempt
from .town import Town
from .watch import Watch, hold

SEEDS = st.integers(0, 2**32).map(Random)
SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
CASES = 5


class Lives(RuleBasedStateMachine):
    """The life of a few cases; everything is taken back at the end of each example."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.life = transaction.atomic()
        self.life.__enter__()
        self.town.begin()
        self.watch = Watch(self.town)
        self.cases: list[int] = []
        self.keys = 0
        self.last: tuple[Attempt, Done] | None = None

    # what may happen

    @rule(chance=SEEDS)
    def open(self, chance: Random) -> None:
        """Somebody opens a case."""
        self.keys += 1
        if len(self.cases) < CASES:
            self.press(attempts.opening(self.town, chance, key=f"opening-{self.keys}"))

    @precondition(lambda self: self.cases)
    @rule(chance=SEEDS, count=st.integers(1, 8))
    def live(self, chance: Random, count: int) -> None:
        """Several acts on one case, each of them lawful for its author at least by his role."""
        case = chance.choice(self.cases)
        for _ in range(count):
            self.keys += 1
            now = oracle.stand(case)
            attempt = attempts.lawful(self.town, now, chance, self.town.now, key=f"act-{self.keys}")
            if attempt is not None:
                self.press(attempt)

    @precondition(lambda self: self.cases)
    @rule(chance=SEEDS)
    def meddle(self, chance: Random) -> None:
        """Anybody tries anything."""
        self.press(attempts.meddling(self.town, oracle.stand(chance.choice(self.cases)), chance))

    @precondition(lambda self: self.last)
    @rule(other=st.booleans())
    def repeat(self, other: bool) -> None:
        """The last request comes again: the answer is the same; another request may not use its key."""
        assert self.last is not None
        attempt, done = self.last
        before = everything()
        if other:
            attempt = Attempt(**(vars(attempt) | {"facts": attempt.facts | {"reason": "другая"}}))
        try:
            again = attempt.press(self.tick())
            hold("idempotency", again == done and not other, lambda: f"{attempt}: {again}, not {done}")
        except Refusal as refusal:
            known = refusal.code in ("bad_fact", "key_reused", "not_found")
            hold("idempotency", known and (other or refusal.code == "not_found"), f"{attempt}: {refusal}")
        hold("idempotency", everything() == before, lambda: f"{attempt} was made twice")

    @precondition(lambda self: self.cases)
    @rule(chance=SEEDS)
    def press_a_stale_page(self, chance: Random) -> None:
        """Somebody acts on what he saw before the last act."""
        now = oracle.stand(chance.choice(self.cases))
        attempt = attempts.lawful(self.town, now, chance, self.town.now)
        if attempt is None or "beside" in oracle.notes(now.direction)[attempt.move]:
            return
        done = self.press(Attempt(**(vars(attempt) | {"version": now.version - 1})))
        hold("stale", done is None, lambda: f"{attempt} was made on a former version")

    @rule(minutes=st.sampled_from([1, 5, 600, 60 * 24 * 3]))
    def wait(self, minutes: int) -> None:
        """Time goes by."""
        self.town.wait(timedelta(minutes=minutes))

    @rule(most=st.integers(1, 6))
    def work(self, most: int) -> None:
        """A worker does some of what is due."""
        work_off(self.tick, most=most)
        self.look()

    @rule(chance=SEEDS)
    def undo(self, chance: Random) -> None:
        """Somebody, mostly its author, undoes a decision."""
        decision = Decision.objects.order_by("-pk").first()
        if decision is None:
            return
        person = self.town.anybody(chance) if chance.random() < 0.3 else self.town.of_official[decision.author_id]
        self.refuse_or_do(
            lambda: held_decisions.undo(decision.pk, case=decision.case_id, by=person.user, at=self.tick()),
            decision.case_id,
        )

    @precondition(lambda self: self.cases)
    @rule(chance=SEEDS)
    def forget_the_engine(self, chance: Random) -> None:
        """All that the engine keeps of a case is lost and rebuilt."""
        asked.forget_and_realign(self.town, chance.choice(self.cases))
        self.look()

    @rule(chance=SEEDS)
    def leave(self, chance: Random) -> None:
        """Somebody leaves his body, and another one comes."""
        self.town.leave(self.town.anybody(chance), attempts.day_of(self.town.now))

    # what must hold

    def tick(self) -> Any:
        """A few seconds later."""
        return self.town.wait(timedelta(seconds=7))

    def press(self, attempt: Attempt) -> Done | None:
        """Somebody presses; whatever came of it, the watch looks at the case."""
        done = self.refuse_or_do(lambda: attempt.press(self.tick()), attempt.case)
        if isinstance(done, Done):
            if attempt.case is None:
                self.cases.append(done.case)
                self.watch.see(done.case)
            if attempt.key is not None:
                self.last = attempt, done
            return done
        return None

    def refuse_or_do(self, act: Callable[[], Any], case: int | None) -> Any:
        """An act is made, or refused with nothing written."""
        rows = everything()
        try:
            done = act()
        except Refusal as refusal:
            hold("refusal", everything() == rows, f"{refusal!r} left something")
            return None
        if case is not None:
            self.watch.see(case)
        return done

    def look(self) -> None:
        """The watch looks at every case."""
        for case in self.cases:
            self.watch.see(case)

    def teardown(self) -> None:
        """What holds at the end of a life: proof, registers, inboxes, somebody who can act, and no job is lost."""
        try:
            self.look()
            self.town.wait(timedelta(days=1))
            work_off(self.tick)
            self.look()
            waiting = [job for job in outbox.unfinished() if job.kind != "dispatch"]
            hold("work", not waiting, lambda: [f"{job}: {job.error}" for job in waiting])
            proved = [*verify(Case.objects.all(), fetch=blobs.fetch), *traces.registers_have_no_gap()]
            hold("history", proved == [], lambda: proved)
            for case in self.cases:
                asked.somebody_acts(self.town, case)
            for office in self.town.offices:
                asked.tasks_reach_people(self.town, office)
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)


def play(examples: int, steps: int, *, derandomize: bool) -> None:
    """Play that many lives."""
    Lives.town = Town()
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=derandomize,
            database=None,
            print_blob=True,
            phases=[Phase.generate] if derandomize else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(autouse=True)
def plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets that cost nothing."""
    monkeypatch.setattr(rendering, "render", canonical)


def test_random_lives_break_nothing(db: None) -> None:
    play(8, 25, derandomize=True)


@pytest.mark.campaign
def test_many_random_lives_break_nothing(db: None) -> None:
    play(12 if SMALL else 300, 60, derandomize=SMALL)
