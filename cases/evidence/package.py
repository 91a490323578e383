"""The archive of a bundle: a zip that has one form only, so that a changed byte anywhere is seen.

Files are stored, not packed (another version of a library would pack them otherwise), one after another, without
moments, comments or gaps. `verify_evidence.py` holds every byte of it against this form.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from typing import BinaryIO

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
DAY_ONE = 0x21  # 01.01.1980: an archive tells no moment
MOST_FILES, MOST_BYTES = 0xFFFF, 0xFFFFFFFF


class TooLarge(Exception):
    """The bundle would not fit into a plain zip: export fewer cases at a time."""


class Package:
    """Writes a bundle into a file that can be sought."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digests: dict[str, str] = {}
        self.directory: list[bytes] = []

    def add(self, name: str, octets: bytes | Iterable[bytes]) -> str:
        """Write a file, in one piece or in several; returns SHA-256 of it. Raises TooLarge."""
        told = name.encode()
        start = self.file.tell()
        self.file.write(header(told, 0, 0))
        digest, crc, size = hashlib.sha256(), 0, 0
        for piece in (octets,) if isinstance(octets, bytes) else octets:
            digest.update(piece)
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            self.file.write(piece)
        end = self.file.tell()
        if end > MOST_BYTES or len(self.directory) == MOST_FILES:
            raise TooLarge(name)
        self.file.seek(start)
        self.file.write(header(told, crc, size))
        self.file.seek(end)
        place = (20, 20, 0x800, 0, 0, DAY_ONE, crc, size, size, len(told), 0, 0, 0, 0, 0, start)
        self.directory.append(CENTRAL.pack(b"PK\x01\x02", *place) + told)
        self.digests[name] = digest.hexdigest()
        return self.digests[name]

    def close(self) -> None:
        """Write the directory."""
        start, directory = self.file.tell(), b"".join(self.directory)
        count = len(self.directory)
        self.file.write(directory + END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))


def header(name: bytes, crc: int, size: int) -> bytes:
    """What stands before a file."""
    return LOCAL.pack(b"PK\x03\x04", 20, 0x800, 0, 0, DAY_ONE, crc, size, size, len(name), 0) + name
