"""The body's scanner for viruses: clamd, asked by its INSTREAM command over TCP or a socket of the machine."""

import socket
from urllib.parse import urlsplit

PATIENCE = 20  # seconds
PIECE = 1 << 16


class NoAnswer(Exception):
    """The scanner cannot be asked, or does not say that a file is clean or not."""


def is_clean(octets: bytes, address: str) -> bool:
    """Whether the scanner at tcp://HOST:PORT or unix:///PATH finds nothing. Raises NoAnswer."""
    try:
        with connect(address) as wire:
            wire.sendall(b"zINSTREAM\0")
            for start in range(0, len(octets), PIECE):
                piece = octets[start : start + PIECE]
                wire.sendall(len(piece).to_bytes(4) + piece)
            wire.sendall(bytes(4))
            answer = wire.makefile("rb").read(4096).rstrip(b"\0\n ")
    except OSError as error:
        raise NoAnswer(type(error).__name__) from error
    if answer == b"stream: OK":
        return True
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return False
    raise NoAnswer("no verdict")


def connect(address: str) -> socket.socket:
    """A connection to the scanner. Raises OSError."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(PATIENCE)
        wire.connect(parts.path)
        return wire
    return socket.create_connection((parts.hostname, parts.port or 3310), timeout=PATIENCE)
