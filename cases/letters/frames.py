"""What passes between the press and its room: facts as JSON and parts as bytes, never code."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

MARK = b"sheet"
LARGEST = 1 << 30  # bytes of a part
DIGEST = 32

type Read = Callable[[int], bytes]


class BrokenFrame(Exception):
    """What came is no whole frame: the other side has ended, or died half-way."""


def pack(facts: dict[str, Any], *parts: bytes) -> bytes:
    """A frame: its mark, its digest, the length of its head, the head with the facts and lengths, the parts."""
    head = json.dumps({"facts": facts, "parts": [len(part) for part in parts]}).encode()
    body = b"".join((len(head).to_bytes(4), head, *parts))
    return MARK + hashlib.sha256(body).digest() + body


def unpack(read: Read) -> tuple[dict[str, Any], list[bytes]]:
    """The next frame of a stream whose `read` gives exactly as many bytes, or fewer at its end. Raises BrokenFrame."""
    if read(len(MARK)) != MARK:
        raise BrokenFrame
    digest, length = exactly(read, DIGEST), exactly(read, 4)
    head = exactly(read, int.from_bytes(length))
    try:
        told = json.loads(head)
        facts, lengths = told["facts"], told["parts"]
        parts = [exactly(read, one) for one in lengths]
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenFrame from error
    if hashlib.sha256(b"".join((length, head, *parts))).digest() != digest:
        raise BrokenFrame
    return facts, parts


def exactly(read: Read, count: int) -> bytes:
    """So many bytes. Raises BrokenFrame."""
    if not 0 <= count <= LARGEST or len(octets := read(count)) != count:
        raise BrokenFrame
    return octets
