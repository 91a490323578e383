"""`manage reserve_numbers`: set numbers of a register aside, or void those whose time is over."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cases import registers
from cases.lifecycle.refusal import Refusal
from cases.models import Number, Official, Register


class Command(BaseCommand):
    """A reserved number is used by `register` or voided when it expires; it is never given to another."""

    help = "Reserve the next numbers of a register for an official and a purpose, or void expired reservations."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which register, how many, for whom, what for, until when."""
        parser.add_argument("--register", type=int, help="id of the register")
        parser.add_argument("--count", type=int, default=1, help="how many numbers")
        parser.add_argument("--holder", type=int, help="id of the official who holds them")
        parser.add_argument("--purpose", default="", help="what they are for")
        parser.add_argument("--until", type=date.fromisoformat, help="last day on which they may be used")
        parser.add_argument("--void-expired", action="store_true", help="void the reservations that have run out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the reserved numbers, or how many were voided."""
        today = timezone.localdate()
        if options["void_expired"]:
            self.stdout.write(f"{registers.void_expired(today)} voided")
            return
        try:
            for number in self.reserve(today, options):
                self.stdout.write(number.text)
        except (Refusal, Register.DoesNotExist, Official.DoesNotExist) as refusal:
            raise CommandError(str(refusal)) from refusal

    def reserve(self, today: date, options: dict[str, Any]) -> list[Number]:
        """Reserve in one transaction: all of them or none."""
        with transaction.atomic():
            return registers.reserve(
                Register.objects.select_related("unit").get(pk=options["register"]),
                year=today.year,
                count=options["count"],
                holder=Official.objects.get(pk=options["holder"]),
                purpose=options["purpose"],
                until=options["until"],
            )
