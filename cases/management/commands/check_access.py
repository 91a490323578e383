"""`manage check_access`: whether anybody sees a case that no office, place, grant or mandate shows to him."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases import leaks


class Command(BaseCommand):
    """It reads and writes nothing; users and cases are named by their ids."""

    help = "Hold what every user sees against the rows that may show it to him."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for JSON."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many pairs were judged and which of them leak. Raises CommandError when one does."""
        found = leaks.check(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"cells": found.cells, "leaks": len(found.leaks), "pairs": found.leaks[:100]}))
        else:
            for user, case in found.leaks[:100]:
                self.stdout.write(f"user {user} sees case {case}, and no row shows it to him")
            self.stdout.write(f"{found.cells} pairs of user and case, {len(found.leaks)} leaks")
        if found.leaks:
            raise CommandError(f"{len(found.leaks)} leaks")
