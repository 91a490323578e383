"""A person at the real browser: the same words as at the browser of the plain tests, but every press is a press."""

import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.pages.browser import Page, words

from .chromium import Chromium


class Reader:
    """One person; he takes the browser over with his own cookies whenever he opens a page."""

    taken: "Reader | None" = None

    def __init__(self, chromium: Chromium, base: str, folder: Path) -> None:
        self.chromium, self.base, self.folder = chromium, base, folder
        self.cookies: dict[str, str] = {}
        self.page = Page(0, "", "")

    def take(self) -> None:
        """Sit down: what the last one left behind is kept for him."""
        last = Reader.taken
        if last is self:
            return
        if last is not None:
            last.cookies = {one["name"]: one["value"] for one in self.chromium.get_cookies()}
        self.chromium.enter(self.base, self.cookies)
        Reader.taken = self

    def open(self, path: str) -> Page:
        """Go to an address."""
        self.take()
        self.chromium.get(urljoin(self.base + (self.page.path or "/"), path))
        return self.look()

    def look(self) -> Page:
        """What the browser shows now."""
        address = urlsplit(self.chromium.current_url)
        self.page = Page(200, address.path, self.chromium.page_source)
        return self.page

    def follow(self, text: str) -> Page:
        """Follow the first link with these words. AssertionError when the page offers none."""
        assert text in self.page.links, f"{self.page.path} offers {sorted(self.page.links)}, not {text!r}"
        return self.pressed(self.said("a", text))

    def said(self, tag: str, text: str) -> WebElement:
        """The first element of a tag with these words. AssertionError when there is none."""
        found = self.chromium.find_elements(By.XPATH, f'//{tag}[normalize-space()="{text}"]')
        assert found, f"{self.page.path} has no {tag} {text!r}"
        return found[0]

    def pressed(self, what: WebElement) -> Page:
        """Press a link or a button, and see the page that comes."""
        body = self.chromium.find_element(By.TAG_NAME, "body")
        self.shown(what).click()
        WebDriverWait(self.chromium, 30, poll_frequency=0.03).until(lambda _: self.is_gone(body))
        return self.look()

    def is_gone(self, body: WebElement) -> bool:
        """Whether another page has come whole."""
        try:
            body.is_enabled()
        except Exception:  # stale, or the page is on its way
            return bool(self.chromium.execute_script("return document.readyState === 'complete'"))
        return False

    def shown(self, what: WebElement) -> WebElement:
        """Something to be pressed, after the drawers around it are opened."""
        for drawer in what.find_elements(By.XPATH, "ancestor::details[not(@open)]"):
            drawer.find_element(By.TAG_NAME, "summary").click()
        return what

    def press(self, button: str, **fill: Any) -> Page:
        """Fill in the form of a button and press it; a choice may be named by its words or their beginning."""
        found = self.said("button", button)
        form = found.find_element(By.XPATH, "ancestor::form")
        for name, given in fill.items():
            self.fill(form, name.replace("__", "-"), given)
        return self.pressed(found)

    def fill(self, form: WebElement, name: str, given: Any) -> None:
        """Fill one field in."""
        fields = form.find_elements(By.NAME, name)
        assert fields, f"no field {name}"
        if isinstance(given, SimpleUploadedFile):
            path = self.folder / str(given.name)
            path.write_bytes(given.read())
            fields[0].send_keys(str(path))
        elif isinstance(given, (list, tuple)):
            for one in given:
                self.tick(form, name, one)
        elif fields[0].tag_name == "select":
            choose(Select(fields[0]), str(given))
        elif fields[0].get_attribute("type") == "checkbox":
            if fields[0].is_selected() != bool(given):
                fields[0].click()
        else:
            self.type(fields[0], str(given))

    def tick(self, form: WebElement, name: str, given: str) -> None:
        """Tick one of several boxes by its words."""
        for box in form.find_elements(By.NAME, name):
            label = box.find_element(By.XPATH, "ancestor::label")
            if words([label.get_attribute("textContent") or ""]).startswith(given):
                box.click()
                return
        raise AssertionError(f"no box {given!r}")

    def type(self, field: WebElement, text: str) -> None:
        """Type into a field; a date as its calendar takes it."""
        if field.get_attribute("type") == "date":
            year, month, day = text.split("-")
            field.send_keys(month + day + year)
            return
        field.clear()
        field.click()
        self.chromium.tell("Input.insertText", text=text)

    def save(self, text: str) -> bytes:
        """Save the file behind the last link with these words."""
        found = [path for said, path in self.page.anchors if said == text]
        assert found, f"{self.page.path} offers {sorted(self.page.links)}, not {text!r}"
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in self.chromium.get_cookies())
        asked = urllib.request.Request(urljoin(self.base + self.page.path, found[-1]), headers={"Cookie": cookies})
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Type"] == "application/pdf"
            return bytes(answer.read())


def choose(select: Select, given: str) -> None:
    """Choose by the words of an option, by their beginning, or by its value."""
    for option in select.options:
        text = words([option.get_attribute("textContent") or ""])
        if given in (text, option.get_attribute("value")) or (given and text.startswith(given)):
            select.select_by_value(option.get_attribute("value") or "")
            return
    raise AssertionError(f"{given!r} is no choice")
