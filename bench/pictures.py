"""`./run python -m bench.pictures`: take the pictures of docs/pictures anew, in Debian's Chromium.

On a test database of its own: the committee of the demonstration with the letter of the story, and a morning's letters
before its deputy. `--folder` puts them elsewhere.
"""

import argparse
import base64
import dataclasses
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from PIL import Image  # noqa: E402

from bench.acts import own_database  # noqa: E402
from bench.desk import served  # noqa: E402
from cases.lifecycle.facts import Addressee, LetterText, Place  # noqa: E402
from cases.models import Body, IncomingCase, OutgoingCase, Register, Visa  # noqa: E402
from tests.cast import Office  # noqa: E402
from tests.desks.chromium import LACK, Chromium, why_not  # noqa: E402
from tests.stories import lives  # noqa: E402
from workflows import worker  # noqa: E402
from workflows.demo import committee, government  # noqa: E402
from workflows.demo.story import Story  # noqa: E402

MORNING = datetime(2019, 10, 7, 6, 0, tzinfo=UTC)
HEADINGS = (
    "О согласовании проекта программы «Интеграция»",
    "О продлении срока исполнения поручения",
    "О сотрудничестве в области биотехнологий",
    "О проведении заседания рабочей группы",
    "О ходе выполнения плана совместных мероприятий",
    "Об экспертизе заявки на совместный проект",
    "О выставке научных достижений",
)
ANSWERS = (
    ("yes", "Предприятия республики готовы участвовать; сведения о них приложены."),
    ("later", "Перечень проектов будет направлен после заседания рабочей группы."),
)
COLOURS = 128  # enough for pages of ink, at a third of the bytes
DESKTOP, PHONE = (1440, 900), (390, 844)


@contextmanager
def at_work() -> Iterator[tuple[Office, int]]:
    """The committee by its own clock, and the letter of the story."""
    told, other = committee.found(), government.found()
    body = Body.objects.get(pk=told.body.pk)
    registers = {one.direction: one for one in Register.objects.filter(body=body)}
    office = Office(
        body=body, chancery=told.top, department=told.unit, register=registers["out"], incoming=registers["in"],
        correspondent=told.other_side, other=told.other_side, clock=MORNING,
    )  # fmt: skip
    office.officials = told.officials | {"banker": told.officials["finance"], "expert": told.officials["drafter"]}

    def now() -> datetime:
        office.clock += timedelta(seconds=1)
        return office.clock

    with patch("django.utils.timezone.now", now):
        story = Story(told, other, now)
        for _ in story.play():
            worker.work_off(now)
        yield office, min(story.cases)


def agreed(office: Office, case: int, *approvers: str) -> None:
    """Have the approvers agree to a letter as it stands."""
    for who in approvers:
        lives.agree(office, who, case)


def written(office: Office, number: int, source: LetterText, *, request: int | None = None, **told: Any) -> int:
    """A letter that awaits the deputy's signature."""
    addressees = (Addressee(office.correspondent.pk, tuple(office.correspondent.addressee.splitlines())),)
    letter = dataclasses.replace(
        source, heading=HEADINGS[number % len(HEADINGS)], paragraphs=source.paragraphs[1:4], addressees=addressees
    )
    replies = {"reply_to": (request,)} if request else {}
    case = lives.to_draft(office, letter=letter, **replies, **told)
    approvers = ("lawyer", "finance", "foreign")[: 2 + number % 2]
    route = tuple(Place(office.id(who)) for who in approvers)
    lives.act(office, "drafter", OutgoingCase.submit, case)
    lives.act(office, "clerk", OutgoingCase.start_round, case, route=route)
    agreed(office, case, *approvers)
    if number == 2:
        returned(office, case, letter, route, approvers)
    return case


