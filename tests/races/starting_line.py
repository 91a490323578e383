"""Several people press at once: real threads, each with a connection of its own, started by one gun."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cases.journal.verify import verify
from cases.letters import blobs
from cases.lifecycle.refusal import Refusal
from cases.models import Case, Entry

SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
# Every race is run several times: by default enough to see it, in a campaign enough to believe it.
REPEATED = [
    pytest.param(3, id="some"),
    pytest.param(10 if SMALL else 25, id="many", marks=pytest.mark.campaign),
]


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Make all calls at once; each one's result, or the refusal that it met.

    Any other error is raised: "database is locked" and a deadlock are nobody's answer.
    """
    gun = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            gun.wait(timeout=60)
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result(timeout=120) for one in [pool.submit(run, call) for call in calls]]


def refusals(results: list[Any]) -> list[Refusal]:
    """What was refused."""
    return [one for one in results if isinstance(one, Refusal)]


def histories_hold() -> bool:
    """Every history is proved from its bytes and those of its sheets, without a gap."""
    for case in Case.objects.all():
        seqs = list(Entry.objects.filter(case=case).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, case.head_seq + 1))
    assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []
    return True
