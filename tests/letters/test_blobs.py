"""Blobs: named by their bytes, whole or not there, never painted over."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, storages

from cases.letters import blobs
from cases.letters.blobs import DamagedBlob, MissingBlob

HOUSE = Path(__file__).parents[2]
OCTETS = b"%PDF-1.7 a letter"
DIGEST = hashlib.sha256(OCTETS).hexdigest()
# A worker that is killed with half of the bytes written: it stops where the file would be made durable.
KILLED = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from cases.letters import blobs
def stop(handle):
    print("half-way", flush=True)
    time.sleep(60)
os.fsync = stop
blobs.keep(b"%PDF-1.7 a letter")
"""


def folder() -> Path:
    """Where the blobs of this test lie."""
    return Path(storages["blobs"].path(""))


def files() -> list[str]:
    """Every file there, by its path inside the folder."""
    return sorted(str(one.relative_to(folder())) for one in folder().rglob("*") if one.is_file())


def kept_at() -> Path:
    """Where the letter lies."""
    return folder() / DIGEST[:2] / DIGEST


def damage(octets: bytes) -> None:
    """Put other bytes in the place of the letter."""
    kept_at().parent.mkdir(parents=True, exist_ok=True)
    kept_at().unlink(missing_ok=True)
    kept_at().write_bytes(octets)


def test_what_is_kept_is_fetched_by_its_digest() -> None:
    assert blobs.keep(OCTETS) == DIGEST
    assert blobs.fetch(DIGEST) == OCTETS
    assert files() == [f"{DIGEST[:2]}/{DIGEST}"]


def test_keeping_twice_is_keeping_once() -> None:
    blobs.keep(OCTETS)
    before = kept_at().stat()
    assert blobs.keep(OCTETS) == DIGEST
    after = kept_at().stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(files()) == 1


def test_nobody_writes_into_a_blob() -> None:
    blobs.keep(OCTETS)
    assert kept_at().stat().st_mode & 0o777 == 0o444


def test_no_bytes_are_bytes_too() -> None:
    assert blobs.fetch(blobs.keep(b"")) == b""


def test_what_was_never_kept_is_missing() -> None:
    with pytest.raises(MissingBlob):
        blobs.fetch(DIGEST)


@pytest.mark.parametrize("digest", ["", "ab", "../../etc/passwd", DIGEST.upper(), f"{DIGEST}/", "г" * 64])
def test_what_is_no_digest_is_no_path(digest: str) -> None:
    with pytest.raises(MissingBlob):
        blobs.fetch(digest)


@pytest.mark.parametrize("octets", [b"", OCTETS[:-1], OCTETS + b"\n"], ids=["emptied", "cut", "grown"])
def test_damaged_bytes_are_never_handed_out(octets: bytes) -> None:
    blobs.keep(OCTETS)
    damage(octets)
    with pytest.raises(DamagedBlob):
        blobs.fetch(DIGEST)


def test_damaged_bytes_are_not_painted_over() -> None:
    damage(b"forged")
    with pytest.raises(DamagedBlob):
        blobs.keep(OCTETS)
    assert kept_at().read_bytes() == b"forged"


def test_many_workers_may_keep_the_same_bytes_at_once() -> None:
    with ThreadPoolExecutor(16) as workers:
        digests = set(workers.map(lambda _: blobs.keep(OCTETS * 50_000), range(48)))
    assert len(digests) == 1
    assert blobs.fetch(digests.pop()) == OCTETS * 50_000
    assert len(files()) == 1


def fails(*_: Any) -> None:
    """A disk that is full."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
def test_a_failure_half_way_leaves_nothing(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(where, fails)
        blobs.keep(OCTETS)
    assert files() == []
    assert blobs.keep(OCTETS) == DIGEST


def test_a_worker_killed_half_way_leaves_nothing_under_the_name(tmp_path: Path, settings: Any) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED], cwd=HOUSE, env=os.environ | {"CHANCERY_VAR": str(tmp_path)}, stdout=-1
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"half-way\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    options = {"location": tmp_path / "blobs"}
    blob_settings = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "blobs": blob_settings}
    assert len(files()) == 1
    with pytest.raises(MissingBlob):
        blobs.fetch(DIGEST)
    # The work is done again by another worker; what the first one left is in nobody's way.
    assert blobs.keep(OCTETS) == DIGEST
    assert blobs.fetch(DIGEST) == OCTETS


class Elsewhere(InMemoryStorage):
    """A storage without files; `meanwhile` happens between the look and the write."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        self.meanwhile()
        return super().get_available_name(name, max_length)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """Blobs kept in a storage that is no file system."""
    storage = Elsewhere()
    monkeypatch.setattr(blobs, "storages", {"blobs": storage})
    return storage


def test_another_storage_keeps_and_fetches_too(elsewhere: Elsewhere) -> None:
    assert blobs.keep(OCTETS) == blobs.keep(OCTETS) == DIGEST
    assert blobs.fetch(DIGEST) == OCTETS
    with pytest.raises(MissingBlob):
        blobs.fetch("0" * 64)


def test_a_second_name_that_a_storage_invents_is_removed(elsewhere: Elsewhere) -> None:
    name = blobs.place(DIGEST)

    def other_worker() -> None:
        elsewhere.meanwhile = lambda: None
        elsewhere.save(name, ContentFile(OCTETS))

    elsewhere.meanwhile = other_worker
    started = time.monotonic()
    assert blobs.keep(OCTETS) == DIGEST
    assert time.monotonic() - started < 5
    assert elsewhere.listdir(DIGEST[:2])[1] == [DIGEST]
