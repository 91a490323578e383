"""`manage unattended`: the open steps that nobody can take today, or one person alone."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.deadlines.calendar import local_day
from cases.models import Body, Case
from workflows.attendance import thin


class Command(BaseCommand):
    """It names cases by their ids and officials by theirs, and no word of a letter."""

    help = "List the open steps that nobody can take today, or one person alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for JSON, or for those with nobody alone."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--nobody", action="store_true", help="leave out the steps that one person can take")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a step, body by body, each on its own day."""
        rows: list[dict[str, Any]] = []
        for body in Body.objects.order_by("pk"):
            day = local_day(timezone.now(), body.time_zone)
            for one in thin(Case.objects.filter(body=body), day):
                if not (options["nobody"] and one.able):
                    pks, moves = [official.pk for official in one.able], [rule.name for rule in one.rules]
                    rows.append({"body": body.code, "case": one.case.pk, "moves": moves, "able": pks})
        if options["json"]:
            self.stdout.write(json.dumps({"steps": rows}))
            return
        for row in rows:
            able = ", ".join(map(str, row["able"])) or "nobody"
            self.stdout.write(f"{row['body']} case {row['case']}: {' '.join(row['moves'])}: {able}")
        self.stdout.write(f"{len(rows)} steps")
