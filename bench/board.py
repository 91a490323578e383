"""`./run python -m bench.board --cases 100000 --json`: the board of deadlines over many open cases.

Prints the statements, the median of the time of one board, and of this process's own share of it, on the database that
DATABASE_URL names, and ends with status 1 over budget. Plays on a test database of its own.
"""

import argparse
import json
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import offices  # noqa: E402
from bench.acts import own_database  # noqa: E402
from cases.board import board  # noqa: E402
from tests import cast  # noqa: E402

STATEMENTS, MILLISECONDS = 12, 100


def measure(cases: int) -> dict[str, float | int | str]:
    """The board of the controller of the whole body."""
    office = cast.found()
    today = office.clock.date()
    _, people = offices.staffed(office, units=40, people=400)
    began = time.perf_counter()
    offices.fill(office, people, cases=cases, today=today)
    filled = time.perf_counter() - began
    with connection.cursor() as cursor:
        # What the servers do by themselves in time: count the rows, and mark the pages that all may see.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    user = office.user("controller")
    with CaptureQueriesContext(connection) as captured:
        found = board(user, on=today)
    assert found.total.total() == cases
    times, own = [], []
    for _ in range(11):
        began, busy = time.perf_counter(), time.process_time()
        board(user, on=today)
        times.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - busy) * 1000)
    return {
        "database": connection.vendor,
        "cases": cases,
        "statements": len(captured),
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "own_cpu_ms": round(statistics.median(own), 1),
        "filled_s": round(filled, 1),
    }


def main() -> None:
    """Print the figures, and fail over budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with own_database():
        found = measure(options.cases)
    print(json.dumps(found) if options.json else found)
    if int(found["statements"]) > STATEMENTS or float(found["median_ms"]) > MILLISECONDS:
        raise SystemExit("over budget")


if __name__ == "__main__":
    main()
