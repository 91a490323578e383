"""What a proof of a history finds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

type Fetch = Callable[[str], bytes]
type Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the bytes say."""

    code: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.place}: {self.text}"
