"""Logs: one line an event, of named fields only; no name, text or address of a person in them nor in tables of jobs."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.lifecycle.facts import Addressee
from cases.models import Case, Correspondent, Official, User
from config import logs
from tests.cast import Office
from tests.pages.desks import Desks, clock_of
from tests.stories import lives
from workflows import worker
from workflows.models import Job

EVIL = 'x\r\n{"event": "logged in"}\x1b[31m\x00\u2028'
# Written into every place that people fill in; long and odd enough to be nowhere by chance.
CANARIES = [f"Канарейка{number:03d}" for number in range(200)]


class Heard:
    """What was logged, as the lines that leave the process."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        """All of it, with its escapes undone, so that a word is found however it was written."""
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in self.lines)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """All loggers, by our formatter."""
    one = Heard()
    handler = logging.StreamHandler(one.stream)
    handler.setFormatter(logs.Lines())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield one
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def line(message: str, *args: Any, name: str = "chancery.test", **extra: Any) -> dict[str, Any]:
    """A record as it is written."""
    record = logging.LogRecord(name, logging.INFO, "a.py", 1, message, args, None)
    vars(record).update(extra)
    written = logs.Lines().format(record)
    assert written.isascii()
    assert written.isprintable()
    found: dict[str, Any] = json.loads(written)
    return found


class TestLine:
    def test_an_event_is_one_line_whatever_it_tells(self) -> None:
        assert line("refused %s", EVIL, path=EVIL)["event"] == f"refused {EVIL}"

    def test_it_has_when_where_who_and_what(self) -> None:
        told = line("logged in", user=7)
        assert told.keys() == {"at", "level", "logger", "event", "user"}
        assert told["at"].endswith("+00:00")

    def test_what_is_no_named_field_is_not_told(self) -> None:
        assert "Канарейка" not in json.dumps(line("x", surname="Канарейка"), ensure_ascii=False)

    def test_what_others_put_into_their_words_is_not_told(self) -> None:
        assert line("Not Found: %s", "/Канарейка", name="django.request")["event"] == "Not Found: %s"

    def test_of_an_error_its_kind_and_place_are_told_and_not_its_words(self) -> None:
        try:
            raise ValueError("Канарейка")
        except ValueError as error:
            record = logging.LogRecord(
                "django.request", logging.ERROR, "a.py", 1, "x", (), (ValueError, error, error.__traceback__)
            )
        told = json.loads(logs.Lines().format(record))
        assert told["error"] == "ValueError"
        assert "test_logs.py" in told["where"][-1]
        assert "Канарейка" not in json.dumps(told, ensure_ascii=False)

    def test_a_long_one_is_cut(self) -> None:
        assert len(line("x" * 10_000)["event"]) == logs.LONGEST


@pytest.mark.django_db
class TestAccounts:
    def test_coming_leaving_and_refusals_are_told_without_names(self, heard: Heard) -> None:
        user = User.objects.create_user("Канарейка", password="a good password")
        client = Client()
        client.post("/account/login/", {"username": "Канарейка", "password": "Канарейка-wrong"})
        client.post("/account/login/", {"username": "Канарейка", "password": "a good password"})
        client.post("/account/logout/")
        told = [(one["event"], one.get("user")) for one in heard.lines if one["logger"] == "chancery.account"]
        assert told == [("log-in refused", None), ("logged in", user.pk), ("logged out", user.pk)]
        assert "Канарейка" not in heard.text
        assert "a good password" not in heard.text

    def test_a_refusal_is_told_with_who_where_and_its_code(self, office: Office, desks: Desks, heard: Heard) -> None:
        case = lives.to_draft(office)
        desks("expert").client.get(f"/cases/{case}/?q=Канарейка")
        [told] = [one for one in heard.lines if one["logger"] == "chancery.refusal"]
        assert (told["user"], told["path"]) == (office.user("expert").pk, f"/cases/{case}/")
        assert (told["code"], told["status"]) == ("not_found", 404)
        assert "Канарейка" not in heard.text


@pytest.fixture
def desks(office: Office) -> Iterator[Desks]:
    """The cast at their browsers."""
    with clock_of(office):
        yield Desks(office)


def sown(office: Office) -> list[str]:
    """Put a canary into every name, text and address of a body; returns those that were used."""
    left = iter(CANARIES)
    for official in Official.objects.filter(body=office.body).select_related("user", "post"):
        Official.objects.filter(pk=official.pk).update(initials=next(left))
        User.objects.filter(official=official).update(
            first_name=next(left), last_name=next(left), email=f"{next(left)}@x.by"
        )
    for row in Correspondent.objects.filter(body=office.body):
        Correspondent.objects.filter(pk=row.pk).update(name=next(left), addressee=next(left))
    return list(left)


def test_two_hundred_canaries_are_in_no_log_and_no_table_of_jobs(office: Office, desks: Desks, heard: Heard) -> None:
    left = iter(sown(office))
    attached = office.letter(
        next(left),
        heading=f"О {next(left)}",
        points=(next(left), next(left)),
        addressees=(Addressee(office.correspondent.pk, (next(left), next(left))),),
    )
    cases = [
        lives.to_registered(office, letter=attached),
        lives.to_received(office, title=next(left), their_number=next(left)),
    ]
    worker.work_off(timezone.now)
    for who in ("drafter", "clerk", "head", "expert", "auditor", "admin"):
        client = desks(who).client
        for case in cases:
            for path in (
                f"/cases/{case}/",
                f"/cases/{case}/acts/sign/",
                f"/cases/{case}/acts/withdraw/?q={next(left, 'Канарейка')}",
            ):
                client.get(path)
                client.post(path, {"reason": CANARIES[-1], "letter-heading": CANARIES[-2]})
        client.get(f"/cases/?q={CANARIES[-3]}")
        client.get(f"/{CANARIES[-4]}/")
    Case.objects.filter(pk=cases[0]).update(title=CANARIES[-5])
    assert len(heard.lines) > 20
    assert [canary for canary in CANARIES if canary in heard.text] == []
    rows = "\n".join(str(row) for row in Job.objects.values())
    assert [canary for canary in CANARIES if canary in rows] == []
