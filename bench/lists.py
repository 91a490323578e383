"""`./run python -m bench.lists --cases 100000 --json`: what lists cost a reader who sees a part of many cases.

Each page is asked for through the whole stack, as a drafter of one unit of forty who is its controller too, so that
there is a board for him. `sql` are its statements, `p50_ms` the median of its time on the server, `ratio` that median
against the one with 5,000 cases. With `--grants` there are five grants of sight for each case, spread over four hundred
people and, every hundredth, over the units. Ends with status 1 over budget. Plays on test databases of its own, on the
database that DATABASE_URL names.
"""

import argparse
import json
import os
import statistics
import time
from datetime import date
from itertools import batched
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import chronicles, offices  # noqa: E402
from bench.acts import own_database  # noqa: E402
from cases.lifecycle.roles import Role  # noqa: E402
from cases.models import Appointment, Case, CaseGrant, Official, Unit  # noqa: E402
from tests import cast  # noqa: E402
from tests.pages.desks import clock_of  # noqa: E402

STATEMENTS, MILLISECONDS, RATIO = 12, 50, 2
FEW = 5_000
UNITS, PEOPLE, ROUNDS = 40, 400, 21
PAGES = {"register": "/cases/", "inbox": "/", "search": "/cases/?q=сотрудничество+научное", "board": "/cases/board/"}
GRANTS = 5  # of each case


def measure(cases: int, *, grants: bool) -> dict[str, dict[str, float]]:
    """Every page over so many cases: its statements, the median and the worst of its times."""
    with own_database():
        office = cast.found()
        units, people = offices.staffed(office, units=UNITS, people=PEOPLE)
        reader = people[0]
        assert reader.user is not None and reader.unit is not None
        Appointment.objects.create(official=reader, unit=reader.unit, role=Role.CONTROLLER, since=date(2019, 1, 1))
        began = time.perf_counter()
        chronicles.write(office, people, cases=cases)
        given = grant(units, people) if grants else 0
        chronicles.settle()
        filled = time.perf_counter() - began
        client = Client()
        client.force_login(reader.user)
        with clock_of(office):
            found = {name: asked(client, path) for name, path in PAGES.items()}
        return found | {"written": {"cases": cases, "grants": given, "s": round(filled, 1)}}


def grant(units: list[Unit], people: list[Official]) -> int:
    """Show each case to some people, every hundredth time to a unit instead; how many grants that makes."""
    last = 0
    for keys in batched(Case.objects.order_by("pk").values_list("pk", flat=True), 4000, strict=False):
        made = []
        for number in range(last, last + len(keys) * GRANTS):
            case = keys[(number - last) // GRANTS]
            if number % 100:
                made.append(CaseGrant(content_object_id=case, user=people[(number * 37 - 1) % len(people)].user))
            else:
                made.append(CaseGrant(content_object_id=case, unit=units[(number // 100) % len(units)]))
        CaseGrant.objects.bulk_create(made, batch_size=2000)
        last += len(made)
    return last


def asked(client: Client, path: str) -> dict[str, float]:
    """One page, asked for until its time is known."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    sql, times = len(captured), []
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    return {"sql": sql, "p50_ms": statistics.median(times), "worst_ms": max(times)}


def compared(few: dict[str, dict[str, float]], many: dict[str, dict[str, float]]) -> dict[str, Any]:
    """What is printed: a key a page, with its ratio."""
    told: dict[str, Any] = {
        name: {
            "sql": many[name]["sql"],
            "sql_few": few[name]["sql"],
            "p50_ms": round(many[name]["p50_ms"], 1),
            "p50_few_ms": round(few[name]["p50_ms"], 1),
            "worst_ms": round(many[name]["worst_ms"], 1),
            "ratio": round(many[name]["p50_ms"] / few[name]["p50_ms"], 2),
        }
        for name in many
        if name != "written"
    }
    return told | {"database": connection.vendor, "written": many["written"]}


def over(told: dict[str, Any]) -> list[str]:
    """The pages over budget."""
    budgets = {"sql": STATEMENTS, "p50_ms": MILLISECONDS, "ratio": RATIO}
    return [
        f"{name}: {key} {told[name][key]}"
        for name in PAGES
        for key, most in budgets.items()
        if told[name][key] > most or told[name]["sql"] != told[name]["sql_few"]
    ]


def main() -> None:
    """Print the figures, and fail over budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--grants", action="store_true", help="show each case to five others")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        told = compared(measure(FEW, grants=options.grants), measure(options.cases, grants=options.grants))
    if options.json:
        print(json.dumps(told))
    else:
        for name, figures in told.items():
            print(f"{name:<10} {figures}")
    if found := over(told):
        raise SystemExit(f"over budget: {'; '.join(found)}")


if __name__ == "__main__":
    main()
