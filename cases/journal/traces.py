"""What the other tables must say if the history is true: sealed facts, sheets, bytes, drafts, numbers, registers."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from cases.lifecycle.beginnings import IMPORTED
from cases.lifecycle.facts import LetterText, canonical
from cases.models import Case, Number, RegisterYear

from .body import Seal
from .finding import Fetch, Finding, Told
from .rows import rows_stand


def compare(case: Case, told: list[Told], fetch: Fetch | None) -> Iterator[Finding]:
    """Everything that the tables of one case hold against what its entries tell."""
    by_seq = {content["seq"]: content for content in told}
    yield from seals_open(case, by_seq)
    yield from sheets_stand(case, by_seq, fetch)
    yield from copies_stand(case, told, fetch) if fetch is not None else ()
    yield from drafts_stand(case, told)
    yield from number_stands(case, told)
    yield from rows_stand(case, told)


def seals_open(case: Case, told: dict[int, Told]) -> Iterator[Finding]:
    """SEAL: a disclosed value is not what was sealed. DESTROYED: it is gone, and no act says that it was destroyed."""
    lawful = {
        (content["effects"]["of"], name)
        for content in told.values()
        if content["move"] == "redacted"
        for name in content["effects"]["names"]
    }
    for entry in case.entries.all():
        sealed = told.get(entry.seq, {}).get("sealed", {})
        for name in sorted(sealed.keys() - {row.name for row in entry.disclosures.all()}):
            if (entry.seq, name) not in lawful:
                yield Finding("DESTROYED", f"{case.uid}/{entry.seq}", f"{name} is gone, and no act says so")
        for row in entry.disclosures.all():
            salt = row.salt if isinstance(row.salt, (bytes, memoryview)) else b""
            if sealed.get(row.name) != Seal(bytes(salt), row.value).commitment:
                yield Finding("SEAL", f"{case.uid}/{entry.seq}", f"{row.name} is not what was sealed")


def sheets_stand(case: Case, told: dict[int, Told], fetch: Fetch | None) -> Iterator[Finding]:
    """LETTER: a sheet is missing, foreign, or its facts differ. BYTES: its file is not the one that was bound."""
    bound = {
        (c["effects"]["of"], c["effects"]["sheet"]): c["effects"] for c in told.values() if c["move"] == "rendered"
    }
    seqs = {entry.pk: entry.seq for entry in case.entries.all()}
    kept: set[tuple[int, str]] = set()
    for letter in case.letters.all():
        key = (seqs.get(letter.entry_id, 0), letter.sheet)
        kept.add(key)
        place = f"{case.uid}/{key[0]}/{letter.sheet}"
        digest = hashlib.sha256(canonical(letter.context)).hexdigest()
        promised = told.get(key[0], {}).get("sheets", {}).get(letter.sheet)
        if not promised == digest == letter.context_digest:
            yield Finding("LETTER", place, "the facts of the sheet are not those of the entry")
        if letter.digest != bound.get(key, {}).get("bytes", ""):
            yield Finding("BYTES", place, "the history binds other bytes")
        elif letter.digest and fetch is not None and not is_whole(letter.digest, fetch):
            yield Finding("BYTES", place, "the file is missing or damaged")
    for seq, content in told.items():
        for sheet in content["sheets"]:
            if (seq, sheet) not in kept:
                yield Finding("LETTER", f"{case.uid}/{seq}/{sheet}", "the sheet is missing")


def copies_stand(case: Case, told: list[Told], fetch: Fetch) -> Iterator[Finding]:
    """BYTES: the copy that an addressee of a mailing got is not kept, or other bytes are."""
    for effects in (content["effects"] for content in told if content["move"] == "rendered"):
        for ordinal, digest in effects.get("copies", {}).items():
            if not is_whole(digest, fetch):
                yield Finding("BYTES", f"{case.uid}/{effects['of']}/copy {ordinal}", "the file is missing or damaged")


def is_whole(digest: str, fetch: Fetch) -> bool:
    """Whether the blob of a digest is there and is what it says."""
    try:
        return hashlib.sha256(fetch(digest)).hexdigest() == digest
    except Exception:
        return False


def drafts_stand(case: Case, told: list[Told]) -> Iterator[Finding]:
    """DRAFT: a version is missing, foreign, or its text is not the one whose digest the history tells."""
    versions = {c["effects"]["version"]: c["effects"]["digest"] for c in told if "version" in c["effects"]}
    drafts = {draft.version: draft for draft in case.drafts.all()}
    for version in sorted(set(versions) | set(drafts)):
        draft = drafts.get(version)
        digest = LetterText.read(draft.content).digest if draft else None
        if draft is None or not digest == draft.digest == versions.get(version):
            yield Finding("DRAFT", f"{case.uid}/v{version}", "the version is not the one that was written")


def number_stands(case: Case, told: list[Told]) -> Iterator[Finding]:
    """NUMBER: the case's number, or its row in the register, is not what the history tells."""
    issued = [c["effects"] for c in told if "ordinal" in c["effects"]]
    void = any("void" in c["effects"] for c in told)
    expected: set[tuple[Any, ...]] = {
        (e["register"], e["year"], e["ordinal"], e["number"], "void" if void else "issued") for e in issued
    }
    kept = {(n.register_id, n.year, n.ordinal, n.text, n.status) for n in case.numbers.all()}
    if kept != expected or case.number != (issued[-1]["number"] if issued else ""):
        yield Finding("NUMBER", str(case.uid), f"the history tells {sorted(e['number'] for e in issued)}")


def registers_have_no_gap() -> Iterator[Finding]:
    """GAP: a number between the opening balance and the last one is missing, or one stands twice.

    Up to the opening balance stand the numbers of cases that were brought over, above it those that Chancery gave.
    """
    for counter in RegisterYear.objects.select_related("register").order_by("pk"):
        numbers = Number.objects.filter(register=counter.register, year=counter.year)
        before, imported = numbers.filter(ordinal__lte=counter.opening), Q(case__entries__move=IMPORTED)
        if strangers := list(before.exclude(imported).values_list("text", flat=True)[:10]):
            yield Finding("GAP", f"{counter.register} {counter.year}", f"older than the opening balance: {strangers}")
        above = numbers.filter(ordinal__gt=counter.opening)
        if strangers := list(above.filter(imported).values_list("text", flat=True)[:10]):
            yield Finding(
                "GAP", f"{counter.register} {counter.year}", f"brought over, but not given before: {strangers}"
            )
        ordinals = Counter(above.values_list("ordinal", flat=True))
        expected = set(range(counter.opening + 1, counter.last + 1))
        if set(ordinals) != expected or any(count > 1 for count in ordinals.values()):
            missing = sorted(expected - set(ordinals))[:10]
            yield Finding("GAP", f"{counter.register} {counter.year}", f"missing {missing}")
