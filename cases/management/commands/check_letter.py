"""`manage check_letter FILE --profile ru-2025`: what a finished letter breaks of a norm."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.letters import ink, inspection
from cases.norms import profile as norms
from cases.norms.profile import Level


class Command(BaseCommand):
    """One line a finding; exit status 1 when one of them is an error."""

    help = "Check a finished letter against a norm, by its ink at 300 dpi and the facts attached to it."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, `--profile`, `--json`."""
        parser.add_argument("file", type=Path, help="a PDF")
        parser.add_argument("--profile", choices=norms.codes(), required=True, help="the norm")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at it; a letter in good form leaves no line."""
        try:
            found = inspection.inspect(options["file"].read_bytes(), norms.profile(options["profile"]))
        except (OSError, ink.NotAPdf) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if options["json"]:
            told = [
                {"rule": one.rule, "requisite": one.requisite, "level": one.level.value, "text": str(one.text)}
                for one in found
            ]
            self.stdout.write(json.dumps({"profile": options["profile"], "findings": told}, ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(str(one))
        if any(one.level == Level.ERROR for one in found):
            raise SystemExit(1)
