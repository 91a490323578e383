"""`manage realign`: rebuild whom the flows ask from where the cases stand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from cases import access
from cases.models import Case
from workflows import advance


class Command(BaseCommand):
    """The engine's rows are a projection of the cases' states; this makes them anew, case by case."""

    help = "Rebuild the tasks of every case (or of some) from its state; for a changed flow or a restored backup."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ids of cases; none means all."""
        parser.add_argument("case", type=int, nargs="*", help="only these cases (their ids)")

    def handle(self, *args: Any, **options: Any) -> None:
        """One short transaction a case, so that people go on working meanwhile."""
        cases = Case.objects.filter(pk__in=options["case"]) if options["case"] else Case.objects.all()
        count = 0
        for case_id in cases.order_by("pk").values_list("pk", flat=True).iterator():
            with transaction.atomic():
                access.lock(case_id)
                advance.realign(access.case_for_system(case_id))
            count += 1
        self.stdout.write(f"{count} cases realigned")
