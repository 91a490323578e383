"""`manage sample_cases`: a random sample for an audit, with the method by which it can be drawn again."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.evidence import sample


class Command(BaseCommand):
    """The seed comes from the auditor, best after the period has ended; then nobody could choose the cases."""

    help = "Draw a random sample of cases from a seed, and print how."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, from which seed, of which period."""
        parser.add_argument("--seed", required=True, help="what the auditor chose: any text")
        parser.add_argument("--count", type=int, default=20, help="how many cases")
        parser.add_argument("--from", dest="since", type=date.fromisoformat, help="first day of the period")
        parser.add_argument("--until", type=date.fromisoformat, help="last day of the period")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the method, then a case a line."""
        cases = sample.of_period(options["since"], options["until"])
        drawn = sample.draw(cases, options["seed"], options["count"])
        self.stdout.write(f"{sample.METHOD}\nSeed «{options['seed']}», {len(drawn)} of {len(cases)} cases:")
        for case in drawn:
            self.stdout.write(f"{case.pk:>8}  {case.uid.hex}  {case.body.code}  {case.number or '—'}  {case.title}")
