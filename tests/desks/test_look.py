"""Every page in every size: nothing that axe faults, nothing wider than its window, no target that is too small.

Nothing is loaded from elsewhere and no policy is broken on the way.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from cases.letters import blobs
from cases.lifecycle.facts import Attachment
from cases.models import Body, IncomingCase, OutgoingCase
from tests.cast import Office
from tests.stories import lives

from .chromium import Chromium
from .conftest import Seat

SIZES = {
    "desktop": (1440, 900, False),
    "phone": (390, 844, False),
    "zoomed": (320, 256, False),
    "dark": (1440, 900, True),
}
SMALL, LARGE = 24, 44
WIDE = "return document.documentElement.scrollWidth"
# Links inside a line of text are as high as their line (WCAG 2.5.8 excepts them).
TARGETS = """
return [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select, textarea")]
    .filter(one => one.checkVisibility() && !(one.matches("a") && getComputedStyle(one).display === "inline"))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && Math.min(box.width, box.height) < arguments[0])
    .map(([one]) => one)
    .filter(one => one.closest(arguments[1]) && !one.closest(".skip"))
    .map(one => one.outerHTML.slice(0, 120));
"""
MOST_GZIPPED = 60 * 1024
WITHOUT = (".woff2", ".png")
FETCH = "const done = arguments[1]; fetch(arguments[0]).then(answer => answer.text()).then(done);"


@dataclass
class Town:
    """A body with something on every page."""

    office: Office
    signing: int
    filed: int
    request: int

    def pages(self) -> Iterator[tuple[str, str]]:
        """Whose page, and its address."""
        for path in ("/", "/desk/sign/", f"/desk/sign/{self.signing}/?view=changes", "/desk/reading/", "/notices/"):
            yield "deputy", path
        for path in (
            "/desk/resolution/",
            "/cases/",
            f"/cases/{self.signing}/",
            f"/cases/{self.request}/acts/issue_resolution/",
        ):
            yield "head", path
        for path in ("/cases/new/draft_letter/", f"/cases/{self.filed}/", f"/cases/{self.signing}/acts/recall/"):
            yield "drafter", path
        for path in ("/cases/new/accept/", f"/cases/{self.signing}/acts/sign/paper/", "/nowhere/"):
            yield "clerk", path
        yield "clerk", "/routing/?all=1"
        yield "assistant", "/routing/?move=route_by_competence&all=1"
        yield "auditor", f"/cases/{self.filed}/audit/"
        yield "controller", "/cases/board/?standing=late"
        yield "admin", "/jobs/"


@pytest.fixture
def busy(town: Office) -> Town:
    """Letters in the hands of many."""
    attached = (Attachment("План мероприятий", 3, 1, blobs.keep(b"%PDF-1.7 plan")),)
    letter = town.letter("Просим сообщить.", heading="О плане", attachments=attached)
    signing = lives.to_signature(town, letter=letter)
    lives.act(town, "deputy", OutgoingCase.refuse_sign, signing, reason="Нет срока.")
    route = town.route("lawyer", "banker")
    later = town.letter("Просим до 1 мая сообщить.", heading="О плане", attachments=attached)
    lives.act(town, "drafter", OutgoingCase.resubmit, signing, letter=later, route=route)
    for who in ("lawyer", "banker"):
        lives.agree(town, who, signing)
    filed = lives.to_dispatched(town)
    request = lives.to_resolution(town, points=("Кто участвует?", "Какие проекты?"))
    shown = (town.id("deputy"),)
    lives.act(town, "clerk", IncomingCase.send_for_familiarisation, request, officials=shown)
    for to in (lives.to_entered, lives.to_review):
        to(town)
    lives.to_signature(town)
    held = lives.to_signature(town)
    Body.objects.update(hold_seconds=600)
    lives.act(town, "deputy", OutgoingCase.sign, held, digest=lives.digest(held))
    return Town(town, signing, filed, request)


def looked_at(browser: Chromium, where: str) -> list[str]:
    """What is wrong with the page that is open, in each size."""
    wrong = []
    for size, (width, height, dark) in SIZES.items():
        browser.sized(width, height, dark=dark)
        browser.execute_script("document.getAnimations().forEach(one => one.finish())")  # what still comes in is pale
        wrong += [f"{where} {size}: {fault}" for fault in browser.faults()]
        if (broad := browser.execute_script(WIDE)) > width:
            wrong.append(f"{where} {size}: {broad} px wide")
        for least, within in ((SMALL, "body"), (LARGE, ".bar")):
            wrong += [
                f"{where} {size}: under {least} px: {one}" for one in browser.execute_script(TARGETS, least, within)
            ]
    return wrong


def test_every_page_in_every_size(busy: Town, seat: Seat) -> None:
    wrong, who = [], ""
    hosts: set[str] = set()
    for name, path in busy.pages():
        browser = seat(name, path) if name != who else seat.chromium
        browser.get(seat.base + path)
        who = name
        wrong += looked_at(browser, path)
        wrong += [f"{path}: {said}" for said in browser.complaints()]
        hosts |= {urlsplit(asked).netloc for asked in browser.asked() if asked.startswith("http")}
    seat.chromium.delete_all_cookies()
    for path in ("/account/login/", "/account/password/"):
        seat.chromium.get(seat.base + path)
        wrong += looked_at(seat.chromium, path)
    assert "\n".join(wrong) == ""
    assert hosts == {urlsplit(seat.base).netloc}


def test_a_first_visit_is_light(busy: Town, seat: Seat) -> None:
    browser = seat("deputy", "/account/login/")
    for path in ("/", "/desk/sign/", "/cases/"):
        browser.tell("Network.clearBrowserCache")
        browser.asked()
        browser.get(seat.base + path)
        parts = {one for one in browser.asked() if urlsplit(one).path.startswith("/static/")}
        texts = [browser.execute_async_script(FETCH, one) for one in parts if not one.endswith(WITHOUT)]
        weight = sum(len(gzip.compress(text.encode(), 9)) for text in (browser.page_source, *texts))
        print(f"{path}: {weight} bytes")
        assert texts
        assert weight <= MOST_GZIPPED
