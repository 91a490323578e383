"""`./run python -m bench.journal --json`: what the chain, the log and a verification of a million entries cost.

* chain_ratio: an act with its chain and guards against the same act without them (median of interleaved acts);
* chain_extra_sql: statements that an act sends for the chain beyond those of a plain history row;
* sequence_us: giving an entry its place in the log, in batches of 1,000, signature included;
* verify_million_s, verify_million_mb: CPU seconds and peak memory of `verify_evidence.py` over a million entries:
  bytes, chains, tree, signatures, law, times, census.

Plays on a test database of its own. `--entries N` verifies fewer and scales the seconds up.
"""

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.acts import own_database  # noqa: E402
from cases.evidence import census, law  # noqa: E402
from cases.evidence.merkle import Frontier, leaf_hash  # noqa: E402
from cases.evidence.note import Signer  # noqa: E402
from cases.evidence.package import Package  # noqa: E402
from cases.journal import body, guards  # noqa: E402
from cases.lifecycle.facts import canonical  # noqa: E402
from cases.models import OutgoingCase, Unlogged  # noqa: E402
from tests import cast  # noqa: E402
from tests.cast import NOON, Office  # noqa: E402
from tests.stories import lives  # noqa: E402
from workflows import sequencer  # noqa: E402

BUDGETS = {
    "chain_ratio": 1.10,
    "chain_extra_sql": 0,
    "sequence_us": 100,
    "verify_million_s": 20,
    "verify_million_mb": 64,
}
VERIFIER = Path(__file__).parent.parent / "verify_evidence.py"
LIFE = 15  # entries of a case of the million
MILLION = 1_000_000


@contextmanager
def unchained() -> Iterator[None]:
    """A history without chain: rows are written as before, but nothing is hashed and no guard looks."""
    guards.take_down(connection)
    with mock.patch.object(body, "entry_hash", lambda _: f"{time.monotonic_ns():064x}"):
        yield
    guards.put_up(connection)


def measure_chain(office: Office, rounds: int) -> dict[str, float]:
    """Acts with and without the chain, by turns, each on a draft of its own."""
    times: dict[bool, list[float]] = {True: [], False: []}
    statements: dict[bool, int] = {}
    for number in range(2 * rounds):
        chained = number % 4 in (0, 3)
        case = lives.to_draft(office)
        submit = partial(lives.act, office, "drafter", OutgoingCase.submit, case)
        with nullcontext() if chained else unchained():
            if number < 4:  # a first act fills what is read once a process
                with CaptureQueriesContext(connection) as seen:
                    submit()
                statements[chained] = len(seen)
            else:
                times[chained].append(timed(submit))
    ratio = statistics.median(times[True]) / statistics.median(times[False])
    return {"chain_ratio": round(ratio, 3), "chain_extra_sql": statements[True] - statements[False]}


