"""Fixtures that every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from cases.journal import guards

from . import cast
from .cast import Office


@pytest.fixture(autouse=True)
def own_folders(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Blobs and dispatched letters of a test stay in its own folder."""
    blobs = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "blobs"}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}  # type: ignore[attr-defined]
    settings.CHANCERY_FOLDER_CHANNEL = tmp_path / "dispatched"  # type: ignore[attr-defined]


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
