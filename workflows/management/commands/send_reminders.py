"""`manage send_reminders`: leave the reminders of the day for the workers to send."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from workflows import reminders


class Command(BaseCommand):
    """The worker does it by itself every morning; this is for a timer, or to do it now. Nothing is left twice."""

    help = "Leave the day's reminders of deadlines: five, three, one working days ahead, on the day, and what is late."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every body by its own clock and calendar."""
        self.stdout.write(f"{reminders.leave(timezone.now())} reminders left")