def timed(act: Callable[[], object]) -> float:
    """The seconds that an act takes by the clock."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def measure_sequencing(office: Office, signer: Signer) -> dict[str, float]:
    """The microseconds an entry, when a thousand wait; the median of some batches."""
    found = []
    for _ in range(3):
        while Unlogged.objects.count() < 1000:
            case = lives.to_draft(office)
            for _ in range(40):
                lives.act(office, "drafter", OutgoingCase.revise, case, letter=office.letter())
        waiting = Unlogged.objects.count()
        found.append(timed(lambda: sequencer.sequence(office.at, signer=signer)) / waiting * 1e6)
    return {"sequence_us": round(statistics.median(found), 1)}


def measure_verifying(entries: int) -> dict[str, float]:
    """The verifier's own CPU seconds and memory, as a process of its own, over a bundle of many entries."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        signer = Signer("gknt.example/bench", Ed25519PrivateKey.generate())
        (place / "log.vkey").write_text(signer.vkey() + "\n", encoding="utf-8")
        with (place / "bundle.zip").open("wb") as file:
            write_bundle(Package(file), signer, entries)
        command = [sys.executable, "-I", str(VERIFIER), "bundle.zip", "--key", "log.vkey"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=place, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told = subprocess.run(
            [sys.executable, "-I", "-c", PEAK, *command[2:]], cwd=place, check=True, capture_output=True, text=True
        )
    return {
        "verify_million_s": round(seconds * MILLION / entries, 1),
        "verify_million_mb": round(float(told.stdout.split()[-1]), 1),
    }


# The high-water mark of this process alone: ru_maxrss would begin with the size of the process that started it.
PEAK = """
import runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    [mark] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(int(mark.split()[1]) / 1024)
"""


def write_bundle(package: Package, signer: Signer, entries: int) -> None:
    """An honest bundle of cases that live in parallel: lawful drafts, revised again and again."""
    edge, heads, notes = Frontier(), dict[int, bytes](), dict[int, bytes]()
    told = datetime.fromtimestamp(NOON.timestamp() + entries, UTC)
    package.add("law.json", law.octets())

    def leaf(octets: bytes) -> bytes:
        list(edge.add(leaf_hash(octets)))
        if edge.size in (entries + 1, entries + 2):
            notes[edge.size] = signer.sign(edge.size, edge.root(), told).encode()
        return octets + b"\n"

    def log() -> Iterator[bytes]:
        for number in range(entries):
            case, octets = entry(number, heads)
            heads[case] = leaf_hash(octets)
            yield leaf(octets)
        yield leaf(counted)
        yield leaf(canonical({"v": 1, "kind": "export", "manifest": manifest_digest}))

    # The census and the export stand on what the log will say, so its entries are made twice.
    before: dict[int, bytes] = {}
    for number in range(entries):
        case, octets = entry(number, before)
        before[case] = leaf_hash(octets)
    rows = [[uid(case), seqs(case, entries), digest.hex()] for case, digest in sorted(before.items())]
    taken = census.Census(rows, [])
    counted = census.body(taken, NOON, policy=law.digest())
    package.add("census/heads.jsonl", (canonical([row, place, []]) + b"\n" for place, row in enumerate(rows)))
    package.add("census/registers.jsonl", b"")
    manifest = canonical({"v": 1, "all": True, "below": entries + 1, "cases": [], "files": package.digests})
    manifest_digest = hashlib.sha256(manifest).hexdigest()
    package.add("manifest.json", manifest)
    package.add("log.jsonl", log())
    package.add("checkpoint", notes[entries + 2])
    package.add(f"checkpoints/{entries + 1}", notes[entries + 1])
    package.close()


def uid(case: int) -> str:
    """The uid of a case; in the order of the numbers."""
    return f"{case:032x}"


def seqs(case: int, entries: int) -> int:
    """How many entries a case of the million has."""
    first = case // 100 * 100 * LIFE + case % 100
    return min(LIFE, (entries - first + 99) // 100)


def entry(number: int, heads: dict[int, bytes]) -> tuple[int, bytes]:
    """One entry of the million, as the product writes them; a hundred cases live at a time."""
    block, rest = divmod(number, 100 * LIFE)
    case, seq = block * 100 + rest % 100, rest // 100 + 1
    recorded = int(NOON.timestamp() * 1e6) + number * 1_000_000
    content: dict[str, Any] = {
        "v": 1,
        "body": "gknt",
        "case": uid(case),
        "machine": "out",
        "seq": seq,
        "prev": heads[case].hex() if seq > 1 else "0" * 64,
        "move": "draft_letter" if seq == 1 else "decide",
        "from": "" if seq == 1 else "draft",
        "to": "draft",
        "user": 1,
        "actor": 7,
        "author": 7,
        "roles": ["drafter"],
        "occurred_at": recorded,
        "recorded_at": recorded,
        "origin": "live",
        "scan": None,
        "facts": {"language": "ru", "reply_to": None, "signer": 9, "unit": 3},
        "sealed": {},
        "effects": {},
        "sheets": {},
        "request": None,
    }
    return case, canonical(content)


def main() -> None:
    """Print the figures beside their budgets, or as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--entries", type=int, default=MILLION, help="how many entries are verified")
    parser.add_argument("--rounds", type=int, default=100, help="how many acts are timed each way")
    options = parser.parse_args()
    found = measure_verifying(options.entries)
    with own_database():
        office = cast.found()
        signer = Signer("gknt.example/bench", Ed25519PrivateKey.generate())
        found |= measure_chain(office, options.rounds) | measure_sequencing(office, signer)
    if options.json:
        print(json.dumps({name: found[name] for name in BUDGETS}))
    else:
        for name, budget in BUDGETS.items():
            print(f"{name:<18} {found[name]:>8} of {budget}")
    if over := [name for name, budget in BUDGETS.items() if found[name] > budget]:
        raise SystemExit(f"over budget: {', '.join(over)}")


if __name__ == "__main__":
    main()
