"""`manage doctor`: name what the machine lacks, and the package that brings it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from cases import machine


class Command(BaseCommand):
    """One line a lack with what mends it; exit status 1 when there is one."""

    help = "Name what this machine lacks, and the exact package that brings it."
    # It must speak where nothing else does: no check of the database, no demand for migrations before it.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` prints one object."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask everything, also after the first lack."""
        lacks = list(found())
        if options["json"]:
            told = {"python": sys.version.split()[0], "database": connection.vendor, "lacks": list(map(asdict, lacks))}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for lack in lacks:
                self.stdout.write(str(lack))
            self.stdout.write(
                f"Python {sys.version.split()[0]}, {connection.vendor}: {len(lacks) or 'nothing'} lacking"
            )
        if lacks:
            raise SystemExit(1)


def found() -> Iterator[machine.Lack]:
    """Everything that lacks on this machine, with these settings."""
    wanted = (Path(settings.BASE_DIR) / ".python-version").read_text(encoding="utf-8").strip()
    yield from machine.python(sys.version_info[:2], wanted)
    yield from machine.libraries()
    yield from machine.folders(written_folders())
    yield from machine.log_key(settings.CHANCERY_LOG_KEY)
    lacking = list(machine.database(connection))
    yield from lacking or machine.checkpoints(timezone.now())


def written_folders() -> Iterator[Path]:
    """The folders that Chancery writes to."""
    yield Path(settings.VAR)
    yield Path(settings.CHANCERY_FOLDER_CHANNEL)
    if isinstance(blobs := storages["blobs"], FileSystemStorage):
        yield Path(blobs.location)
