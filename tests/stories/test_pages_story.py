"""The whole story of both sides by browsers alone: GKNT asks, the Government of the Moscow Region answers.

Everybody logs in with his password, reads his own pages and presses what they offer; nothing is sent that was not in
the form as it came. Beside them there are the worker, the post that carries paper, and the clock of 2019.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.journal.verify import verify
from cases.letters import blobs
from cases.models import Case
from tests import papers
from tests.letters.conftest import text_of
from tests.pages.browser import Browser, Page
from tests.pages.desks import Seats
from workflows import demo, outbox, worker
from workflows.demo import committee, government
from workflows.demo.office import Office

LETTER = "О научно-техническом сотрудничестве в рамках Союзного государства"
REPLY = "О научно-техническом сотрудничестве"
ZONE = ZoneInfo("Europe/Minsk")  # in 2019 also the time of Moscow


class Clock:
    """The hour of the story: a second later at every look."""

    def __init__(self) -> None:
        self.moment = self.of("10.07 09:00")

    def of(self, when: str) -> datetime:
        """A moment of 2019 by the clocks of both bodies."""
        return datetime.strptime(f"{when} 2019", "%d.%m %H:%M %Y").replace(tzinfo=ZONE)

    def now(self) -> datetime:
        """What the pages and the worker read."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def go_to(self, when: str) -> None:
        """The worker does what is due; then time goes by."""
        worker.work_off(self.now)
        assert outbox.unfinished() == []
        assert self.moment < self.of(when)
        self.moment = self.of(when)


class People(Seats):
    """Both bodies at their browsers, each person with the password that he was given."""

    def __init__(self, clock: Clock, *offices: Office) -> None:
        super().__init__()
        self.clock = clock
        self.passwords = {login: word for office in offices for login, word in office.passwords.items()}

    def log_in(self, name: str) -> Browser:
        """Log in by the page, and read English from then on."""
        browser = Browser()
        browser.open("/")
        page = browser.press("Log in", username=name, password=self.passwords[name])
        assert page.path == "/", page.text
        browser.press("English")
        return browser

    def at(self, when: str, name: str, title: str, button: str, /, **fill: Any) -> Page:
        """One act at its hour."""
        self.clock.go_to(when)
        return self.act(name, title, button, **fill)

    def open_case(self, when: str, name: str, button: str, /, **fill: Any) -> Page:
        """A case is opened from somebody's first page."""
        self.clock.go_to(when)
        browser = self(name)
        browser.follow(button)
        return self.made(browser.press(button, **fill))

    def made(self, page: Page) -> Page:
        """A page that says that an act was made."""
        assert page.status == 200, page.text
        assert "Done:" in page.text, page.text
        return page

    def read(self, name: str, title: str) -> Page:
        """A letter as somebody finds it among all letters."""
        self(name).follow("All letters")
        return self.sitting[name].follow(title)

    def sheet(self, name: str, title: str, sheet: str) -> bytes:
        """The last sheet of a kind, saved from the page of its letter."""
        self.read(name, title)
        return self.sitting[name].save(sheet)


