"""Letters and scans by content: a blob is named by the SHA-256 of its bytes and is never overwritten."""

import hashlib
import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages


class MissingBlob(Exception):
    """Nothing is kept under this digest."""


class DamagedBlob(Exception):
    """What is kept under this digest are other bytes."""


def keep(octets: bytes, *, among: str = "blobs") -> str:
    """Keep the bytes and return their digest; bytes that are kept already stay as they are.

    among: the storage, "blobs" or "quarantine".

    Two workers may keep the same bytes at once, and one killed half-way leaves nothing under the digest.
    Raises DamagedBlob when other bytes stand there: that is for a person to look at, not to paint over.
    """
    digest = hashlib.sha256(octets).hexdigest()
    storage, name = storages[among], place(digest)
    if not storage.exists(name):
        if isinstance(storage, FileSystemStorage):
            put(Path(storage.path(name)), octets)
        else:
            store(storage, name, octets)
    fetch(digest, among=among)
    return digest


def fetch(digest: str, *, among: str = "blobs") -> bytes:
    """The bytes behind a digest, checked on every read. Raises MissingBlob or DamagedBlob."""
    try:
        with storages[among].open(place(digest), "rb") as file:
            octets: bytes = file.read()
    except FileNotFoundError as error:
        raise MissingBlob(digest) from error
    if hashlib.sha256(octets).hexdigest() != digest:
        raise DamagedBlob(digest)
    return octets


def place(digest: str) -> str:
    """Where a blob lies: ab/abcdef… Raises MissingBlob for what is no digest, so that no path is built of it."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise MissingBlob(digest)
    return f"{digest[:2]}/{digest}"


def put(path: Path, octets: bytes) -> None:
    """Write beside the place and move into it: under its name a file is whole or not there, even after a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o444)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        settle(folder)


def settle(folder: Path) -> None:
    """Have the names in a folder reach the disk: the history will say that the bytes are kept."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store(storage: Storage, name: str, octets: bytes) -> None:
    """Save where there is no file system; a storage that chose another name met the same bytes there."""
    if (saved := storage.save(name, ContentFile(octets))) != name:
        storage.delete(saved)
