"""Forty letters by keys alone under a Cyrillic layout; what is refused comes back; what was decided is undone."""

from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from cases.models import Body, Case, Decision, OutgoingCase
from tests.cast import Office
from tests.stories import lives

from .chromium import Chromium
from .conftest import Seat

CYRILLIC = {"KeyA": "ф", "KeyR": "к", "KeyS": "ы", "KeyJ": "о", "KeyK": "л", "KeyZ": "я", "KeyD": "в", "KeyP": "з"}


def lie(office: Office, many: int) -> list[int]:
    """Letters that await the deputy's signature."""
    return [lives.to_signature(office, letter=office.letter(heading=f"О деле {n:02}")) for n in range(many)]


def opened(browser: Chromium) -> str:
    """The heading of the letter that lies before the reader, or what the page says when none does."""
    return str(browser.execute_script("return document.querySelector('#content h1').textContent.trim()"))


def press(browser: Chromium, code: str) -> None:
    """Press a key under a Russian layout."""
    browser.press(code, CYRILLIC[code])


def until(browser: Chromium, what: str) -> None:
    """Wait for a heading. Raises TimeoutException."""
    WebDriverWait(browser, 20, poll_frequency=0.02).until(lambda _: opened(browser) == what)


def settled(browser: Chromium) -> None:
    """Wait until the door has answered everything that was sent."""
    sent = "return document.querySelectorAll('#rows .sent').length"
    WebDriverWait(browser, 30, poll_frequency=0.05).until(lambda _: browser.execute_script(sent) == 0)


def test_forty_approvals_by_keys_end_on_a_calm_page(town: Office, seat: Seat) -> None:
    cases = lie(town, 40)
    Body.objects.update(hold_seconds=6000)
    browser = seat("deputy", "/desk/sign/")
    for n in range(40):
        until(browser, f"О деле {n:02}")
        press(browser, "KeyA")
    until(browser, "All is cleared here")
    settled(browser)
    held = Decision.objects.filter(status=Decision.Status.HELD, move="sign")
    assert sorted(held.values_list("case", flat=True)) == cases
    press(browser, "KeyZ")
    until(browser, "О деле 39")
    assert held.count() == 39


def test_keys_go_to_and_fro_open_a_remark_and_can_be_switched_off(town: Office, seat: Seat) -> None:
    first, second, third = lie(town, 3)
    browser = seat("deputy", "/desk/sign/")
    press(browser, "KeyJ")
    until(browser, "О деле 01")
    press(browser, "KeyK")
    until(browser, "О деле 00")
    press(browser, "KeyS")
    until(browser, "О деле 01")
    press(browser, "KeyR")
    browser.switch_to.active_element.send_keys("Нет срока, фыв.")
    assert opened(browser) == "О деле 01"
    browser.find_element(By.CSS_SELECTOR, ".write[open] .first").click()
    until(browser, "О деле 02")
    settled(browser)
    assert Case.objects.get(pk=second).state == "rework"
    browser.press("Slash", ",", shift=True)
    browser.find_element(By.ID, "keys-on").click()
    browser.find_element(By.CSS_SELECTOR, "#help .first").click()
    press(browser, "KeyA")
    assert opened(browser) == "О деле 02"
    assert Case.objects.get(pk=third).state == "awaiting_signature"
    browser.execute_script("localStorage.clear()")
    assert Case.objects.get(pk=first).state == "awaiting_signature"


def test_what_the_door_refuses_comes_back_and_says_why(town: Office, seat: Seat) -> None:
    first, _second = lie(town, 2)
    browser = seat("deputy", "/desk/sign/")
    until(browser, "О деле 00")
    lives.act(town, "drafter", OutgoingCase.recall, first, reason="Ошибка")
    press(browser, "KeyA")
    until(browser, "О деле 01")
    refusal = WebDriverWait(browser, 20).until(lambda one: one.find_element(By.CSS_SELECTOR, "#line .refusal"))
    assert "Not done" in refusal.text
    assert browser.find_element(By.ID, f"row-{first}").is_displayed()
    assert Case.objects.get(pk=first).state == "rework"
