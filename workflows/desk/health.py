"""What a watchman asks: is the process alive, and can it work? Names of what lacks, and no word more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage, storages
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases import machine
from cases.evidence import log
from workflows import outbox

AWAY = timedelta(minutes=5)  # a worker is seen between two jobs, at most a batch of them apart


@login_not_required
@never_cache
@require_safe
def live(_: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"live": True})


@login_not_required
@never_cache
@require_safe
def ready(_: HttpRequest) -> JsonResponse:
    """Whether pages can be served (200 or 503), and how the workers do.

    A worker that is away and a log that is not signed are told and are no 503: acts do not wait for them, and pages
    must stay open.
    """
    lacks = sorted({lack.what for lack in lacking()})
    told: dict[str, Any] = {"ready": not lacks, "lacks": lacks}
    if "database" not in lacks and "migrations" not in lacks:
        told |= {"work": work(timezone.now()), "log": signing(timezone.now())}
    return JsonResponse(told, status=503 if lacks else 200)


def lacking() -> Iterator[machine.Lack]:
    """What keeps pages from being served. What a lack says stays here: it may name hosts and folders."""
    yield from machine.database(connection)
    if isinstance(blobs := storages["blobs"], FileSystemStorage):
        yield from machine.folders([Path(blobs.location)])


def signing(now: datetime) -> dict[str, Any]:
    """How much later than it should be the next checkpoint is, in whole seconds, and whether that is an alarm."""
    try:
        late = log.overdue(now)
    except Error:
        return {}
    return {"checkpoint_late_seconds": int(late.total_seconds()), "checkpoints_stopped": late > timedelta()}


def work(now: datetime) -> dict[str, Any]:
    """How long the oldest due job waits and how long no worker was seen, in whole seconds; None for never."""
    try:
        due, seen = outbox.oldest_due(now), outbox.last_seen()
    except Error:
        return {}
    waits = 0 if due is None else int((now - due).total_seconds())
    away = None if seen is None else int((now - seen).total_seconds())
    late = away is None or away > AWAY.total_seconds()
    return {"oldest_due_seconds": waits, "worker_seen_seconds": away, "worker_is_away": late}
