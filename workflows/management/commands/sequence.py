"""`manage sequence`: give what waits its place in the log and sign the head now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence import keys
from workflows import sequencer


class Command(BaseCommand):
    """A worker does the same every minute; this is for a timer, and for whoever wants a checkpoint now."""

    help = "Log every committed entry, sign a checkpoint, and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--census` counts all histories and registers first."""
        parser.add_argument("--census", action="store_true", help="log a census first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the checkpoint as a note."""
        try:
            now = timezone.now()
            checkpoint = sequencer.take_census(now)[0] if options["census"] else sequencer.sequence(now)
        except keys.NoLogKey as lack:
            raise CommandError(f"{lack}. Make one with `manage make_log_key`") from lack
        self.stdout.write(checkpoint.note, ending="")
