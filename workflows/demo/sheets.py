"""What the story leaves: every sheet of every case under a speaking name, beside the act that made it."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from cases.letters import blobs, history, names, press
from cases.lifecycle.move import moves_of
from cases.lifecycle.sheets import Sheet
from cases.models import Case, LivingCase


class NotAsDeclared(Exception):
    """An act left other sheets than the law declares, or two sheets have one name."""


def leave(case: LivingCase, folder: Path) -> Iterator[str]:
    """Write every sheet and the history of a case; a line an act and sheet. Raises NotAsDeclared."""
    left = leave_letters(case, folder)
    rules = moves_of(type(case))
    for entry in case.entries.filter(move__in=rules).order_by("seq"):
        rule = rules[entry.move]
        if set(rule.sheets) != set(left[entry.seq]):
            raise NotAsDeclared(f"{entry.move}: declared {sorted(rule.sheets)}, left {sorted(left[entry.seq])}")
        for sheet in sorted(rule.sheets):
            yield line(entry.seq, entry.move, sheet, left[entry.seq][sheet])
        if not rule.sheets:
            yield line(entry.seq, entry.move, "–", f"({rule.no_sheet})")
    yield line(case.head_seq, "print_history", Sheet.HISTORY, leave_history(case, folder))


def leave_letters(case: LivingCase, folder: Path) -> dict[int, dict[str, str]]:
    """Write the sheets of a case; their names by entry and sheet."""
    letters = list(case.letters.select_related("entry").order_by("entry__seq", "sheet"))
    last = {letter.sheet: letter.pk for letter in letters}
    left: dict[int, dict[str, str]] = defaultdict(dict)
    for letter in letters:
        is_last = last[letter.sheet] == letter.pk
        name = names.file_name(case.number, Sheet(letter.sheet), letter.entry.seq, last=is_last)
        put(folder / name, blobs.fetch(letter.digest))
        left[letter.entry.seq][letter.sheet] = name
    return left


def leave_history(case: LivingCase, folder: Path) -> str:
    """Write the history of a case, as `manage print_history` prints it; its name."""
    entries = case.entries.prefetch_related("disclosures").order_by("seq")
    name = names.file_name(case.number, Sheet.HISTORY, case.head_seq, last=True)
    put(folder / name, press.render(history.freeze_history(case, list(entries))).pdf)
    return name


def put(path: Path, octets: bytes) -> None:
    """Write a file that is not there yet. Raises NotAsDeclared."""
    if path.exists():
        raise NotAsDeclared(f"two sheets are called {path.name}")
    path.write_bytes(octets)


def line(seq: int, move: str, sheet: str, told: str) -> str:
    """One line of the table act → sheet → file."""
    return f"  {seq:>3}  {move:<24} {sheet:<3}  {told}"


def headline(case: Case) -> str:
    """Whose case it is, which way it goes, and where it stands."""
    return f"{case.body}: {case.get_direction_display()} {case} «{case.title}», {case.get_state_display()}"
