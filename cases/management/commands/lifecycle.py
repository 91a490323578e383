"""`manage lifecycle`: the law of both machines as one Markdown page."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.lifecycle import table


class Command(BaseCommand):
    """Print docs/lifecycle.md as the declarations have it."""

    help = "Print the law of both machines: every move, from where to where, by whom, with which sheet."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the page."""
        self.stdout.write(table.page(), ending="")
