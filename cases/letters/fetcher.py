"""What a sheet may load while it is rendered: assets of our own by name, and nothing else."""

from collections.abc import Mapping
from typing import Any


class RefusedAddress(Exception):
    """A sheet asked for something outside Chancery."""


class LockedFetcher:
    """No network, no files: only registered assets, {address: (bytes, media type)}.

    The default fetcher would follow http, file and ftp addresses from any attribute or style.
    """

    # WeasyPrint asks for this by name: a refusal stops the rendering instead of leaving a hole in the sheet.
    _fail_on_errors = True

    def __init__(self, assets: Mapping[str, tuple[bytes, str]] | None = None) -> None:
        self.assets = dict(assets or {})

    def __call__(self, url: str) -> Any:
        """The asset behind an address. Raises RefusedAddress."""
        from weasyprint.urls import URLFetcherResponse

        if url not in self.assets:
            raise RefusedAddress(url[:200])
        octets, kind = self.assets[url]
        return URLFetcherResponse(url, octets, {"Content-Type": kind})