@dataclass
class Story:
    """The chapters, in their order; each ends where the letter leaves the house."""

    people: People
    clock: Clock

    def ask(self) -> None:
        """GKNT writes its letter, agrees, signs, numbers and sends it, and waits for the reply."""
        at, letter = self.people.at, told("letter")
        site = " http://www.gknt.gov.by/ в разделе «Международное сотрудничество»"
        self.people.open_case(
            "10.07 09:30", "drafter", "Write a letter",
            letter__heading=letter["heading"],
            letter__paragraphs="\n\n".join(letter["paragraphs"]).replace(site, ""),
            letter__points="\n".join(letter["points"]),
            letter__addressees__1__correspondent="Правительство Московской области",
            signer="Щербаков",
        )  # fmt: skip
        at("10.07 16:00", "drafter", LETTER, "Hand in for the form check")
        route = {f"route__{n}__official": who for n, who in enumerate(("Образцов", "Вымыслова", "Небывалов"), 1)}
        at("11.07 10:00", "clerk", LETTER, "Send for approval", **route)
        at("11.07 15:20", "lawyer", LETTER, "Agree")
        remark = "Указать, где размещены материалы: адрес сайта ГКНТ и раздел."
        at("12.07 11:45", "foreign", LETTER, "Refuse the visa", remarks=remark)
        assert remark in self.people.read("drafter", LETTER).text
        paragraphs = "\n\n".join(letter["paragraphs"])
        at("15.07 09:10", "drafter", LETTER, "Send the new version for approval", letter__paragraphs=paragraphs)
        at("15.07 12:00", "foreign", LETTER, "Agree")
        at("15.07 14:30", "lawyer", LETTER, "Agree")
        remark = "Расходы на участие – за счёт направляющей стороны."
        at("16.07 10:05", "finance", LETTER, "Agree with remarks", remarks=remark)
        at("18.07 11:00", "deputy", LETTER, "Sign")
        page = at("18.07 14:15", "registrar", LETTER, "Register", file_index="06-09")
        assert "Number: 06-09/398" in page.text
        at("18.07 16:00", "clerk", LETTER, "Hand over for dispatch")
        at("19.07 10:00", "clerk", LETTER, "Enter that a copy was sent", proof="RR190719398BY")
        at("19.07 11:00", "controller", LETTER, "Put the reply on control", until="2019-09-18")

    def receive(self, paper: bytes) -> None:
        """The government takes the paper in, registers it, reviews it and charges its people with it."""
        at = self.people.at
        self.people.open_case(
            "15.08 10:15", "mo-clerk", "Take a letter in",
            unit="Управление", point=government.POINT, correspondent="Государственный комитет", title=LETTER,
            their_number="06-09/398", their_date="2019-07-18", sheets="2",
            points="\n".join(told("letter")["points"]), image=scan(paper),
        )  # fmt: skip
        page = at("15.08 11:00", "mo-registrar", LETTER, "Register")
        assert "Number: Вх-44318" in page.text
        at("15.08 11:30", "mo-clerk", LETTER, "Tell the sender the number")
        at("15.08 12:00", "mo-clerk", LETTER, "Hand to preliminary review")
        proposal = "А.А.Макетовой, Б.Б.Пробникову – подготовить ответ."
        at("15.08 16:30", "mo-assistant", LETTER, "Lay before the head", proposal=proposal)
        page = at(
            "16.08 09:40", "mo-head", LETTER, "Write the resolution",
            text="Прошу подготовить ответ на все вопросы письма. Запросить технопарк.",
            charges__1__official="Макетова", charges__1__responsible="on", charges__2__official="Пробников",
            due="2019-09-12", control="on",
        )  # fmt: skip
        assert "Due 12.09.2019" in page.text

    def find_out(self) -> None:
        """The executors take it on, ask a subordinate body, tell the sender how far they are, answer every point."""
        at = self.people.at
        at("16.08 12:00", "mo-executor", LETTER, "Take the work on")
        at("16.08 12:10", "mo-executor", LETTER, "Show to officials", officials=["Условнова"])
        self.clock.go_to("19.08 10:00")
        self.people("mo-lawyer").follow("I have read it")
        self.people.made(self.people.sitting["mo-lawyer"].press("I have read it"))
        at(
            "20.08 09:30", "mo-coexecutor", LETTER, "Ask a unit or another body",
            correspondent=government.PARK, about="2", due="2019-08-28",
            question="Какие совместные проекты с организациями Республики Беларусь готовы реализовать резиденты?",
        )  # fmt: skip
        at(
            "23.08 15:00", "mo-executor", LETTER, "Write an interim reply", until="2019-09-12",
            done="Вопросы рассматриваются с участием заинтересованных организаций Московской области.",
        )  # fmt: skip
        page = at(
            "27.08 11:20", "mo-coexecutor", LETTER, "Enter the answer to an enquiry",
            ordinal="1", kind="yes", contact="Н.Н.Резидентов", answer_scan=scan(papers.pdf("answer")),
            answer="Резиденты готовы к трём совместным проектам.",
        )  # fmt: skip
        assert "Резиденты готовы к трём совместным проектам." in page.text.partition("Questions and answers")[2]
        answer = "Организации примут участие в мероприятиях второго полугодия 2019 года."
        at("28.08 10:00", "mo-executor", LETTER, "Answer a question", ordinal="1", kind="yes", answer=answer)
        answer = "Перечень организаций будет направлен после их опроса."
        at(
            "28.08 10:15", "mo-executor", LETTER, "Answer a question",
            ordinal="3", kind="later", answer=answer, organisation=government.PARK, contact="Б.Б.Пробников",
        )  # fmt: skip
        at("29.08 09:00", "mo-controller", LETTER, "Remind")

    def answer(self) -> None:
        """The reply is a letter of its own, begun from the page of the request, and goes the way of every letter."""
        at, letter = self.people.at, told("reply")
        self.clock.go_to("30.08 10:00")
        self.people.read("mo-executor", LETTER)
        browser = self.people.sitting["mo-executor"]
        browser.follow("Write the reply")
        page = browser.press(
            "Write a letter",
            letter__heading=letter["heading"],
            letter__paragraphs="\n\n".join(letter["paragraphs"]),
            signer="Шаблонов",
        )
        self.people.made(page)
        at("30.08 10:05", "mo-executor", LETTER, "Begin the reply")
        at("02.09 11:00", "mo-executor", REPLY, "Hand in for the form check")
        route = {f"route__{n}__official": who for n, who in enumerate(("Условнова", "Мнимов", "Пробников"), 1)}
        at("02.09 15:00", "mo-clerk", REPLY, "Send for approval", **route)
        for login, when in (("mo-lawyer", "10:00"), ("mo-finance", "12:30"), ("mo-coexecutor", "16:45")):
            at(f"03.09 {when}", login, REPLY, "Agree")
        at("05.09 11:00", "mo-deputy", REPLY, "Sign")
        page = at("05.09 14:00", "mo-registrar", REPLY, "Register", file_index="12-04")
        assert "Number: Исх-5117/12-04" in page.text
        at("05.09 15:00", "mo-clerk", REPLY, "Hand over for dispatch")
        at("06.09 10:00", "mo-clerk", REPLY, "Enter that a copy was sent", proof="RR060919123RU")
        self.clock.go_to("09.09 09:00")
        assert "Executed" in self.people.read("mo-controller", LETTER).text
        proof = "Ответ направлен: № Исх-5117/12-04 от 05.09.2019"
        at("09.09 09:30", "mo-controller", LETTER, "Take off control", proof=proof)
        at("10.09 10:00", "mo-clerk", LETTER, "Lay in its file", file_index="12-04")
        at("10.09 10:10", "mo-clerk", REPLY, "Lay in its file", file_index="12-04")

    def close(self, paper: bytes) -> None:
        """GKNT takes the reply in: it finds the letter by number and date, and both are filed."""
        at = self.people.at
        self.people.open_case(
            "16.09 09:20", "clerk", "Take a letter in",
            unit="Управление", correspondent="Правительство Московской области", title=REPLY,
            their_number="Исх-5117/12-04", their_date="2019-09-05",
            our_number="06-09/398", our_date="2019-07-18", image=scan(paper),
        )  # fmt: skip
        page = at("16.09 10:00", "registrar", REPLY, "Register")
        assert "Number: 2712-вх" in page.text
        at("16.09 10:30", "clerk", REPLY, "Hand to preliminary review")
        page = self.people.read("clerk", LETTER)
        assert "Replied" in page.text
        assert f"№ 2712-вх · {REPLY}" in page.links
        at("16.09 15:00", "assistant", REPLY, "Lay before the head", proposal="К сведению.")
        text = "К сведению. Использовать при подготовке предложений к программам Союзного государства."
        at("17.09 09:00", "head", REPLY, "Take note and file", text=text, file_index="06-09")
        at("17.09 11:00", "clerk", LETTER, "Lay in its file", file_index="06-09")
        self.clock.go_to("17.09 12:00")


