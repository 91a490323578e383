"""The key of the log: a private part that only the server reads, a public part for everybody."""

import base64
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from .note import SIGNED, Signer, key_id


class NoLogKey(Exception):
    """The log has no key, or one that others may read."""


def make(path: Path, name: str) -> Signer:
    """Make a key, its private part at `path` (0600), its public part beside it. Raises FileExistsError, ValueError."""
    if not name or any(sign.isspace() or sign == "+" for sign in name):
        raise ValueError("the name of a log has neither spaces nor plus signs")
    signer = Signer(name, Ed25519PrivateKey.generate())
    seed = base64.b64encode(bytes([SIGNED]) + signer.key.private_bytes_raw()).decode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"PRIVATE+KEY+{name}+{key_id(name, SIGNED, signer.public).hex()}+{seed}\n")
    public(path).write_text(f"{signer.vkey()}\n", encoding="utf-8")
    return signer


def public(path: Path) -> Path:
    """Where the public part of a key lies: `log.vkey` beside `log.key`."""
    return path.with_suffix(".vkey")


def load(path: Path | None = None) -> Signer:
    """The key at a path, or that of the installation. Raises NoLogKey."""
    place = path or Path(settings.CHANCERY_LOG_KEY)
    try:
        mode = place.stat().st_mode
        told = place.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise NoLogKey(f"{place}: {error.strerror}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise NoLogKey(f"{place}: others may read it (mode {stat.S_IMODE(mode):04o})")
    try:
        mark, word, name, kept, seed = told.split("+", 4)
        octets = base64.b64decode(seed, validate=True)
        signer = Signer(name, Ed25519PrivateKey.from_private_bytes(octets[1:]))
    except ValueError as error:
        raise NoLogKey(f"{place}: this is no key of a log") from error
    if (mark, word, octets[0], kept) != ("PRIVATE", "KEY", SIGNED, key_id(name, SIGNED, signer.public).hex()):
        raise NoLogKey(f"{place}: this is no key of a log")
    return signer
