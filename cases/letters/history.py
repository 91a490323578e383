"""The history of a case as a sheet (D21), printed on demand from the entries themselves."""

from collections.abc import Iterable, Iterator
from typing import Any

from cases.journal import body as journal
from cases.lifecycle.sheets import Sheet
from cases.models import Disclosure, Entry, LivingCase

from . import dates, deadline
from .occasion import FORMAT, Facts, drawing, identity, letterhead, norm_of, person
from .reading import reading_of

OFFICIALS = frozenset(
    {"approver", "executor", "official", "officials", "resolved_by", "signer", "to"}
)  # facts that name people of the body by their ids


def freeze_history(case: LivingCase, entries: Iterable[Entry]) -> Facts:
    """The facts of D21. `entries` are the case's, in order, best with their disclosures prefetched.

    A sealed text is shown when its disclosure opens the commitment of the entry; otherwise the sheet says
    that it was destroyed or does not match.
    """
    told = [(entry, journal.read(bytes(entry.body))) for entry in entries]
    people = {one for entry, _ in told for one in (entry.actor, entry.author) if one is not None}
    people |= {content["effects"]["instead_of"] for _, content in told if "instead_of" in content["effects"]}
    people |= {one for _, content in told for one in ids_in(content["facts"], content["move"])}
    names = {pk: person(official) for pk, official in reading_of(case).officials(people).items()}
    return {
        "format": FORMAT,
        "sheet": Sheet.HISTORY.value,
        "seq": told[-1][0].seq if told else 0,
        "move": "",
        "profile": drawing(norm_of(case.body, case.number_date or case.local_day(case.opened_at))),
        "body": letterhead(case.body),
        "case": identity(case),
        "state": case.state,
        "term": deadline.page(case),
        "entries": [line(case, entry, content, names) for entry, content in told],
    }


def line(case: LivingCase, entry: Entry, content: dict[str, Any], names: dict[int, Facts]) -> Facts:
    """One entry: who did what when, the facts in plain, the sealed ones opened, and its hash."""
    zone = case.body.time_zone
    sealed = opened(content["sealed"], entry.disclosures.all())
    author = sealed.pop("author", None)
    sealed.pop("rows", None)  # for proofs: the facts above say the same to a reader
    return {
        "seq": entry.seq,
        "move": entry.move,
        "source": entry.source,
        "target": entry.target,
        "author": author["value"] if author and author["value"] else names.get(entry.author or 0),
        "entered_by": names.get(entry.actor or 0) if entry.actor != entry.author else None,
        "instead_of": names.get(content["effects"].get("instead_of", 0)),
        "origin": entry.origin,
        "occurred": dates.moment(entry.occurred_at, zone),
        "recorded": dates.moment(entry.recorded_at, zone),
        "facts": [
            {"name": name, "value": spoken(with_names(name, value, names, entry.move))}
            for name, value in sorted(content["facts"].items())
        ],
        "sealed": [
            {"name": name, "standing": one["standing"], "value": spoken(one["value"])}
            for name, one in sorted(sealed.items())
        ],
        "sheets": [{"sheet": kind, "digest": digest} for kind, digest in sorted(content["sheets"].items())],
        "hash": entry.hash,
    }


def opened(commitments: dict[str, str], disclosures: Iterable[Disclosure]) -> dict[str, Facts]:
    """Each sealed fact with its standing: `open`, `destroyed`, or `differs` from the commitment."""
    found = {one.name: journal.Seal(bytes(one.salt), one.value) for one in disclosures}
    sealed: dict[str, Facts] = {}
    for name, commitment in commitments.items():
        seal = found.get(name)
        if seal is None:
            sealed[name] = {"standing": "destroyed", "value": None}
        elif seal.commitment != commitment:
            sealed[name] = {"standing": "differs", "value": None}
        else:
            sealed[name] = {"standing": "open", "value": seal.value}
    return sealed


def is_official(name: str, move: str) -> bool:
    """Whether a fact names an official; a letter is forwarded to another body."""
    return name in OFFICIALS and (name, move) != ("to", "forward")


def ids_in(value: Any, move: str, name: str = "") -> Iterator[int]:
    """The ids of the officials that facts name."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from ids_in(part, move, key)
    elif isinstance(value, list):
        for part in value:
            yield from ids_in(part, move, name)
    elif isinstance(value, int) and is_official(name, move):
        yield value


def with_names(name: str, value: Any, names: dict[int, Facts], move: str) -> Any:
    """A fact with the names of officials in the place of their ids."""
    if isinstance(value, dict):
        return {key: with_names(key, part, names, move) for key, part in value.items()}
    if isinstance(value, list):
        return [with_names(name, part, names, move) for part in value]
    return names[value]["name"] if is_official(name, move) and value in names else value


def spoken(value: Any) -> str:
    """A fact as one line of text."""
    if isinstance(value, dict):
        if "paragraphs" in value:  # a whole letter: it has sheets of its own, here its heading names it
            return f"«{value['heading']}»"
        told = "; ".join(f"{key}: {spoken(part)}" for key, part in value.items() if key != "official")
        return f"{spoken(value['official'])} ({told})" if "official" in value else told
    if isinstance(value, list):
        return ", ".join(spoken(part) for part in value)
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "да" if value else "нет"
    return str(value)
