"""`manage import_register`: bring over an old register, or a directory, from CSV or XLSX."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.utils import timezone, translation

from cases.lifecycle.refusal import Refusal
from cases.models import User
from workflows.imports import profile
from workflows.imports.takeover import Outcome, takeover


class Command(BaseCommand):
    """What is there already is left alone, so an import that was killed is simply called again."""

    tenths = 0  # of the rows, as told so far

    help = "Bring over a register or a directory as a profile says; bad rows are named in a report, good ones go in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, by which profile, who answers for it; `--dry-run` writes the report and nothing else."""
        parser.add_argument("file", type=Path, help="a table: .csv or .xlsx")
        parser.add_argument("--profile", type=Path, required=True, help="what the file holds, a TOML file")
        parser.add_argument("--as", dest="user", required=True, help="login of the head of the chancery")
        parser.add_argument("--report", type=Path, help="where the report goes; beside the file when not told")
        parser.add_argument("--dry-run", action="store_true", help="judge every row and write none")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, write, report in the language of the user; status 1 when a row has a fault."""
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"nobody logs in as {options['user']}")
        report_to = options["report"] or options["file"].with_suffix(".report.csv")
        with translation.override(user.language):
            try:
                found = takeover(
                    options["file"],
                    profile.read(options["profile"]),
                    by=user,
                    clock=timezone.now,
                    dry=options["dry_run"],
                    progress=self.progress,
                )
                found.write(report_to)
            except (Refusal, OSError) as refusal:
                raise CommandError(str(refusal)) from refusal
        counts = ", ".join(f"{found.count(one)} {one}" for one in Outcome if found.count(one))
        self.stdout.write(f"{len(found.told)} rows: {counts or 'nothing'}; report: {report_to}")
        for year, last in sorted(found.last.items()):
            self.stdout.write(f"{year}: the next number follows {last}")
        if found.count(Outcome.FAULT):
            raise SystemExit(1)

    def progress(self, done: int, whole: int) -> None:
        """A bar at a terminal, a line every tenth part elsewhere."""
        part = done * 40 // whole
        if self.stderr.isatty():
            end = "\n" if done == whole else ""
            self.stderr.write(f"\r[{'#' * part}{'.' * (40 - part)}] {done} of {whole}", ending=end)
        elif done * 10 // whole > self.tenths:
            self.tenths = done * 10 // whole
            self.stderr.write(f"{done} of {whole}")
