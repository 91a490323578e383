"""Nobody meets a word of the code: pages are in the language of their reader from end to end."""

import re

import pytest

from cases.models import User
from tests.cast import Office
from tests.stories import lives

from .desks import Desks

# What stands in Latin letters in every language: logins, file kinds, names of languages.
LATIN = {"PDF", "CSV", "XLSX", "English", "RR", "BY"}


def latin_words(text: str, office: Office) -> set[str]:
    """Words in Latin letters that are nobody's name."""
    names = {one.surname for one in office.officials.values()} | {one.post.name for one in office.officials.values()}
    return set(re.findall(r"[A-Za-z]{2,}", text)) - LATIN - names


@pytest.mark.parametrize("language", ["ru", "be"])
def test_every_page_is_in_the_readers_language(language: str, office: Office, desks: Desks) -> None:
    case = lives.to_dispatched(office)
    request = lives.to_work(office)
    for who in ("controller", "drafter", "clerk"):
        browser = desks(who)
        User.objects.filter(username=office.user(who).username).update(language=language)
        paths = [
            "/",
            "/desk/sign/",
            "/desk/visa/",
            "/desk/control/",
            "/notices/",
            "/cases/",
            f"/cases/{case}/",
            f"/cases/{request}/",
            "/nowhere/",
            f"/cases/{case}/acts/sign/",
        ]
        paths += [path for path in browser.open(f"/cases/{case}/").links.values() if "/acts/" in path]
        paths += [path for path in browser.open(f"/cases/{request}/").links.values() if "/acts/" in path]
        for path in paths:
            text = browser.open(path).text
            assert latin_words(text, office) == set(), path
            assert re.search("[ўі]", text) if language == "be" else re.search("[ыи]", text)


def test_the_languages_of_the_writing_desk(office: Office, desks: Desks) -> None:
    browser = desks("drafter")
    browser.press("Русский")
    page = browser.open("/cases/new/draft_letter/")
    assert "Написать письмо" in page.text
    assert "Текст; пустая строка начинает новый абзац" in page.text
    page = browser.press("Беларуская")
    assert "Напісаць ліст" in page.text


def test_a_refusal_is_said_in_the_readers_language(office: Office, desks: Desks) -> None:
    case = lives.to_signed(office)
    browser = desks("deputy")
    browser.press("Русский")
    page = browser.open(f"/cases/{case}/acts/refuse_sign/")
    assert "письмо уже движется дальше (А.А.Deputy: подписание, 02.03.2026 12:" in page.text
