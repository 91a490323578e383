"""The export of evidence: histories as of a census, and a record of the export itself as the last leaf of the log."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases import access
from cases.evidence import account, bundle
from cases.evidence.note import told
from cases.evidence.package import Package
from cases.journal.body import micros
from cases.lifecycle.facts import canonical
from cases.lifecycle.refusal import BadFact
from cases.models import Case, Checkpoint, Reading

from . import sequencer

if TYPE_CHECKING:
    from cases.models import User


def export(
    file: BinaryIO,
    *,
    cases: list[int] | None,
    at: datetime,
    by: "User | None" = None,
    previous: Iterable[str] = (),
) -> list[str]:
    """Write a bundle into a file that can be sought; returns the uids of the cases in it.

    cases: ids, None for all. by: whose eyes it is for; he gets what he may read (V25) and no other case; None is the
    installation itself. previous: checkpoints (notes) that the auditor holds. Raises NotFound, BadFact, NoLogKey.
    """
    chosen = visible(cases, by, at)
    held = [of_this_log(note) for note in previous]
    checkpoint, taken = sequencer.take_census(at)
    scope = bundle.Scope(chosen, checkpoint.size, whole=cases is None and by is None)
    package = Package(file)
    bundle.fill(package, scope, taken)
    for name, octets in account.pages(scope, at):
        package.add(name, octets)
    uids = scope.uids()
    manifest = canonical(
        {
            "v": 1,
            "at": micros(at),
            "by": by.pk if by else None,
            "all": scope.whole,
            "below": scope.below,
            "cases": uids,
            "files": dict(package.digests),
        }
    )
    record = {"v": 1, "kind": "export", "at": micros(at), "by": by.pk if by else None, "cases": len(uids)}
    octets = canonical(record | {"manifest": hashlib.sha256(manifest).hexdigest()})
    bundle.close(package, scope, sequencer.log_export(octets, at), manifest, held)
    if by is not None:
        for case in chosen:
            Reading.objects.create(user=by, case=case, kind=Reading.Kind.EXPORT, read_at=at)
    return uids


def visible(cases: list[int] | None, by: "User | None", at: datetime) -> QuerySet[Case]:
    """The chosen cases, as far as he may see them. Raises NotFound when one of them is none."""
    if by is None:
        all_ = Case.objects.all()
    else:
        today = access.today(by, at)
        all_ = access.visible_to(by, on=today).filter(access.admitted(by, on=today))
    if cases is None:
        return all_
    found = all_.filter(pk__in=cases)
    if found.count() != len(set(cases)):
        raise access.NotFound(_("no such case"))
    return found


def of_this_log(note: str) -> int:
    """The size of a checkpoint of ours. Raises BadFact for one that this log never signed."""
    try:
        size = told(note)[1]
    except ValueError:
        size = -1
    if not Checkpoint.objects.filter(size=size).exists():
        raise BadFact(_("this is no checkpoint of this log"), field="previous")
    return size
