"""The other end of the exchange folder: it takes letters out, drops repeats by their key, and hands them over."""

import hashlib
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from tests.lives.watch import Broken


class Gateway:
    """Every letter that came, by its key, and how often each copy (id of a dispatch) was delivered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: dict[str, str] = {}
        self.copies: Counter[int] = Counter()
        self.repeats = 0

    def take(self) -> list[int]:
        """Empty the folder; returns the copies that were delivered now. Raises Broken when one comes twice."""
        delivered = []
        for file in sorted(self.folder.glob("*.pdf")):
            key, digest = unquote(file.stem), hashlib.sha256(file.read_bytes()).hexdigest()
            file.unlink()
            if key in self.taken:
                self.repeats += 1
                if self.taken[key] != digest:
                    raise Broken("dispatch", f"{key} came with other bytes")
                continue
            self.taken[key] = digest
            copy = int(key.split(":")[1])
            self.copies[copy] += 1
            if self.copies[copy] > 1:
                raise Broken("dispatch", f"copy {copy} was delivered {self.copies[copy]} times")
            delivered.append(copy)
        return delivered
