"""`manage work`: do the outbox's work."""

import signal
import threading
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from workflows import outbox, reminders, sequencer, worker
from workflows.models import Job

REST_SECONDS = 1.0
EVERY = timedelta(minutes=10)  # how often it is asked whether a morning has come
BATCH = 20  # between two batches a worker is seen, and hears that it should end


class Command(BaseCommand):
    """Render, dispatch, settle, tell. Any number of workers may run; each job's result is recorded once."""

    help = "Do the work that acts have left: render, send, settle decisions, tell people, sign the log."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` drains what is due and ends, `--retry` brings a failed job forward."""
        parser.add_argument("--once", action="store_true", help="end when nothing is due any more")
        parser.add_argument("--retry", metavar="KEY", help="make this failed job due now, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped, or until nothing is due."""
        if options["retry"]:
            self.retry(options["retry"])
        elif options["once"]:
            outbox.be_seen(timezone.now())
            self.stdout.write(f"{worker.work_off(timezone.now)} done")
            sequencer.keep_up(timezone.now())
            for job in outbox.stuck():
                self.stderr.write(f"stuck after {job.attempts} tries: {job.key}: {job.error}")
        else:
            self.work_on()

    def work_on(self) -> None:
        """Batch after batch until a signal says to end; the job in hand is finished first."""
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        reminded = timezone.now() - EVERY
        while not ended.is_set():
            outbox.be_seen(timezone.now())
            sequencer.keep_up(timezone.now())
            if timezone.now() >= reminded + EVERY:
                reminded = timezone.now()
                reminders.leave(reminded)
            if done := worker.work_off(timezone.now, most=BATCH):
                self.stdout.write(f"{done} done")
                self.stdout.flush()
            else:
                close_old_connections()
                ended.wait(REST_SECONDS)

    def retry(self, key: str) -> None:
        """Make a job due now. Raises CommandError when there is none that waits."""
        if not outbox.retry(Job.objects.filter(key=key), timezone.now()):
            raise CommandError(f"no job {key} waits: there is none, it is done, or a worker has it in its hands")
        self.stdout.write(f"{key} is due now")
