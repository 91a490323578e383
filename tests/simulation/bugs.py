"""Defects as they happen, each planted by a few lines: the simulated year must find every one of them.

A bug names the invariants that may find it, what happens oftener than in an ordinary year while it is looked for, and
by which seeds, in how many steps.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction

from cases import access
from cases.journal import append, guards
from cases.letters import blobs
from cases.lifecycle.drafting import Drafting
from cases.lifecycle.move import Rule
from cases.models import Case, Decision
from workflows import advance, hold, outbox, perform, record, worker
from workflows.models import Job

type Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Bug:
    """One defect: what it is, how it is planted, and what tells it."""

    what: str
    plant: Plant
    found_by: frozenset[str]
    often: dict[str, float] = field(default_factory=dict)
    steps: int = 500
    seeds: tuple[int, ...] = (1, 2, 3)

    def __str__(self) -> str:
        return self.plant.__name__


def lock_removed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "lock", lambda case_id: None)


def version_not_checked(patch: pytest.MonkeyPatch) -> None:
    checked = perform.__dict__["admit"]
    patch.setattr(perform, "admit", lambda case, rule, act, version, held: checked(case, rule, act, None, held))


def answer_dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(perform, "answered", lambda case, request: None)


def fence_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "fence", lambda mine: mine)


def done_before_its_result(patch: pytest.MonkeyPatch) -> None:
    """The job is ticked off when it is taken."""
    do = worker.do

    def hasty(job: Job, clock: worker.Clock) -> bool:
        outbox.complete(job, clock())
        with mock.patch.object(outbox, "fence", lambda mine: mine):
            return do(job, clock)

    patch.setattr(worker, "do", hasty)


def failed_job_dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "put_off", lambda mine, now, error: outbox.complete(mine, now))


def digest_not_checked(patch: pytest.MonkeyPatch) -> None:
    """Any digest will do, and the visa is written for the letter as it stands."""
    patch.setattr(Drafting, "check_digest", lambda case, digest: None)


def undo_after_effect(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether it is too late."""
    in_time = hold.undo

    def undo(decision_id: int, *, at: datetime, **told: Any) -> Any:
        with transaction.atomic():
            late = Decision.objects.filter(pk=decision_id)
            late.update(status=Decision.Status.HELD, effective_at=at + timedelta(minutes=1))
            return in_time(decision_id, at=at, **told)

    patch.setattr(hold, "undo", undo)


def decision_taken_twice(patch: pytest.MonkeyPatch) -> None:
    """What has taken effect goes on waiting."""

    def put_into_effect(case: Any, decision: Decision, at: datetime) -> Any:
        effective = hold_put_into_effect(case, decision, at)
        Decision.objects.filter(pk=decision.pk).update(status=Decision.Status.HELD)
        return effective

    hold_put_into_effect = hold.put_into_effect
    patch.setattr(hold, "put_into_effect", put_into_effect)


def follower_not_tried(patch: pytest.MonkeyPatch) -> None:
    """The last visa does not complete the round."""
    tried = record.make_if_due

    def make_if_due(case: Any, rule: Rule, act: Any) -> Any:
        return [] if rule.name == "complete_round" else tried(case, rule, act)

    patch.setattr(record, "make_if_due", make_if_due)


def permission_widened(patch: pytest.MonkeyPatch) -> None:
    """Whoever may register may also sign: one word too many in one declaration."""
    allows = Rule.allows
    patch.setattr(Rule, "allows", lambda rule, actor: rule.name == "register" or allows(rule, actor))


def guard_down_and_stale_head(patch: pytest.MonkeyPatch) -> None:
    """With the database's guards down, an entry in a hundred links to the one before the last."""
    guards.take_down(connection)
    composed, written = append.compose, iter(range(10**9))

    def compose(case: Case, *told: Any) -> dict[str, Any]:
        content = composed(case, *told)
        if case.head_seq > 1 and next(written) % 100 == 99:
            content["prev"] = case.entries.get(seq=case.head_seq - 1).hash
        return content

    patch.setattr(append, "compose", compose)


def bytes_not_kept(patch: pytest.MonkeyPatch) -> None:
    """A full disk is passed over in silence."""
    kept = blobs.keep

    def keep(octets: bytes) -> str:
        try:
            return kept(octets)
        except OSError:
            return blobs.hashlib.sha256(octets).hexdigest()  # type: ignore[attr-defined,no-any-return]

    patch.setattr(blobs, "keep", keep)


def everybody_sees_everything(patch: pytest.MonkeyPatch) -> None:
    """A case is loaded without asking for whom, and its body is not asked for either."""
    patch.setattr(access, "visible_to", lambda user, on: Case.objects.all())


def approver_lost_by_realign(patch: pytest.MonkeyPatch) -> None:
    """Only the first approver is asked anew."""
    rebuilt = advance.realign

    def realign(case: Any) -> None:
        rebuilt(case)
        advance.withdraw(advance.open_tasks(case)[1:])

    patch.setattr(advance, "realign", realign)


def bug(what: str, plant: Plant, found_by: str, **more: Any) -> Bug:
    """One line of the table."""
    return Bug(what, plant, frozenset(found_by.split()), **more)


BUGS = [
    bug("a case is not locked before it is read", lock_removed, "error history stale"),
    bug("a page's version is not compared", version_not_checked, "stale"),
    bug("a repeated request is not recognised", answer_dropped, "idempotency error"),
    bug("a worker records though its lease is over", fence_ignored, "work error dispatch"),
    bug("a job is ticked off before its result is there", done_before_its_result, "work dispatch"),
    bug("a job that fails is dropped", failed_job_dropped, "work", often={"disk": 10}),
    bug("a visa is taken for another text", digest_not_checked, "approval", often={"former_text": 20}),
    bug("a decision is undone after its effect", undo_after_effect, "decisions"),
    bug("a decision takes effect twice", decision_taken_twice, "decisions error work"),
    bug("the last visa completes no round", follower_not_tried, "tasks stuck error"),
    bug("a move is open to everybody", permission_widened, "permission", often={"meddle": 30}),
    bug("an entry links to an older one", guard_down_and_stale_head, "history"),
    bug("a full disk is passed over", bytes_not_kept, "history work error", often={"disk": 10}),
    bug("realigning loses an approver", approver_lost_by_realign, "realign tasks", often={"realign": 20}),
    bug("another body's case is loaded", everybody_sees_everything, "visibility"),
]
