"""The scan that a mark of ours is laid over, fetched where blobs are kept."""

from typing import Any

from . import blobs, overlay

MOST = 50 << 20  # bytes; a larger scan is filed as it is, with the mark on a sheet of its own


def assets(context: dict[str, Any]) -> dict[str, tuple[bytes, str]]:
    """The scan under a mark, where there is one that can bear it. Raises DamagedBlob."""
    digest = context.get("scan", "")
    if not digest:
        return {}
    try:
        octets = blobs.fetch(digest)
    except blobs.MissingBlob:  # it has not been brought in yet
        return {}
    return {overlay.SCAN: (octets, "application/pdf")} if b"%PDF-" in octets[:1024] and len(octets) <= MOST else {}
