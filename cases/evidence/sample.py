"""A random sample of cases that everybody can draw again: chance comes from a seed that is named."""

import hashlib
from datetime import date

from cases.models import Case, Entry

METHOD = (
    "Every case of the period is ranked by SHA-256 of «seed/uid» (UTF-8, uid as 32 hex digits); the sample is the "
    "first ranks. Who knows the seed and the list of cases draws the same sample."
)


def draw(cases: list[Case], seed: str, count: int) -> list[Case]:
    """The sample, in the order of its ranks; fewer where there are fewer."""
    return sorted(cases, key=lambda case: rank(seed, case))[:count]


def rank(seed: str, case: Case) -> str:
    """Where a case stands in the order of a seed."""
    return hashlib.sha256(f"{seed}/{case.uid.hex}".encode()).hexdigest()


def of_period(since: date | None, until: date | None) -> list[Case]:
    """The cases that had an entry in a period, both days included."""
    entries = Entry.objects.all()
    if since is not None:
        entries = entries.filter(recorded_at__date__gte=since)
    if until is not None:
        entries = entries.filter(recorded_at__date__lte=until)
    return list(Case.objects.filter(uid__in=entries.values("case_id")).select_related("body").order_by("pk"))
