"""The electronic signatures of a letter that came in: judged by a worker, the verdict kept in its history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import access
from cases.letters import blobs
from cases.letters.signing import keyring, verdict, verification
from cases.letters.signing.verdict import Verdict
from cases.lifecycle.act import SYSTEM, Act, Origin

from . import outbox
from .models import Job
from .record import note

JUDGED = "judged"
SIGNED = b"/ByteRange"  # stands in the open in every PDF with a signature


def judge(job: Job, clock: Callable[[], datetime], passing: Callable[[str], None]) -> None:
    """Hold the signatures in a file against the trust of this installation and tell the history what was found.

    What was found is of that moment: a certificate may be revoked later, and what cannot be verified here may be
    elsewhere. Raises MissingBlob, DamagedBlob, BadKeyring.
    """
    digest = job.payload["file"]
    octets = blobs.fetch(digest)
    found = verification.verify(octets, keyring.judge(), at=clock()) if SIGNED in octets else []
    passing("judged")
    effects = {"file": digest, "standing": str(verdict.of_file(found).value), "signatures": list(map(told, found))}
    with transaction.atomic():
        outbox.fence(job)
        now = clock()
        access.lock(job.case_id)
        act = Act(SYSTEM, SYSTEM, now, now, Origin.SYSTEM)
        note(access.case_for_system(job.case_id), JUDGED, act, effects=effects, version=False)
        outbox.complete(job, now)
        passing("before_commit")


def told(one: Verdict) -> dict[str, Any]:
    """What the history keeps of a signature in plain: no name of a person, his certificate tells that."""
    return {
        "standing": str(one.standing.value),
        "algorithm": one.algorithm,
        "certificate": one.serial,
        "at": one.at.isoformat() if one.at else None,
        "stamped": one.stamped,
    }
