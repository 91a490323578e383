"""`manage close_register`: the closing statement of a register for a year, as a PDF."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence import closing, printing
from cases.models import RegisterYear


class Command(BaseCommand):
    """It counts and changes nothing; a number that is missing or stands twice is named, and the status is 1."""

    help = "Print a register's closing statement for a year: issued, reserved, void, no gap, no duplicate."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which register, which year, where to."""
        parser.add_argument("register", type=int, help="id of the register")
        parser.add_argument("year", type=int)
        parser.add_argument("--to", type=Path, required=True, help="the PDF to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        years = RegisterYear.objects.select_related("register__body")
        counter = years.filter(register=options["register"], year=options["year"]).first()
        if counter is None:
            raise CommandError("this register has no such year")
        told = closing.statement(counter, timezone.now())
        options["to"].write_bytes(printing.draw(printing.page("closing", told)))
        self.stdout.write(f"{options['to']}: {told['total']} numbers, {'whole' if told['whole'] else 'NOT WHOLE'}")
        if not told["whole"]:
            raise SystemExit(1)
