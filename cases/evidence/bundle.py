"""What goes into a bundle of evidence: everything that the entries of some cases name, and the tree around them.

The histories are told as of a checkpoint of `below` leaves, whose last one is a census.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet

from cases.letters import blobs
from cases.lifecycle.facts import canonical
from cases.models import Case, Checkpoint, Disclosure, Draft, Entry, Leaf, Letter

from . import law, log, merkle
from .census import Census
from .package import Package

MOST_CHECKPOINTS = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases are told, up to which leaf; `whole`: all there are."""

    cases: QuerySet[Case]
    below: int
    whole: bool

    def entries(self) -> QuerySet[Entry]:
        """The entries that are told, in the order of the log."""
        told = Entry.objects.filter(leaf__position__lt=self.below)
        if not self.whole:
            told = told.filter(case__in=self.cases.values("uid"))
        return told.order_by("leaf__position")

    def uids(self) -> list[str]:
        """The cases that have entries to tell, by their uids."""
        uids: set[Any] = set(self.entries().order_by().values_list("case_id", flat=True))
        return sorted(uid.hex for uid in uids)


def fill(package: Package, scope: Scope, taken: Census) -> None:
    """Write all that stands before the export is logged; the manifest will hold it."""
    package.add("law.json", law.octets())
    package.add("verify_evidence.py", (settings.BASE_DIR / "verify_evidence.py").read_bytes())
    package.add("disclosures.jsonl", disclosures(scope))
    for name, octets in files(scope):
        if name not in package.digests:
            package.add(name, octets)
    told, bodies = set(scope.uids()), set(scope.cases.order_by().values_list("body__code", flat=True))
    package.add("census/heads.jsonl", rows(taken.heads, lambda head: head[0] in told, whole=scope.whole))
    package.add("census/registers.jsonl", rows(taken.registers, lambda one: one["body"] in bodies, whole=scope.whole))


def disclosures(scope: Scope) -> Iterator[bytes]:
    """The texts that are still disclosed, a line each, in the order of the log."""
    told = Disclosure.objects.filter(entry__in=scope.entries().order_by()).order_by("entry__leaf__position", "name")
    columns: Any = ("entry__case_id", "entry__seq", "name", "salt", "value")
    for uid, seq, name, salt, value in told.values_list(*columns).iterator(chunk_size=2000):
        line = {"case": uid.hex, "seq": seq, "name": name, "salt": bytes(salt).hex(), "value": value}
        yield canonical(line) + b"\n"


def files(scope: Scope) -> Iterator[tuple[str, bytes]]:
    """Sheets, letters, drafts, attachments and scans, each by its digest; what is not kept any more is left out."""
    for letter in Letter.objects.filter(entry__in=scope.entries().order_by()).order_by("pk").iterator():
        if letter.context:
            yield f"sheets/{letter.context_digest}.json", canonical(letter.context)
    for draft in Draft.objects.filter(case__uid__in=scope.uids()).order_by("pk").iterator():
        yield f"drafts/{draft.digest}.json", canonical(draft.content)
        for one in draft.content["attachments"]:
            yield from kept(f"files/{one['digest']}", one["digest"])
    for octets in scope.entries().values_list("body", flat=True).iterator(chunk_size=2000):
        content = json.loads(bytes(octets))
        for digest in drawn(content):
            yield from kept(f"letters/{digest}.pdf", digest)
        if content["scan"]:
            yield from kept(f"files/{content['scan']}", content["scan"])


def drawn(content: dict[str, Any]) -> list[str]:
    """The digests of what an entry binds: a sheet, and the copies of a mailing."""
    effects = content["effects"]
    return [effects["bytes"], *effects.get("copies", {}).values()] if content["move"] == "rendered" else []


def kept(name: str, digest: str) -> Iterator[tuple[str, bytes]]:
    """A blob under its name in the bundle; one that is missing or damaged is for the verifier to tell."""
    try:
        yield name, blobs.fetch(digest)
    except (blobs.MissingBlob, blobs.DamagedBlob):
        return


def rows(leaves: list[Any], is_told: Callable[[Any], bool], *, whole: bool) -> Iterator[bytes]:
    """The told leaves of a tree of the census, a line each: [leaf, position, path]; of a whole tree without paths."""
    read = merkle.tree([] if whole else [merkle.leaf_hash(canonical(leaf)) for leaf in leaves])
    for place, leaf in enumerate(leaves):
        if whole:
            yield canonical([leaf, place, []]) + b"\n"
        elif is_told(leaf):
            path = merkle.inclusion(place, len(leaves), read)
            yield canonical([leaf, place, [one.hex() for one in path]]) + b"\n"


