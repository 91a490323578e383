"""What a killed process leaves behind, and what must be true when a healthy worker has finished its work."""

import multiprocessing
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from cases.journal import body
from cases.journal.verify import verify
from cases.letters import blobs
from cases.lifecycle.facts import Addressee
from cases.lifecycle.sheets import Sheet
from cases.models import Case, Dispatch, Letter, OutgoingCase
from tests.cast import Office
from tests.stories import lives
from workflows import outbox
from workflows.models import Job
from workflows.worker import work_off

from . import doomed

RENDER_POINTS = ("rendered", "kept", "bound", "before_commit")
DISPATCH_POINTS = ("fetched", "sent", "recorded")
POINTS = ("claimed", *RENDER_POINTS, *DISPATCH_POINTS, "committed")

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["__main__", doomed.__name__])


def killed(target: Callable[..., None], *told: Any) -> None:
    """Run a doomed process until it is dead and nothing in the database is locked by it any more."""
    process = processes.Process(target=target, args=(doomed.World.of_this_process(), *told))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    while connection.vendor == "postgresql" and connected():
        pass


def connected() -> int:
    """How many connections of dead processes the server has not given up yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.005)"
            " WHERE datname = current_database() AND application_name = %s",
            [doomed.NAME],
        )
        return int(cursor.fetchone()[0])


def letter_on_its_way(office: Office) -> int:
    """A letter to two addressees whose copies wait for a worker, with all its sheets."""
    addressees = tuple(
        Addressee(one.pk, tuple(one.addressee.split("\n"))) for one in (office.correspondent, office.other)
    )
    return lives.to_dispatching(office, channel="folder", letter=office.letter(addressees=addressees))


def passings(point: str) -> int:
    """How often a worker passes a point at least, with the jobs that wait."""
    kinds = Counter(job.kind for job in outbox.unfinished())
    if point in RENDER_POINTS:
        return kinds[Job.Kind.RENDER]
    return kinds[Job.Kind.DISPATCH] if point in DISPATCH_POINTS else kinds.total()


def finish(office: Office) -> None:
    """The dead worker's lease runs out, and a healthy worker does what is left."""
    office.clock += outbox.LEASE
    work_off(lambda: office.at)


def told(case: int, move: str) -> list[dict[str, Any]]:
    """What the entries of a move tell, in order."""
    entries = Case.objects.get(pk=case).entries.filter(move=move).order_by("seq")
    return [body.read(bytes(entry.body)) for entry in entries]


def assert_all_done_once(case: int) -> None:
    """Each copy has left once, each sheet is bound once, nothing waits, and the history is proved with its bytes."""
    letter = OutgoingCase.objects.get(pk=case)
    assert letter.state == "dispatched"
    assert outbox.unfinished() == []
    numbered = Letter.objects.get(case=case, sheet=Sheet.LETTER, entry__move="register")
    copies = list(letter.dispatches.all())
    assert [content["facts"]["ordinal"] for content in told(case, "record_sent")] == [1, 2]
    assert [copy.proof for copy in copies] == [numbered.digest] * 2
    assert {path.name: path.read_bytes() for path in settings.CHANCERY_FOLDER_CHANNEL.glob("*.pdf")} == {
        f"dispatch%3A{copy.pk}.pdf": blobs.fetch(copy.proof) for copy in Dispatch.objects.all()
    }
    bound = [(content["effects"]["of"], content["effects"]["sheet"]) for content in told(case, "rendered")]
    assert sorted(bound) == sorted(Letter.objects.filter(case=case).values_list("entry__seq", "sheet"))
    assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {model._meta.db_table: list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models()}
