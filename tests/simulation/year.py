"""A year of an office of two bodies, step by step: what people and workers do, what goes wrong, what must hold.

A step is one thing that happens: an act tried at the door, a job taken by a worker, something that goes wrong. The
same seed gives the same year.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F, Max

from cases.journal import traces
from cases.journal.verify import verify
from cases.letters import blobs, rendering
from cases.lifecycle.facts import canonical
from cases.lifecycle.outcomes import Channel
from cases.lifecycle.refusal import Refusal
from cases.lifecycle.roles import Role
from cases.models import Answering, Case, Decision, Dispatch, Entry, Letter, OutgoingCase
from tests.cast import NOON
from tests.lives import asked, attempts, oracle
from tests.lives.attempts import Attempt
from tests.lives.town import Town
from tests.lives.watch import Broken, Watch, hold
from workflows import hold as held_decisions
from workflows import outbox
from workflows.models import Job
from workflows.perform import Done
from workflows.worker import work_off

from .gateway import Gateway
from .turnstile import Turnstile
from .weather import Crash, Weather

YEAR = timedelta(days=365)
WEIGHTS = {
    "act": 30,
    "work": 60,
    "meddle": 5,
    "storm": 4,
    "repeat": 3,
    "stale": 3,
    "former_text": 1,
    "rivals": 2,
    "undo": 1.5,
    "realign": 0.15,
    "posts": 0.3,
    "leave": 0.1,
    "ghost": 0.3,
    "disk": 0.3,
}
FEW, MANY = 25, 60
# Whose post another one holds for a while.
ROTATING = {
    "clerk": Role.CLERK,
    "registrar": Role.REGISTRAR,
    "dispatcher": Role.DISPATCHER,
    "controller": Role.CONTROLLER,
    "assistant": Role.ASSISTANT,
}
SUBSTITUTE = "banker"
EXPECTED = ("OSError", "NotReady", "Held")  # for which a job is put off


@dataclass(frozen=True)
class Mail:
    """A letter that has come to a body (by its place among the offices), with what its head says."""

    receiver: int
    told: dict[str, Any]


@dataclass
class Report:
    """What happened in a year."""

    seed: int
    steps: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    moves: Counter[str] = field(default_factory=Counter)
    figures: dict[str, int] = field(default_factory=dict)


class Year:
    """One year. `step` makes the next thing happen and looks whether all holds; `close` ends the year."""

    def __init__(self, seed: int, steps: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chance = Random(seed)
        self.weights: dict[str, float] = dict(WEIGHTS)
        self.town = Town(hold_seconds=(0, 60))
        self.report = Report(seed)
        self.pace = YEAR / steps
        self.audited = max(50, min(2500, steps // 20))
        self.watch = Watch(self.town)
        self.gateway = Gateway(folder)
        self.weather = Weather(self.chance, monkeypatch)
        self.weather.stall = self.overtake
        self.turnstile = Turnstile(monkeypatch)
        self.watch.arrived = self.has_arrived
        self.living: list[int] = []
        self.touched: set[int] = set()
        self.recent: list[tuple[Attempt, Done]] = []
        self.mail: list[Mail] = []
        self.last_entry = 0
        self.answer = ""
        monkeypatch.setattr(settings, "CHANCERY_PRESS_APART", False)
        monkeypatch.setattr(rendering, "render", canonical)

    def run(self, steps: int) -> Report:
        """Play so many steps and end the year. Raises Broken."""
        for _ in range(steps):
            self.step()
        return self.close()

    def step(self) -> None:
        """The next thing that happens."""
        self.pass_time()
        [what] = self.chance.choices(list(self.weights), list(self.weights.values()))
        if len(self.living) < FEW and what == "act" and self.chance.random() < 0.5:
            what = "open"
        self.report.happened[what] += 1
        self.report.steps += 1
        self.safely(getattr(self, what))
        if self.report.steps % self.audited == 0:
            self.audit()

    def safely(self, happening: Callable[[], Any]) -> None:
        """Nothing but refusals may come of anything, whatever happens."""
        try:
            happening()
        except (Broken, Crash):
            raise
        except Exception as error:
            raise Broken("error", f"{type(error).__name__}: {error}") from error

    def pass_time(self) -> None:
        """Seconds within a busy hour, or days, so that the steps fill a year."""
        busy = self.chance.random() < 0.8
        span = timedelta(seconds=self.chance.randint(1, 60)) if busy else self.pace * 10 * self.chance.random()
        self.town.wait(min(span, self.pace * 10))

    # what people do

    def key(self) -> str:
        """A key that no request has used."""
        return f"{self.report.steps}-{self.chance.randrange(10**6)}"

    def lawful(self) -> Attempt | None:
        """Something that somebody may do to a case that lives."""
        if not self.living:
            return None
        now = oracle.stand(self.chance.choice(self.living))
        return attempts.lawful(self.town, now, self.chance, self.town.now, key=self.key())

    def press(self, attempt: Attempt | None) -> Done | None:
        """Somebody presses; a refusal writes nothing."""
        if attempt is None:
            return None
        try:
            done = attempt.press(self.town.now)
        except Refusal as refusal:
            self.report.refused[refusal.code] += 1
            self.answer = refusal.code
            hold("refusal", not self.news(), f"{attempt}: {refusal!r} left something")
            return None
        self.report.moves[f"{attempt.direction}.{attempt.move}"] += 1
        if attempt.key is not None:
            self.recent = [*self.recent[-30:], (attempt, done)]
        self.look()
        return done

    def open(self) -> None:
        """Somebody opens a case: a letter of the other body that has come, or any other."""
        attempt = attempts.opening(self.town, self.chance, key=self.key())
        if attempt.direction == "in" and self.mail:
            came = self.mail.pop(0)
            office = self.town.offices[came.receiver]
            [clerk] = [one for one in self.town.people_of(office) if one.name == "clerk"]
            told = (
                attempt.facts
                | came.told
                | {
                    "correspondent": office.correspondent.pk,
                    "unit": office.department.pk,
                    "delivery": "folder",
                }
            )
            attempt = replace(attempt, person=clerk, facts=told)
        self.press(attempt)

    def act(self) -> None:
        """Somebody does his work."""
        self.press(self.lawful())

    def meddle(self) -> None:
        """Anybody tries anything."""
        if self.living:
            now = oracle.stand(self.chance.choice(self.living))
            attempt = attempts.meddling(self.town, now, self.chance)
            self.answer = ""
            self.press(attempt)
            if attempt.person.office.body.pk != now.body:
                blind = self.answer in ("not_found", "bad_fact")
                hold("visibility", blind, lambda: f"{attempt} of another body: {self.answer or 'done'}")

    def repeat(self) -> None:
        """A button is pressed twice, or an answer was lost on its way: the same answer comes again."""
        if self.recent:
            attempt, done = self.chance.choice(self.recent)
            self.ask_again(attempt, done)

    def ask_again(self, attempt: Attempt, done: Done) -> None:
        """The same request has the same answer; only who lost sight of the case is told nothing."""
        try:
            again = attempt.press(self.town.now)
            hold("idempotency", again == done, lambda: f"{attempt}: {again}, not {done}")
        except Refusal as refusal:
            hold("idempotency", refusal.code == "not_found", f"{attempt}: {refusal!r}, not {done}")
        hold("idempotency", not self.news(), lambda: f"{attempt} was made twice")

    def stale(self) -> None:
        """Somebody presses on a page that he opened before the last act."""
        attempt = self.lawful()
        if attempt is None or "beside" in oracle.notes(attempt.direction)[attempt.move]:
            return
        old = replace(attempt, version=(attempt.version or 0) - self.chance.randint(1, 3))
        hold("stale", self.press(old) is None, lambda: f"{old} was made on a former version")

    def former_text(self) -> None:
        """Somebody agrees to, or signs, a text that is no more."""
        for attempt in filter(None, (self.lawful() for _ in range(8))):
            if "digest" in attempt.facts and attempt.case is not None:
                # A version that is proposed may become the text in this very act, when a held decision takes effect.
                former = OutgoingCase.objects.filter(pk=attempt.case, drafts__version__lt=F("draft__version"))
                digests = set(former.values_list("drafts__digest", flat=True)) - {attempt.facts["digest"]}
                told = attempt.facts | {"digest": self.chance.choice(sorted(digests) or ["0" * 64])}
                old = replace(attempt, version=None, facts=told)
                hold("approval", self.press(old) is None, f"{old}: for a former text")
                return

    def rivals(self) -> None:
        """Two people press at once on one case."""
        if self.living:
            now = oracle.stand(self.chance.choice(self.living))
            first, second = (attempts.lawful(self.town, now, self.chance, self.town.now, key=self.key()) for _ in "12")
            done = self.turnstile.meet(lambda: self.press(first), lambda: self.press(second))
            beside = second is not None and "beside" in oracle.notes(second.direction)[second.move]
            hold("stale", beside or None in done, lambda: f"{first} and {second} were both made")

    def storm(self) -> None:
        """The process dies in the middle of an act, or before its answer is out; the person asks again."""
        attempt = self.lawful() if self.chance.random() < 0.9 else attempts.opening(self.town, self.chance)
        if attempt is None:
            return
        attempt = replace(attempt, key=self.key())
        try:
            with self.weather.storm():
                attempt.press(self.town.now)
        except Crash as crash:
            connection.close()
            made = self.news()
            hold("crash", bool(made) == crash.committed, f"{attempt}: {crash!r} and yet {made}")
            self.look()
        except Refusal:
            made = []
        else:
            made = self.news()
            self.look()
        if not made:
            self.press(attempt)
            return
        try:
            attempt.press(self.town.now)
        except Refusal as refusal:
            hold("idempotency", refusal.code == "not_found", f"{attempt} was made, its answer is {refusal!r}")
        hold("idempotency", not self.news(), lambda: f"{attempt} was made twice")

    def undo(self) -> None:
        """Somebody, mostly its author, undoes one of the last decisions."""
        decisions = list(Decision.objects.order_by("-pk")[:8])
        if decisions:
            decision = self.chance.choice(decisions)
            meddler = self.chance.random() < 0.2
            person = self.town.anybody(self.chance) if meddler else self.town.of_official[decision.author_id]
            try:
                held_decisions.undo(decision.pk, case=decision.case_id, by=person.user, at=self.town.now)
            except Refusal as refusal:
                self.report.refused[refusal.code] += 1
            self.look()

    # what workers do

    def work(self) -> None:
        """A worker takes a job; it may die at any point, or stall until another one has taken it."""
        self.weather.rough = 0.01
        try:
            if self.chance.random() < 0.03:
                with self.weather.storm():
                    work_off(lambda: self.town.now, most=1)
            else:
                work_off(lambda: self.town.now, most=1)
        except Crash:
            connection.close()
        finally:
            self.weather.rough = 0.0
        self.gateway_takes()
        self.look()
        failed = Job.objects.filter(done_at=None).exclude(error="").values_list("key", "error")
        odd = [f"{key}: {error}" for key, error in failed if not error.startswith(EXPECTED)]
        hold("error", odd == [], lambda: odd[:3])

    def overtake(self) -> None:
        """A worker stands still; its lease runs out, and another one does some work."""
        self.town.wait(outbox.LEASE + timedelta(seconds=1))
        try:
            work_off(lambda: self.town.now, most=self.chance.randint(1, 3))
        except Crash:
            connection.close()

    def gateway_takes(self) -> None:
        """What lies in the folder is taken, and comes to the other body."""
        for pk in self.gateway.take():
            copy = Dispatch.objects.select_related("case__body").get(pk=pk)
            mine = [office.body.pk for office in self.town.offices].index(copy.case.body_id)
            if copy.correspondent_id == self.town.offices[mine].correspondent.pk and copy.case.number_date:
                told: dict[str, Any] = {"their_number": copy.case.number, "their_date": copy.case.number_date}
                answers = Answering.objects.filter(case=copy.case_id).select_related("request").first()
                if answers is not None:
                    told |= {"our_number": answers.request.their_number, "our_date": answers.request.their_date}
                self.mail = [*self.mail[-20:], Mail(1 - mine, told)]

    def has_arrived(self, case: Case, ordinal: int) -> bool:
        """Whether the receiver has a copy."""
        return self.gateway.copies[Dispatch.objects.get(case=case, ordinal=ordinal).pk] == 1

    # what else happens

    def realign(self) -> None:
        """All that the engine keeps of a case is lost and rebuilt."""
        if self.living:
            case = self.chance.choice(self.living)
            asked.forget_and_realign(self.town, case)
            self.watch.see(case)

    def posts(self) -> None:
        """A post of the chancery passes to another one, and some day back."""
        today = attempts.day_of(self.town.now)
        office = self.chance.choice(self.town.offices)
        name = self.chance.choice(list(ROTATING))
        role = ROTATING[name]
        own, other = (one for one in self.town.people_of(office) if one.name in (name, SUBSTITUTE))
        holder, comer = (own, other) if own.holding(role) else (other, own)
        post = holder.holding(role)
        if post and post.since < today and all(p.since != today for p in comer.posts if p.role == role):
            holder.dismiss(post, today)
            comer.appoint(role, office.chancery, today)
            self.recent = []

    def leave(self) -> None:
        """Somebody leaves his body, and another one comes."""
        self.town.leave(self.town.anybody(self.chance), attempts.day_of(self.town.now))
        self.recent = []

    def ghost(self) -> None:
        """Somebody who has left presses a button that is lawful for another."""
        attempt = self.lawful() if self.town.gone else None
        if attempt is not None:
            late = replace(attempt, person=self.chance.choice(self.town.gone), paper_of=None)
            hold("permission", self.press(late) is None, lambda: f"{late} was made by one who had left")

    def disk(self) -> None:
        """The disk fills up, or somebody makes room."""
        self.weather.disk.full = not self.weather.disk.full and self.chance.random() < 0.7

    # what must hold

    def news(self) -> list[int]:
        """The cases with entries that the watch has not seen."""
        fresh = Entry.objects.filter(pk__gt=self.last_entry).order_by("pk")
        return list(dict.fromkeys(fresh.values_list("case__pk", flat=True)))

    def look(self) -> None:
        """Look at every case that was touched."""
        for case in self.news():
            now = self.watch.see(case)
            self.touched.add(case)
            if (now.state in oracle.FINAL) == (case in self.living):
                (self.living.remove if case in self.living else self.living.append)(case)
        self.last_entry = Entry.objects.aggregate(last=Max("pk"))["last"] or 0

    def audit(self) -> None:
        """What is too dear to look at after every step."""
        self.proved(verify(Case.objects.filter(pk__in=self.touched)))
        self.proved(traces.registers_have_no_gap())
        self.touched.clear()
        for office in self.town.offices:
            asked.tasks_reach_people(self.town, office)
        for case in self.chance.sample(self.living, min(3, len(self.living))):
            asked.somebody_acts(self.town, case)
        no_work_is_lost()

    def proved(self, findings: Any) -> None:
        """A proof finds nothing."""
        found = [str(finding) for finding in findings]
        hold("history", found == [], lambda: found[:5])

    def close(self) -> Report:
        """The storms are over and there is room: all work is done, and everything is proved from its bytes."""
        self.weather.disk.full = False
        for _ in range(60):
            self.town.wait(timedelta(hours=1))
            self.safely(lambda: work_off(lambda: self.town.now))
            if not outbox.unfinished():
                break
        self.gateway_takes()
        self.look()
        waiting = [f"{job}: {job.error}" for job in outbox.unfinished()]
        hold("work", waiting == [], lambda: waiting[:5])
        self.audit()
        hold("work", not Letter.objects.filter(digest="").exists(), lambda: "a sheet was never rendered")
        ended = [known for known in self.watch.known.values() if set(known.decided) != set(known.fates)]
        hold("decisions", ended == [], lambda: f"{ended[:2]} have no end")
        self.proved(verify(Case.objects.all(), fetch=blobs.fetch))
        self.report.figures = self.figures()
        return self.report

    def figures(self) -> dict[str, int]:
        """How much happened."""
        jobs = Job.objects.all()
        return {
            "days": (self.town.now - NOON).days,
            "cases": Case.objects.count(),
            "entries": self.watch.entries,
            "sheets": Letter.objects.count(),
            "numbers": sum(1 for _ in Case.objects.exclude(number="").values_list("pk")),
            "delivered": sum(self.gateway.copies.values()),
            "repeats_dropped": self.gateway.repeats,
            "jobs": jobs.count(),
            "jobs_tried_again": jobs.filter(attempts__gt=1).count(),
            "crashes": self.weather.crashes,
            "stalls": self.weather.stalls,
            "decisions": sum(len(known.decided) for known in self.watch.known.values()),
        }


def no_work_is_lost() -> None:
    """What has no result yet has a job that is not done yet."""
    waiting = set(Job.objects.filter(done_at=None).values_list("key", flat=True))
    wanted = {f"render:{pk}" for pk in Letter.objects.filter(digest="").values_list("pk", flat=True)}
    queued = Dispatch.objects.filter(delivery="queued", channel=Channel.FOLDER)
    wanted |= {f"dispatch:{pk}" for pk in queued.values_list("pk", flat=True)}
    wanted |= {f"settle:{pk}" for pk in Decision.objects.filter(status="held").values_list("pk", flat=True)}
    hold("work", wanted <= waiting, lambda: f"nobody does {sorted(wanted - waiting)[:5]}")
