"""Fixtures that every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from cases.evidence import keys
from cases.journal import guards

from . import cast
from .cast import Office


@pytest.fixture(scope="session")
def log_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key of the log, made once."""
    path = tmp_path_factory.mktemp("key") / "log.key"
    keys.make(path, "gknt.example/register")
    return path


@pytest.fixture(autouse=True)
def own_folders(settings: pytest.FixtureRequest, tmp_path: Path, log_key: Path) -> None:
    """Blobs and dispatched letters of a test stay in its own folder; the log is signed."""
    settings.CHANCERY_LOG_KEY = log_key  # type: ignore[attr-defined]
    places = {
        name: {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / name}}
        for name in ("blobs", "quarantine")
    }
    settings.STORAGES = {**settings.STORAGES, **places}  # type: ignore[attr-defined]
    settings.CHANCERY_FOLDER_CHANNEL = tmp_path / "dispatched"  # type: ignore[attr-defined]
    settings.CHANCERY_PRESS_APART = False  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read in the language of the code; a page speaks its reader's."""
    with translation.override("en"):
        yield


@pytest.fixture
def office(db: None) -> Office:
    """A body whose decisions take effect at once."""
    return cast.found()


@pytest.fixture
def lived(transactional_db: None) -> Iterator[Office]:
    """A body in a database that really commits, for threads and processes.

    The guards are taken down at the end: they refuse the flush that empties the tables.
    """
    guards.put_up(connection)
    yield cast.found()
    guards.take_down(connection)
