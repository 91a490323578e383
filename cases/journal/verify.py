"""Proving a history: everything the tables say is derived again from the bytes of the entries.

What a finding's code means stands beside the check that raises it; `place` is a case and an entry.
CANON: the bytes are no entry. SHAPE: rows hold what no code writes. The other codes stand in TEXTS and in traces.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from cases.lifecycle.act import Origin
from cases.lifecycle.beginnings import BEGINNINGS, IMPORTED
from cases.lifecycle.move import moves_of
from cases.models import LAWS, Case, Entry

from . import body, traces
from .finding import Fetch, Finding, Told

# Events of the door and of workers that are no moves of the law: the state stays; one of them brings a case in.
EVENTS = frozenset({"decide", "undo", "lapse", "rendered", "judged", "reminded", "redacted", IMPORTED})


def verify(cases: QuerySet[Case], *, fetch: Fetch | None = None) -> Iterator[Finding]:
    """Every finding in the cases' histories; `fetch` reads blobs, without it their bytes are not checked."""
    related = ("entries__disclosures", "letters", "drafts", "numbers")
    for case in cases.select_related("body").prefetch_related(*related).order_by("pk").iterator(chunk_size=200):
        told, findings = read_chain(case)
        yield from findings
        yield from law_kept(case, told)
        try:
            yield from traces.compare(case, told, fetch)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Rows that were tampered with may hold what no code of ours writes.
            yield Finding("SHAPE", str(case.uid), f"what is kept of this case cannot be read: {error!r}")


def read_chain(case: Case) -> tuple[list[Told], list[Finding]]:
    """The entries of a case as their bytes tell them, and what is wrong with the chain."""
    told: list[Told] = []
    findings: list[Finding] = []
    prev = body.START
    entries = sorted(case.entries.all(), key=lambda entry: entry.seq)
    for seq, entry in enumerate(entries, 1):
        place = f"{case.uid}/{entry.seq}"
        try:
            content = body.read(entry.body)
        except (ValueError, RecursionError) as error:
            findings.append(Finding("CANON", place, str(error)))
            continue
        octets = bytes(entry.body)
        wrong = {
            "HASH": entry.hash != body.entry_hash(octets),
            "CHAIN": content.get("prev") != prev,
            "SEQ": entry.seq != seq or content.get("seq") != seq,
            "COLUMNS": columns(entry) != columns_told(content),
            "CASE": (content.get("case"), content.get("body")) != (case.uid.hex, case.body.code),
        }
        findings += [Finding(code, place, TEXTS[code]) for code, is_wrong in wrong.items() if is_wrong]
        told.append(content)
        prev = body.entry_hash(octets)
    if (case.head_seq, case.head_hash) != (len(entries), prev):
        findings.append(Finding("HEAD", str(case.uid), TEXTS["HEAD"]))
    return told, findings


TEXTS = {
    "HASH": "the hash is not that of the bytes",
    "CHAIN": "the entry does not continue the one before it",
    "SEQ": "an entry is missing or out of its place",
    "COLUMNS": "the columns do not repeat the bytes",
    "CASE": "the entry belongs to another case",
    "HEAD": "the case's head is not its last entry",
}


def columns(entry: Entry) -> tuple[Any, ...]:
    """What an entry's row says beside its bytes."""
    moments = (body.micros(entry.occurred_at), body.micros(entry.recorded_at))
    return (
        entry.seq, entry.move, entry.source, entry.target, entry.actor, entry.author, *moments, entry.origin,
        entry.request_key,
    )  # fmt: skip


def columns_told(content: Told) -> tuple[Any, ...]:
    """The same as the bytes tell it."""
    names = ("seq", "move", "from", "to", "actor", "author", "occurred_at", "recorded_at", "origin")
    return tuple(content.get(name) for name in (*names, "request"))


def law_kept(case: Case, told: list[Told]) -> Iterator[Finding]:
    """The history replayed against the law: lawful moves, unbroken states, and the state they lead to.

    LAW: a move the law does not know from that state, or by none of its roles. ORDER: an entry starts where
    the one before it did not end, or was recorded before it. STATE: the case is not where its history ends.
    """
    rules = moves_of(LAWS[case.direction])
    state, recorded = "", 0
    for content in told:
        place = f"{case.uid}/{content['seq']}"
        if (
            content["from"] != state
            or content["recorded_at"] < recorded
            or content["occurred_at"] > content["recorded_at"]
        ):
            yield Finding("ORDER", place, "the entry does not follow the one before it")
        rule = rules.get(content["move"])
        if content["move"] == IMPORTED:
            lawful = content["from"] == "" and content["origin"] == Origin.IMPORT
            lawful = lawful and content["to"] in BEGINNINGS[case.direction]
        elif content["move"] in EVENTS:
            lawful = content["from"] == content["to"] != ""
        else:
            lawful = rule is not None and content["from"] in rule.sources
            lawful = lawful and rule is not None and content["to"] == (rule.target or content["from"])
            lawful = lawful and rule is not None and bool(set(content["roles"]) & rule.by)
        if not lawful:
            yield Finding("LAW", place, f"{content['move']} is not lawful here")
        state, recorded = content["to"], content["recorded_at"]
    if case.state != state:
        yield Finding("STATE", str(case.uid), f"the case says {case.state!r}, its history {state!r}")
