"""`manage reserve_numbers`: set numbers of a register aside, or void those whose time is over."""

from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cases import registers
from cases.deadlines.calendar import local_day
from cases.lifecycle.refusal import Refusal
from cases.models import Body, Number, Official, Register


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
        parser.add_argument("--year", type=int, help="this year or the next one; this one when not told")
        parser.add_argument("--void-expired", action="store_true", help="void the reservations that have run out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the reserved numbers, or how many were voided, each by the clock of its body."""
        now = timezone.now()
        if options["void_expired"]:
            bodies = Body.objects.all()
            voided = sum(registers.void_expired(body, local_day(now, body.time_zone)) for body in bodies)
            self.stdout.write(f"{voided} voided")
            return
        try:
            for number in self.reserve(now, options):
                self.stdout.write(number.text)
        except (Refusal, Register.DoesNotExist, Official.DoesNotExist) as refusal:
            raise CommandError(str(refusal)) from refusal

    def reserve(self, now: datetime, options: dict[str, Any]) -> list[Number]:
        """Reserve in one transaction: all of them or none. A year that is over gets no more numbers set aside."""
        register = Register.objects.select_related("unit", "body").get(pk=options["register"])
        this_year = local_day(now, register.body.time_zone).year
        year = options["year"] or this_year
        if not this_year <= year <= this_year + 1:
            raise CommandError("--year: numbers are reserved in this year or the next one")
        with transaction.atomic():
            return registers.reserve(
                register,
                year=year,
                count=options["count"],
                holder=Official.objects.get(pk=options["holder"]),
                purpose=options["purpose"],
                until=options["until"],
            )
