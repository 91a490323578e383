"""`./run python -m bench.acts --json`: SQL statements inside perform() per act, BEGIN and SAVEPOINT included.

Counts, not times: they are the same on every machine. Plays on a test database of its own.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from cases import access  # noqa: E402
from cases.models import IncomingCase, OutgoingCase  # noqa: E402
from tests import cast  # noqa: E402
from tests.cast import Office  # noqa: E402
from tests.stories import lives  # noqa: E402
from workflows.inbox import inbox  # noqa: E402

BUDGETS = {"approve": 30, "last_approve": 50, "sign": 35, "register_incoming": 30, "list_50": 12, "inbox_50": 12}


def statements(act: Callable[[], Any]) -> int:
    """How many statements an act sends; BEGIN and SAVEPOINT are counted by Django as queries."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def measure(office: Office) -> dict[str, int]:
    """Every figure of the budget."""
    lives.agree(office, "lawyer", lives.to_approval(office))  # the content types are cached by a first act
    found: dict[str, int] = {}
    case = lives.to_approval(office, "lawyer", "banker", "expert")
    digest = lives.digest(case)
    for who in ("lawyer", "banker", "expert"):
        visa = partial(lives.act, office, who, OutgoingCase.agree, case, digest=digest, round=1, key=f"visa-{who}")
        found["last_approve" if who == "expert" else "approve"] = statements(visa)
    found["sign"] = statements(lambda: lives.act(office, "deputy", OutgoingCase.sign, case, digest=digest, key="sign"))
    received = lives.to_received(office)
    found["register_incoming"] = statements(
        lambda: lives.act(office, "registrar", IncomingCase.register, received, key="register")
    )
    return found | constant(office, "list", read_list) | constant(office, "inbox", read_inbox)


def read_list(office: Office) -> int:
    """Fifty cases as a list shows them."""
    cases = access.visible_to(office.user("clerk"), on=office.clock.date())
    page = cases.select_related("body", "unit", "executor", "signer").order_by("-pk")[:50]
    return len([(case.number, case.title, case.state, str(case.executor)) for case in page])


def read_inbox(office: Office) -> int:
    """Fifty things that the clerk is asked for."""
    return len([asked.case.title for asked in inbox(office.user("clerk"), on=office.clock.date())])


def constant(office: Office, name: str, read: Callable[[Office], int]) -> dict[str, int]:
    """The statements of a page of fifty, which must be those of a page of ten."""
    while (rows := read(office)) < 10:
        fill(office)
    few = statements(lambda: read(office))
    while (rows := read(office)) < 50:
        fill(office)
    many = statements(lambda: read(office))
    if few != many:
        raise SystemExit(f"{name}: {few} statements for few rows, {many} for {rows}")
    return {f"{name}_50": many}


def fill(office: Office) -> None:
    """One more letter that waits for its form check."""
    case = lives.to_draft(office)
    lives.act(office, "drafter", OutgoingCase.submit, case)


@contextmanager
def own_database() -> Iterator[None]:
    """A database of its own, dropped afterwards."""
    runner = DiscoverRunner(verbosity=0, interactive=False)
    kept = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(kept)


def main() -> None:
    """Print the counts beside their budgets, or as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with own_database():
        found = measure(cast.found())
    if options.json:
        print(json.dumps(found))
    else:
        for name, count in found.items():
            print(f"{name:<18} {count:>3} of {BUDGETS[name]}")
    if over := [name for name, count in found.items() if count > BUDGETS[name]]:
        raise SystemExit(f"over budget: {', '.join(over)}")


if __name__ == "__main__":
    main()
