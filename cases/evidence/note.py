"""Checkpoints as notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature), signed with Ed25519.

The log signs each head twice with one key: as a note, and as a cosignature, whose line also carries the moment.
Lines of other keys may follow; who does not know them ignores them.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNED, COSIGNED = 1, 4  # kinds of signatures
DASH = "\u2014"


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Signer:
    """A log's name and its private key."""

    name: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.key.public_key().public_bytes_raw()

    def vkey(self, kind: int = SIGNED) -> str:
        """The public key as verifiers take it: name+id+key."""
        told = base64.b64encode(bytes([kind]) + self.public).decode()
        return f"{self.name}+{key_id(self.name, kind, self.public).hex()}+{told}"

    def sign(self, size: int, root: bytes, at: datetime) -> str:
        """The checkpoint of a head: its note with both signatures."""
        text = head(self.name, size, root)
        plain = self.line(SIGNED, self.key.sign(text.encode()))
        return f"{text}\n{plain}{self.cosignature(text, at)}"

    def cosignature(self, text: str, at: datetime) -> str:
        """The line by which this key says that it saw this text at this moment."""
        moment = int(at.timestamp())
        signature = self.key.sign(f"cosignature/v1\ntime {moment}\n{text}".encode())
        return self.line(COSIGNED, moment.to_bytes(8, "big") + signature)

    def line(self, kind: int, signature: bytes) -> str:
        """A signature line of this key."""
        told = key_id(self.name, kind, self.public) + signature
        return f"{DASH} {self.name} {base64.b64encode(told).decode()}\n"


def head(origin: str, size: int, root: bytes) -> str:
    """The text that is signed: origin, size, root."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def told(note: str) -> tuple[str, int, bytes]:
    """The origin, size and root that a note tells, or the code of a letter, whose first line names the letter.

    Nothing is verified. Raises ValueError.
    """
    first, _, rest = note.partition("\n")
    origin, size, root, *_ = (rest if first.count(";") >= 3 else note).splitlines()
    return origin, int(size), base64.b64decode(root, validate=True)
