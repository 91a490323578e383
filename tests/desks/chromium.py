"""Debian's Chromium without a window, and what a test asks of it beyond WebDriver."""

import json
import shutil
from pathlib import Path
from typing import Any

import axe_selenium_python
from django.conf import settings
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

BROWSER, DRIVER = (shutil.which(name) for name in ("chromium", "chromedriver"))
LACK = "no Chromium here: pages are not tried in a browser (as root: apt-get install chromium chromium-driver)"
OTHER_RUN = "what a browser shows does not depend on the database: the run on SQLite tries it"
AXE = Path(axe_selenium_python.__file__).parent / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: arguments[0], resultTypes: ["violations"]}).then(
    found => done(found.violations.map(
        one => one.id + ": " + one.nodes.map(node => node.html.slice(0, 160)).join(" | "))),
    fault => done(["axe: " + fault]));
"""


def why_not() -> str:
    """Why no browser is tried here; nothing when it is."""
    if not (BROWSER and DRIVER):
        return LACK
    return "" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else OTHER_RUN


class Chromium(webdriver.Chrome):
    """A browser that reports what its console says and what it loads, and takes any size."""

    def __init__(self) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = BROWSER or ""
        for told in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "hide-scrollbars"):
            options.add_argument(f"--{told}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        super().__init__(options=options, service=Service(DRIVER))

    def tell(self, command: str, **facts: Any) -> Any:
        """A command of the DevTools protocol."""
        return self.execute_cdp_cmd(command, facts)

    def sized(self, width: int, height: int, *, dark: bool = False) -> None:
        """Look through a window of this size; a narrow one is a phone."""
        self.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme])

    def scripted(self, on: bool) -> None:
        """Let pages run their scripts, or not."""
        self.tell("Emulation.setScriptExecutionDisabled", value=not on)

    def press(self, code: str, key: str, *, shift: bool = False) -> None:
        """A key by its place, with what the layout writes for it."""
        held = 8 if shift else 0
        self.tell("Input.dispatchKeyEvent", type="keyDown", code=code, key=key, text=key, modifiers=held)
        self.tell("Input.dispatchKeyEvent", type="keyUp", code=code, key=key, modifiers=held)

    def faults(self) -> list[str]:
        """What axe finds on the page."""
        self.execute_script(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.execute_async_script(JUDGE, RULES)
        return found

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What a log has gathered since it was last read."""
        told: list[dict[str, Any]] = self.get_log(kind)  # type: ignore[no-untyped-call]
        return told

    def complaints(self) -> list[str]:
        """What the console has said since the last time: violations of the policy, errors of scripts."""
        return [one["message"] for one in self.log("browser") if "status of 4" not in one["message"]]

    def asked(self) -> list[str]:
        """The addresses that were asked for since the last time."""
        told = [json.loads(one["message"])["message"] for one in self.log("performance")]
        return [one["params"]["request"]["url"] for one in told if one["method"] == "Network.requestWillBeSent"]

    def enter(self, base: str, cookies: dict[str, str]) -> None:
        """Sit down as somebody who has logged in."""
        self.delete_all_cookies()
        for name, value in cookies.items():
            self.tell("Network.setCookie", name=name, value=value, url=base)
