"""`manage give_mandate`: let an outside auditor read one unit's cases of a period, until a day."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.deadlines.calendar import local_day
from cases.models import Mandate, Unit, User


class Command(BaseCommand):
    """He sees the cases of the unit and of all below it that were opened in the period, and may do nothing in them."""

    help = "Give an outside auditor a mandate by an order: which unit, which period, until when."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, by which order, for what, until when."""
        parser.add_argument("user", help="login of the auditor")
        parser.add_argument("--order", required=True, help="number and date of the order")
        parser.add_argument("--unit", type=int, required=True, help="id of the unit")
        parser.add_argument("--cases-from", type=date.fromisoformat, required=True, help="first day of the period")
        parser.add_argument("--cases-until", type=date.fromisoformat, required=True, help="last day of the period")
        parser.add_argument("--until", type=date.fromisoformat, required=True, help="last day of the mandate")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it from today on."""
        try:
            unit = Unit.objects.select_related("body").get(pk=options["unit"])
            mandate = Mandate(
                user=User.objects.get(username=options["user"]),
                order=options["order"],
                unit=unit,
                opened_from=options["cases_from"],
                opened_until=options["cases_until"],
                valid_from=local_day(timezone.now(), unit.body.time_zone),
                valid_until=options["until"],
            )
            mandate.full_clean()
        except (User.DoesNotExist, Unit.DoesNotExist, ValidationError) as refusal:
            raise CommandError(str(refusal)) from refusal
        mandate.save()
        self.stdout.write(str(mandate))