def close(package: Package, scope: Scope, checkpoint: Checkpoint, manifest: bytes, held: Iterable[int] = ()) -> None:
    """Write what stands on the log with the export in it: the tree, proofs, checkpoints; then the directory.

    held: sizes of checkpoints that the auditor holds; that the log continues them is proved.
    """
    package.add("manifest.json", manifest)
    package.add("log.jsonl", tree(scope, checkpoint.size))
    package.add("checkpoint", checkpoint.note.encode())
    for size, note in sorted(carried(scope, set(held)).items()):
        package.add(f"checkpoints/{size}", note.encode())
        if not (scope.whole and size <= scope.below):
            package.add(f"consistency/{size}", lines(merkle.consistency(size, checkpoint.size, log.read)))
    if not scope.whole:
        for uid, place in heads(scope).items():
            proof = lines(merkle.inclusion(place, checkpoint.size, log.read)).decode()
            package.add(
                f"proofs/{uid}.tlog-proof",
                f"c2sp.org/tlog-proof@v1\nindex {place}\n{proof}\n{checkpoint.note}".encode(),
            )
    package.close()


def lines(hashes: list[bytes]) -> bytes:
    """The hashes of a proof, a line of base64 each."""
    return b"".join(base64.b64encode(one) + b"\n" for one in hashes)


def heads(scope: Scope) -> dict[str, int]:
    """Where the last told entry of each case lies in the log."""
    last = scope.entries().order_by("case_id").values("case_id").annotate(place=Max("leaf__position"))
    told: Any = last.values_list("case_id", "place")
    return {uid.hex: place for uid, place in told}


def carried(scope: Scope, held: set[int]) -> dict[int, str]:
    """Older checkpoints by size: those before and after each told entry, evenly thinned, the held ones, and `below`."""
    standing = Checkpoint.objects.filter(size__gt=0).order_by("-size", "-pk")
    first = dict(standing.values_list("size", "pk"))  # the earliest one of each size
    sizes = sorted(size for size in first if size <= scope.below)
    if not scope.whole:
        sizes = around(sizes, scope.entries().values_list("leaf__position", flat=True))
    step = max(1, len(sizes) // MOST_CHECKPOINTS)
    wanted = {*sizes[::step], scope.below} | held
    notes = Checkpoint.objects.in_bulk([first[size] for size in wanted])
    return {size: notes[first[size]].note for size in wanted}


def around(sizes: list[int], positions: Iterable[int]) -> list[int]:
    """The sizes that bound some positions: the last that does not have one, and the first that has it."""
    found, place, before = set(), 0, 0
    for position in positions:
        while place < len(sizes) and sizes[place] <= position:
            before, place = sizes[place], place + 1
        found |= {before, sizes[place] if place < len(sizes) else 0}
    return sorted(found - {0})


def tree(scope: Scope, size: int) -> Iterator[bytes]:
    """The lines of the log: told leaves by their bytes, all others under the fewest hashes."""
    place = 0
    for position, octets in told(scope, size):
        yield from gap(place, position)
        yield octets + b"\n"
        place = position + 1
    yield from gap(place, size)


def told(scope: Scope, size: int) -> Iterator[tuple[int, bytes]]:
    """The leaves that are told, in their order: entries, the census, the export; of a whole log the older censuses."""
    entries = scope.entries().values_list("leaf__position", "body").iterator(chunk_size=2000)
    records = Leaf.objects.filter(position__in=(scope.below - 1, size - 1)).exclude(record=None)
    if scope.whole:
        records = Leaf.objects.filter(position__lt=scope.below).exclude(record=None) | records
    other = iter(list(records.order_by("position").values_list("position", "record__body")))
    waiting = next(other, None)
    for position, octets in entries:
        while waiting is not None and waiting[0] < position:
            yield waiting[0], bytes(waiting[1])
            waiting = next(other, None)
        yield position, bytes(octets)
    while waiting is not None:
        yield waiting[0], bytes(waiting[1])
        waiting = next(other, None)


def gap(first: int, last: int) -> Iterator[bytes]:
    """Leaves that are not told."""
    for height, index in merkle.spans(first, last):
        yield canonical([height, merkle.subtree(height, index, log.read).hex()]) + b"\n"