def returned(office: Office, case: int, letter: LetterText, route: Any, approvers: tuple[str, ...]) -> None:
    """The deputy has sent a letter back; it came again, changed."""
    lives.act(office, "deputy", OutgoingCase.refuse_sign, case, reason="Назвать срок ответа.")
    first, *rest = letter.paragraphs
    first = first.replace("приоритетным", "важнейшим") + " Просим сообщить о них до 1 ноября 2019 г."
    later = dataclasses.replace(letter, paragraphs=(first, *rest))
    lives.act(office, "drafter", OutgoingCase.resubmit, case, letter=later, route=route)
    agreed(office, case, *approvers[:-1])
    visa = Visa.objects.get(case=case, round=2, official=office.id(approvers[-1]))
    remark = {"remarks": "Проверить название раздела сайта.", "digest": lives.digest(case), "round": visa.round}
    lives.act(office, approvers[-1], OutgoingCase.agree_with_remarks, case, **remark)


def asked(office: Office, number: int, days: int) -> int:
    """A request in work whose questions are answered; it is due in so many days."""
    due = (office.clock + timedelta(days=days)).date()
    points = ("участие предприятий в выставке", "совместные проекты на 2020 год")
    told: dict[str, Any] = {
        "points": points,
        "title": HEADINGS[number % len(HEADINGS)],
        "their_number": f"Исх-53{number}/12-04",
    }
    charges = lives.order(office)["charges"][:1]
    case = lives.to_work(office, resolution={"charges": charges, "due": due}, **told)
    for ordinal, (kind, answer) in enumerate(ANSWERS, 1):
        lives.act(office, "drafter", IncomingCase.answer_point, case, ordinal=ordinal, kind=kind, answer=answer)
    return case


def morning(office: Office, story: int) -> int:
    """What lies before the deputy; returns the letter that came back to him."""
    draft = OutgoingCase.objects.get(pk=story).draft
    assert draft is not None
    source = LetterText.read(draft.content)
    found = [written(office, n, source, request=asked(office, n, days)) for n, days in enumerate((1, 1, 2, 9))]
    found += [written(office, n, source) for n in range(4, 11)]
    lives.to_resolution(office, title="О визите делегации", their_number="Исх-5400/12-04")
    worker.work_off(lambda: office.clock)
    office.clock += timedelta(days=2)
    return found[2]


def take(browser: Chromium, folder: Path, name: str, size: tuple[int, int], *, dark: bool = False) -> None:
    """Keep what the window shows."""
    browser.sized(*size, dark=dark)
    browser.execute_async_script("document.fonts.ready.then(() => setTimeout(arguments[0], 300))")
    taken = browser.tell("Page.captureScreenshot", format="png")["data"]
    Image.open(BytesIO(base64.b64decode(taken))).convert("RGB").quantize(COLOURS).save(folder / f"{name}.png")


def walk(browser: Chromium, base: str, office: Office, letters: tuple[int, int], folder: Path) -> None:
    """Go from page to page and take each."""
    came_back, story = letters
    at = {
        "deputy": [
            ("desk", "/desk/sign/", DESKTOP, False),
            ("desk-pages", "/desk/sign/?view=pages", DESKTOP, False),
            ("desk-dark", f"/desk/sign/{came_back}/?view=changes", DESKTOP, True),
            ("desk-phone", f"/desk/sign/{came_back}/", PHONE, False),
            ("case", f"/cases/{came_back}/", DESKTOP, False),
            ("register", "/cases/", DESKTOP, False),
        ],
        "controller": [
            ("board", "/cases/board/?standing=late", DESKTOP, False),
        ],
        "auditor": [("timeline", f"/cases/{story}/#history", DESKTOP, False)],
    }
    for who, pages in at.items():
        client = Client()
        client.force_login(office.user(who))
        browser.enter(base, {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})
        for name, path, size, dark in pages:
            browser.sized(*size, dark=dark)
            browser.get(base + path)
            take(browser, folder, name, size, dark=dark)


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("docs/pictures"))
    folder: Path = parser.parse_args().folder
    if why_not() == LACK:
        raise SystemExit(LACK)
    folder.mkdir(parents=True, exist_ok=True)
    browser = Chromium()
    try:
        with own_database(), at_work() as (office, story):
            came_back = morning(office, story)
            with served() as base:
                walk(browser, base, office, (came_back, story), folder)
    finally:
        browser.quit()
    print(*sorted(str(one) for one in folder.glob("*.png")), sep="\n")


if __name__ == "__main__":
    main()
