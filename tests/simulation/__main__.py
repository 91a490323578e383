"""`./run python -m tests.simulation --seed N --steps 100000 --json`: a year on a database of its own, told as figures.

The database is SQLite in memory-backed storage where there is some, or what DATABASE_URL names.
"""

import argparse
import gc
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402

from cases.evidence import keys  # noqa: E402

from .year import Year  # noqa: E402

SHARED_MEMORY = Path("/dev/shm")


@contextmanager
def own_place() -> Iterator[Path]:
    """A database and a folder that are gone afterwards."""
    root = Path(tempfile.mkdtemp(prefix="year-", dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None))
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(root / "year.sqlite3")
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": root / "blobs"}}
    settings.STORAGES = {**settings.STORAGES, "blobs": place}
    settings.CHANCERY_FOLDER_CHANNEL = root / "dispatched"
    settings.CHANCERY_LOG_KEY = root / "log.key"
    keys.make(settings.CHANCERY_LOG_KEY, "year.example/register")
    runner = DiscoverRunner(verbosity=0, interactive=False)
    kept = runner.setup_databases()
    try:
        yield settings.CHANCERY_FOLDER_CHANNEL
    finally:
        runner.teardown_databases(kept)
        shutil.rmtree(root)


def main() -> None:
    """Play a year and print what happened, or as one JSON object; a broken invariant ends it with a trace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with own_place() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        began = time.monotonic()
        year = Year(options.seed, options.steps, folder, monkeypatch)
        for step in range(1, options.steps + 1):
            year.step()
            if step % 2500 == 0:
                print(f"{step} steps, {year.town.now:%d.%m.%Y}", file=sys.stderr, flush=True)
        report = year.close()
        told = {
            name: dict(sorted(value.items())) if isinstance(value, dict) else value
            for name, value in vars(report).items()
        }
        told |= {"seconds": round(time.monotonic() - began), "on": connection.vendor}
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        for name, value in told.items():
            print(f"{name:<10} {value}")


if __name__ == "__main__":
    main()
