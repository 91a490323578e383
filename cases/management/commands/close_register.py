"""`manage close_register`: the closing statement of a register for a year, as a PDF; and the closing of its volume."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cases import registers
from cases.deadlines.calendar import local_day
from cases.evidence import closing, printing
from cases.lifecycle.refusal import Refusal
from cases.models import RegisterYear


class Command(BaseCommand):
    """It counts; a number that is missing or stands twice is named, and the status is 1.

    Only `--close` changes anything, and it closes no volume that is not whole.
    """

    help = "Print a register's closing statement for a year: issued, reserved, void, no gap, no duplicate."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which register, which year, where to."""
        parser.add_argument("register", type=int, help="id of the register")
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--close", action="store_true", help="close the volume: void what is reserved, number no more"
        )
        parser.add_argument("--to", type=Path, required=True, help="the PDF to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        years = RegisterYear.objects.select_related("register__body")
        counter = years.filter(register=options["register"], year=options["year"]).first()
        if counter is None:
            raise CommandError("this register has no such year")
        now = timezone.now()
        told = closing.statement(counter, now)
        if options["close"] and told["whole"]:
            told = self.close(counter, now)
        options["to"].write_bytes(printing.draw(printing.page("closing", told)))
        self.stdout.write(f"{options['to']}: {told['total']} numbers, {'whole' if told['whole'] else 'NOT WHOLE'}")
        if not told["whole"]:
            raise SystemExit(1)

    def close(self, counter: RegisterYear, now: datetime) -> dict[str, Any]:
        """Close the volume by the clock of its body, and state how it was closed."""
        try:
            with transaction.atomic():
                voided = registers.close_year(counter, local_day(now, counter.register.body.time_zone))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"closed; {voided} reserved numbers are void")
        return closing.statement(counter, now)