def told(name: str) -> dict[str, Any]:
    """The words of a letter, as whoever writes it has them on his desk."""
    found: dict[str, Any] = json.loads((Path(demo.__path__[0]) / f"{name}.json").read_text(encoding="utf-8"))
    return found


def scan(paper: bytes) -> SimpleUploadedFile:
    """What the scanner makes of a letter that came by post."""
    return SimpleUploadedFile("scan.pdf", paper, "application/pdf")


@pytest.fixture
def story(db: None) -> Iterator[Story]:
    """Both bodies as they were founded for the demonstration, at their desks in July 2019."""
    clock = Clock()
    with patch("django.utils.timezone.now", clock.now):
        yield Story(People(clock, committee.found(), government.found()), clock)


def test_the_whole_story_is_told_by_pages_alone(story: Story) -> None:
    people = story.people
    story.ask()
    letter = people.sheet("clerk", LETTER, "Letter")
    the_letter_says_all(text_of(letter))
    story.receive(letter)
    story.find_out()
    the_addressee_has_it(people)
    story.answer()
    reply = people.sheet("mo-clerk", REPLY, "Letter")
    the_reply_refers_to_it(text_of(reply))
    the_request_is_done(people)
    story.close(reply)
    both_are_filed(people)
    states = dict(Case.objects.exclude(number="").values_list("number", "state"))
    assert states == dict.fromkeys(("06-09/398", "Вх-44318", "Исх-5117/12-04", "2712-вх"), "filed")
    assert Case.objects.count() == 4
    assert list(verify(Case.objects.all(), fetch=blobs.fetch)) == []


