"""`manage rebuild_search`: read anew under which words each case is found."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from cases.models import Case
from cases.search import index


class Command(BaseCommand):
    """Everything again in one transaction: readers find what they found until it is done."""

    help = "Read the words under which cases are found anew: after an upgrade, or when a correspondent was renamed."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` prints one object."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every case."""
        with transaction.atomic():
            cases = index.rebuild(Case.objects.all())
        self.stdout.write(
            json.dumps({"cases": cases}) if options["json"] else f"{cases} cases are found by their words"
        )
