"""`manage make_log_key`: the key with which this installation signs its log."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.evidence import keys


class Command(BaseCommand):
    """Make the key once; whoever wants to verify gets the public part by another way than the bundles."""

    help = "Make the key of the log: a private file (0600) and the public .vkey beside it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the log: an address without a scheme, like gov.example/register."""
        parser.add_argument("name", help="name of the log, without spaces: gov.example/register")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or refuse to overwrite one."""
        path = Path(settings.CHANCERY_LOG_KEY)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            signer = keys.make(path, options["name"])
        except (FileExistsError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path} (keep it secret)\n{keys.public(path)} (give it to auditors)\n{signer.vkey()}")