def the_letter_says_all(text: str) -> None:
    """What left GKNT has its number, date, signer and every sentence."""
    for words in ("06-09/398", "18.07.2019", "С.С.Щербаков", "Правительство Московской области", LETTER):
        assert words in text
    for paragraph in told("letter")["paragraphs"]:
        assert paragraph in text


def the_addressee_has_it(people: People) -> None:
    """The page, the card and the stamp of the addressee say where, when and under which number it came."""
    page = people.read("mo-executor", LETTER)
    for words in ("№ Вх-44318 15.08.2019", "№ 06-09/398, 18.07.2019", government.POINT, *told("letter")["points"]):
        assert words in page.text
    for sheet in ("Registration card", "Receipt stamp"):
        text = text_of(people.sheet("mo-executor", LETTER, sheet))
        for words in ("Руководство Московской области", "Вх-44318", "15.08.2019"):
            assert words in text
    for point in told("letter")["points"]:
        assert point in text_of(people.sheet("mo-executor", LETTER, "Registration card"))
    resolution = text_of(people.sheet("mo-executor", LETTER, "Resolution sheet"))
    for words in ("К.К.Эталонов", "Макетова", "Пробников", "12.09.2019"):
        assert words in resolution, resolution
    assert "Областной технопарк" in text_of(people.sheet("mo-executor", LETTER, "Forwarding letter"))
    assert "06-09/398" in text_of(people.sheet("mo-executor", LETTER, "Interim reply"))


def the_reply_refers_to_it(text: str) -> None:
    """The reply has the reference line of the incoming card, its own number and its signer."""
    for words in ("05.09.2019 № Исх-5117/12-04", "На № 06-09/398 от 18.07.2019", "Л.Л. Шаблонов"):
        assert words in text
    for paragraph in told("reply")["paragraphs"]:
        assert paragraph in text


def the_request_is_done(people: People) -> None:
    """The request is filed, with every point answered, and linked with its reply."""
    page = people.read("mo-controller", LETTER)
    assert "Filed" in page.text
    assert f"№ Исх-5117/12-04 · {REPLY}" in page.links
    control = text_of(people.sheet("mo-controller", LETTER, "Control card"))
    assert control.count("Да: ") == 2
    assert "Позднее: " in control
    assert "Н.Н.Резидентов" in control  # the answer to the enquiry has become the answer to its point


def both_are_filed(people: People) -> None:
    """GKNT has the reply under its own number, the addressee counts as answered, nothing waits for anybody."""
    page = people.read("clerk", REPLY)
    for words in ("№ 2712-вх 16.09.2019", "№ Исх-5117/12-04, 05.09.2019", "№ 06-09/398, 18.07.2019", "Filed"):
        assert words in page.text
    assert "Исх-5117/12-04" in text_of(people.sheet("clerk", REPLY, "Registration card"))
    page = people.read("clerk", LETTER)
    assert "Правительство Московской области" in page.text.partition("Copies and replies")[2]
    for login in people.passwords:
        if "admin" not in login:
            assert "Nothing waits for you." in people(login).page.text, login
