"""What is said of a signature, and of a file by all its signatures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cases.lifecycle.signatures import Standing

ORDER = list(Standing)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One signature. Of one that cannot be read only `field`, `standing` and `why` are told.

    at: when it was made; `stamped` says whether a time stamp proves it, else it is the signer's own word.
    """

    standing: Standing
    field: str = ""
    algorithm: str = ""
    owner: str = ""
    serial: str = ""
    since: datetime | None = None
    until: datetime | None = None
    at: datetime | None = None
    stamped: bool = False
    why: str = ""

    def but(self, standing: Standing, why: str) -> "Verdict":
        """The same signature with another finding, never a better one."""
        return replace(self, standing=worse(self.standing, standing), why=why or self.why)


def worse(one: Standing, other: Standing) -> Standing:
    """The worse of two findings."""
    return max(one, other, key=ORDER.index)


def of_file(verdicts: Iterable[Verdict]) -> Standing:
    """What is said of a file: the worst of its signatures; without any it is unsigned."""
    found = [one.standing for one in verdicts]
    return max(found, key=ORDER.index) if found else Standing.ABSENT


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict for machines."""
    times = {name: getattr(verdict, name) for name in ("since", "until", "at")}
    return {
        "standing": verdict.standing.value,
        "field": verdict.field,
        "algorithm": verdict.algorithm,
        "owner": verdict.owner,
        "serial": verdict.serial,
        "stamped": verdict.stamped,
        "why": verdict.why,
        **{name: moment.isoformat() if moment else None for name, moment in times.items()},
    }
