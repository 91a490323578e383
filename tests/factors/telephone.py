"""An app of codes as RFC 6238 describes it, written apart from what it is compared with; and a person with one."""

import base64
import hmac
import re
import struct
import time

from cases.models import User
from tests.pages.browser import Browser, Page
from tests.pages.desks import PASSWORD

PERIOD = 30


def code_at(secret: bytes, moment: float) -> str:
    """The six digits that an app shows at a moment, in seconds since 1970."""
    digest = hmac.digest(secret, struct.pack(">Q", int(moment) // PERIOD), "sha1")
    (word,) = struct.unpack_from(">I", digest, digest[-1] & 15)
    return f"{(word & 0x7FFFFFFF) % 1_000_000:06}"


class Telephone:
    """A telephone with an app that has read a page."""

    def __init__(self, page: Page) -> None:
        [shown] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.html)
        self.secret = base64.b32decode(shown.replace(" ", ""))

    def shows(self, ago: float = 0) -> str:
        """The code that is shown now, or was some seconds ago."""
        return code_at(self.secret, time.time() - ago)

    def wrong(self) -> str:
        """Six digits that are not shown."""
        return f"{(int(self.shows()) + 1) % 1_000_000:06}"


def came(user: User, **second: str) -> Browser:
    """A browser at which somebody has told name and password, and what the second step asks, if that is given."""
    browser = Browser()
    browser.open("/")
    browser.press("Log in", username=user.username, password=PASSWORD)
    if second:
        browser.press("Log in", **second)
    return browser


def set_up(browser: Browser) -> tuple[Telephone, list[str]]:
    """Set up an app as somebody who has just logged in; the recovery codes that came with it."""
    telephone = Telephone(browser.open("/account/factors/app/"))
    page = browser.press("Keep the app", code=telephone.shows())
    assert page.status == 200, page.text
    return telephone, re.findall(r"<code>([a-z2-7-]+)</code>", page.html)


def is_inside(browser: Browser) -> bool:
    """Whether a browser is logged in."""
    return browser.client.get("/").status_code == 200
