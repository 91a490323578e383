"""`./run python -m bench.desk --json`: from the press of a key to the next letter painted, at the desk of a deputy.

Signs letters by keys alone in Debian's Chromium, under a Cyrillic layout, with 1,000 letters waiting and with 40. The
reader looks at each letter for half a second; a deputy has fifteen. Those that he signs are made by the door, the
others that wait are written in bulk. Prints median and p95, and the ratio of both medians; ends with status 1 over
budget. Plays on a test database of its own.
"""

import argparse
import json
import os
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.testcases import LiveServerThread  # noqa: E402

from bench import offices  # noqa: E402
from bench.acts import own_database  # noqa: E402
from cases.models import Body, Case, Direction  # noqa: E402
from tests import cast  # noqa: E402
from tests.cast import Office  # noqa: E402
from tests.desks.chromium import LACK, Chromium, why_not  # noqa: E402
from tests.stories import lives  # noqa: E402

SIGNED, LOOKED_AT = 40, 0.5
MEDIAN, P95, RATIO = 150, 300, 1.3
WATCH = """
window.painted = [];
let pressed = 0;
addEventListener("keydown", event => { pressed = event.timeStamp; }, true);
new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
    if (pressed) { window.painted.push(performance.now() - pressed); pressed = 0; }
}))).observe(document.getElementById("content"), {childList: true});
"""


class Static(StaticFilesHandler):
    """Serves the files of the sources, as a demonstration does."""

    def get_base_url(self) -> str:
        """Where they are asked for."""
        return str(settings.STATIC_URL)


@contextmanager
def served() -> Iterator[str]:
    """A server beside this thread; its address."""
    server = LiveServerThread("127.0.0.1", Static)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


def wait_for(office: Office, waiting: int) -> None:
    """Have so many letters await the deputy's signature."""
    for number in range(SIGNED):
        lives.to_signature(office, letter=office.letter(heading=f"О деле {number}"))
    deputy, drafter = office.officials["deputy"], office.officials["drafter"]
    told = {"body": office.body, "direction": Direction.OUTGOING, "state": "awaiting_signature", "unit": drafter.unit}
    more = [
        Case(
            uid=uuid.uuid4(), version=1, opened_at=office.clock, executor=drafter, signer=deputy, title="О деле", **told
        )
        for _ in range(waiting - SIGNED)
    ]
    if more:
        offices.write(more, office, office.clock.date())
    Body.objects.update(hold_seconds=6000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def sign(browser: Chromium, base: str, office: Office) -> list[float]:
    """The milliseconds of each signature."""
    client = Client()
    client.force_login(office.user("deputy"))
    browser.enter(base, {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})
    browser.sized(1440, 900)
    browser.get(f"{base}/desk/sign/")
    browser.execute_script(WATCH)
    for number in range(SIGNED):
        time.sleep(LOOKED_AT)
        browser.press("KeyA", "ф")
        until = time.monotonic() + 30
        while len(times := browser.execute_script("return window.painted")) <= number:
            if time.monotonic() > until:
                raise SystemExit(f"letter {number + 1} did not come")
            time.sleep(0.01)
    told: list[float] = times
    return told


def measure(browser: Chromium, code: str, waiting: int) -> dict[str, float]:
    """Median and p95 with so many letters waiting."""
    office = cast.found(code)
    wait_for(office, waiting)
    with served() as base:
        times = sorted(sign(browser, base, office))
    return {"median_ms": round(statistics.median(times), 1), "p95_ms": round(times[int(0.95 * len(times)) - 1], 1)}


def main() -> None:
    """Print the figures, and fail over budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if why_not() == LACK:
        raise SystemExit(LACK)
    browser = Chromium()
    try:
        with own_database():
            few, many = measure(browser, "few", SIGNED), measure(browser, "many", 1_000)
    finally:
        browser.quit()
    found = {
        **many,
        "median_ms_40": few["median_ms"],
        "p95_ms_40": few["p95_ms"],
        "ratio_1000_40": round(many["median_ms"] / few["median_ms"], 2),
    }
    print(json.dumps(found) if options.json else found)
    if found["median_ms"] > MEDIAN or found["p95_ms"] > P95 or found["ratio_1000_40"] > RATIO:
        raise SystemExit("over budget")


if __name__ == "__main__":
    main()
