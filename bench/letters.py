"""`./run python -m bench.letters --json`: what a letter costs, ours and by other engines, the same letter in one run.

Seconds of a processor, children included: medians of interleaved runs. The engines are set up by the benchmark itself;
one that cannot be had is a row that says so. `workers_ratio` is the only figure by the clock on the wall: it needs a
machine with two processors and nothing else to do.
"""

import argparse
import json
import os
import statistics
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import pypdfium2  # noqa: E402

from bench import engines  # noqa: E402
from cases.letters import drawing, rendering, specimens  # noqa: E402
from cases.letters.limits import USUAL  # noqa: E402
from cases.letters.press import Press  # noqa: E402
from cases.lifecycle.sheets import Sheet  # noqa: E402

NORM, ROUNDS, LONG = "ru-2025", 5, 10
MERGED = 20  # letters of one merge
ENDLESS = replace(USUAL, sheets=1_000_000)  # one hand for all: what leaks must show

type Facts = dict[str, Any]


def letter_of(pages: int) -> Facts:
    """The seed letter with as many paragraphs as make it so many pages long."""
    facts = specimens.specimen(Sheet.LETTER, NORM)
    paragraphs = facts["letter"]["paragraphs"]
    for times in range(1, 200):
        facts["letter"]["paragraphs"] = (paragraphs[:2] if pages == 1 else paragraphs) * times
        if len(pypdfium2.PdfDocument(rendering.render(facts))) >= pages:
            return facts
    raise SystemExit(f"no letter of {pages} pages")


def with_number(facts: Facts, number: int) -> Facts:
    """The letter to another addressee, with another number: its code and its data differ."""
    told = facts | {"case": facts["case"] | {"number": f"06-09/{number}"}, "letter": dict(facts["letter"])}
    told["letter"]["addressees"] = [["Правительство Примерной области", f"Отдел № {number}"]]
    return told


def set_up(press: Press) -> tuple[dict[str, engines.Engine], dict[str, str]]:
    """The engines that are here, and why others are not."""
    found: dict[str, engines.Engine] = {
        "ours, warm": engines.ours(press),
        "WeasyPrint, naive": engines.naive,
        "WeasyPrint, cold": engines.cold,
    }
    absent = {}
    others = {"LibreOffice": engines.libreoffice, "Chromium": engines.chromium, "Typst": engines.typst}
    for name, make in others.items():
        try:
            found[name] = make()
        except (engines.Absent, OSError) as lack:
            absent[name] = str(lack)
    return found, absent


def timed(found: dict[str, engines.Engine], absent: dict[str, str], facts: Facts, rounds: int) -> dict[str, float]:
    """Milliseconds of a letter by each engine: medians of interleaved runs, after one that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in found}
    for turn in range(rounds + 1):
        for name in list(taken):
            try:
                spent = found[name](with_number(facts, turn))  # never the same twice: Typst remembers what it has set
            except Exception as error:  # an engine of others that fails is told, and the rest is measured
                absent[name] = f"{type(error).__name__}: {str(error)[:200]}"
                del taken[name], found[name]
                continue
            if turn:
                taken[name].append(spent * 1000)
    return {name: round(statistics.median(times), 1) for name, times in taken.items()}


def merge_ratio(press: Press, facts: Facts) -> float:
    """What a letter of a merge takes beside a naive one: one text to many addressees."""
    ours = engines.ours(press, mailed=True)
    merged, naive = [], []
    for number in range(MERGED):
        one = with_number(facts, number)
        merged.append(ours(one))
        if number % 4 == 0:
            naive.append(engines.naive(one))
    return round(statistics.median(merged) / statistics.median(naive), 2)


def workers_ratio(facts: Facts, letters: int = 40) -> float:
    """How much quicker two presses draw as many letters as one does, by the wall."""
    manuscripts = [rendering.manuscript(with_number(facts, number)) for number in range(letters)]
    presses = [Press(), Press()]
    for press in presses:
        press.draw(manuscripts[0])
    took = []
    for used in (presses[:1], presses):
        shares = [manuscripts[start :: len(used)] for start in range(len(used))]
        began = time.perf_counter()
        threads = [threading.Thread(target=draw_all, args=pair) for pair in zip(used, shares, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took.append(time.perf_counter() - began)
    for press in presses:
        press.close()
    return round(took[0] / took[1], 2)


def draw_all(press: Press, manuscripts: list[drawing.Manuscript]) -> None:
    """Draw them one after the other."""
    for manuscript in manuscripts:
        press.draw(manuscript)


def memory_growth(facts: Facts, letters: int) -> float:
    """By how many MB one hand grows between a tenth of so many letters and the last, each another one."""
    press = Press()
    seen: dict[int, float] = {}
    for number in range(1, letters + 1):
        press.draw(rendering.manuscript(with_number(facts, number)), bounds=ENDLESS)
        if number in (letters // 10, letters):
            seen[number] = resident(press)
    press.close()
    return round(seen[letters] - seen[letters // 10], 1)


def resident(press: Press) -> float:
    """MB that the hand of a press holds."""
    room = press.room.pid if press.room else 0
    hand = Path(f"/proc/{room}/task/{room}/children").read_text(encoding="ascii").split()[0]
    status = Path(f"/proc/{hand}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def measure(rounds: int, letters: int) -> dict[str, Any]:
    """Every figure."""
    press = Press()
    found, absent = set_up(press)
    short, long = letter_of(1), letter_of(LONG)
    one, ten = timed(found, absent, short, rounds), timed(found, absent, long, rounds)
    rows = [{"engine": name, "page_ms": one.get(name), "ten_pages_ms": ten.get(name)} for name in {**one, **ten}]
    told = {
        "single_ratio": round(one["ours, warm"] / one["WeasyPrint, naive"], 2),
        "merge_ratio": merge_ratio(press, short),
        "workers_ratio": workers_ratio(short),
        "memory_growth_mb": memory_growth(short, letters),
        "letters": letters,
        "rows": [row | {"absent": absent.get(str(row["engine"]), "")} for row in rows]
        + [{"engine": name, "absent": why} for name, why in absent.items() if name not in {**one, **ten}],
    }
    press.close()
    return told


def main() -> None:
    """Print the figures, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--letters", type=int, default=1_000, help="drawn by one hand, for its memory")
    options = parser.parse_args()
    found = measure(options.rounds, options.letters)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        for line in value if isinstance(value, list) else [f"{name}: {value}"]:
            print(line)


if __name__ == "__main__":
    main()
