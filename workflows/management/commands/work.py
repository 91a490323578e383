"""`manage work`: do the outbox's work."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from workflows import outbox, worker

REST_SECONDS = 1.0


class Command(BaseCommand):
    """Render, dispatch, settle. Any number of workers may run; each job's result is recorded once."""

    help = "Do the work that acts have left: render sheets, send letters, put held decisions into effect."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` drains what is due and ends."""
        parser.add_argument("--once", action="store_true", help="end when nothing is due any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped, or until nothing is due."""
        while True:
            done = worker.work_off(timezone.now)
            if done or options["once"]:
                self.stdout.write(f"{done} done")
            if options["once"]:
                break
            close_old_connections()
            time.sleep(REST_SECONDS)
        for job in outbox.stuck():
            self.stderr.write(f"stuck after {job.attempts} tries: {job.key}: {job.error}")
