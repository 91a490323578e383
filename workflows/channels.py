"""The ways out of the body. A channel is told a key with each letter and sends the same key once."""

import hashlib
import os
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from django.conf import settings

from cases.letters import blobs
from cases.lifecycle.outcomes import Channel


class KeyTaken(Exception):
    """The key was used for other bytes: two letters must never share one."""


class Sender(Protocol):
    """What a channel does."""

    def send(self, *, key: str, letter: bytes, checkpoint: str) -> str:
        """Hand a letter over and return the receipt that proves it. Repeats of a key are dropped.

        checkpoint: the signed head of the log that covers the letter; it leaves the body with the letter, so
        that a history which is rewritten later contradicts what addressees hold.
        """
        ...


class Folder:
    """A folder from which an exchange gateway takes letters; the file's name is the key, quoted as in an address."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, *, key: str, letter: bytes, checkpoint: str) -> str:
        """Put the checkpoint and then the letter into the folder, whole or not at all. Raises KeyTaken."""
        self.path.mkdir(parents=True, exist_ok=True)
        place = self.path / f"{quote(key, safe='')}.pdf"
        receipt = hashlib.sha256(letter).hexdigest()
        if place.exists():
            if hashlib.sha256(place.read_bytes()).hexdigest() != receipt:
                raise KeyTaken(key)
        else:
            put(place.with_suffix(".checkpoint"), checkpoint.encode())
            put(place, letter)
        blobs.settle(self.path)
        return receipt


def put(place: Path, octets: bytes) -> None:
    """Write a file beside its place and move it there."""
    coming = place.with_suffix(f".{os.getpid()}.part")
    with coming.open("wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(place)


def channel(name: str) -> Sender:
    """The sender of a channel; a letter by post is sent by a person, who enters its tracking number."""
    if name == Channel.FOLDER:
        return Folder(settings.CHANCERY_FOLDER_CHANNEL)
    raise LookupError(f"nothing sends by {name!r} on its own")
