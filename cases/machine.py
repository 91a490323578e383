"""What Chancery needs of its machine, asked without importing WeasyPrint, so that it can say what lacks.

Every question takes what it asks as an argument and answers with lacks; an empty answer means all is well.
"""

import ctypes
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from .evidence import keys, log
from .journal import guards

APT = "apt-get install --no-install-recommends"
# Library -> Debian package. HarfBuzz without subset draws too, three times slower and with other bytes.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is not as it should be: what, in which way, and what mends it."""

    what: str
    text: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what}: {self.text}: {self.cure}"


def python(found: tuple[int, int], wanted: str) -> Iterator[Lack]:
    """Whether the interpreter is of the wanted line, `3.13`; `found` is the head of sys.version_info."""
    version = ".".join(map(str, found))
    if version != wanted:
        yield Lack("Python", f"{version} runs, not {wanted}", f"install python{wanted}, remove .venv and call ./run")


def libraries(load: Callable[[str], object] = ctypes.CDLL) -> Iterator[Lack]:
    """Whether the libraries that draw letters can be loaded; `load` raises OSError for one that cannot."""
    for library, package in LIBRARIES.items():
        try:
            load(library)
        except OSError as error:
            yield Lack("library", str(error), f"{APT} {package}")


def folders(wanted: Iterable[Path]) -> Iterator[Lack]:
    """Whether files can be made in each folder, or in the nearest one above it that is there; it makes none to stay."""
    for folder in wanted:
        standing = next(path for path in (folder, *folder.parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=standing):
                pass
        except OSError as error:
            yield Lack("folder", f"{folder}: {error.strerror}", f"let the user that runs Chancery write to {standing}")


def database(connection: BaseDatabaseWrapper) -> Iterator[Lack]:
    """Whether the database answers, has every migration, and keeps its guards up."""
    if connection.vendor not in guards.DIALECTS:
        yield Lack("database", f"{connection.vendor} has no guards", "point DATABASE_URL at PostgreSQL or SQLite")
        return
    try:
        connection.ensure_connection()
        waiting = unapplied(connection)
        # Guards hang on tables: before the last migration they may rightly be down.
        down = [] if waiting else guards.missing(connection)
    except Error as error:
        first = str(error).strip().partition("\n")[0]
        yield Lack("database", f"{connection.vendor} does not answer ({first})", "start it, or set DATABASE_URL right")
        return
    if waiting:
        yield Lack("migrations", f"{len(waiting)} are not applied, first {waiting[0]}", "./run manage migrate")
    if down:
        yield Lack("guards", f"not up: {', '.join(down)}", "./run manage migrate")


def unapplied(connection: BaseDatabaseWrapper) -> list[str]:
    """The migrations that the database has not seen, in their order."""
    executor: Any = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def log_key(path: Path) -> Iterator[Lack]:
    """Whether the log has its key, and nobody else may read it."""
    try:
        keys.load(path)
    except keys.NoLogKey as lack:
        yield Lack("log key", str(lack), "./run manage make_log_key NAME, or mend its mode")


def checkpoints(now: datetime) -> Iterator[Lack]:
    """Whether the log is signed in time; asked only where the database answers."""
    late = log.overdue(now)
    if late > timedelta():
        yield Lack("checkpoints", f"overdue by {late}", "keep `./run manage work` running, see its output")
