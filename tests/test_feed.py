"""A person's deadlines in his calendar: what is his, numbers and days only, under an address that he may revoke."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from icalendar import Calendar

from cases import feed
from cases.models import CalendarFeed, Case, IncomingCase
from tests.cast import Office
from tests.stories.lives import act, to_work

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def events(octets: bytes) -> list[tuple[str, date]]:
    """What a calendar program reads."""
    told: Any = Calendar.from_ical(octets)
    return [(str(one["summary"]), one["dtstart"].dt) for one in told.walk("VEVENT")]


def read(office: Office, who: str) -> list[tuple[str, date]]:
    """The deadlines of a member of the cast."""
    return events(feed.calendar(office.user(who), on=NOW.date(), at=NOW))


def test_it_tells_number_and_day_of_what_is_his(office: Office) -> None:
    case = to_work(office)
    found = Case.objects.get(pk=case)
    assert read(office, "drafter") == read(office, "expert") == [(f"№ {found.number}", found.due)]
    assert read(office, "controller") == []
    octets = feed.calendar(office.user("drafter"), on=NOW.date(), at=NOW)
    assert "сотрудничестве" not in octets.decode()
    assert str(found.uid) in octets.decode()


def test_it_follows_the_case(office: Office) -> None:
    case = to_work(office)
    due = Case.objects.get(pk=case).due
    assert due is not None
    asked = {"until": due + timedelta(10), "reason": "Ждём сведений"}
    act(office, "drafter", IncomingCase.ask_extension, case, **asked)
    act(office, "head", IncomingCase.grant_extension, case)
    assert [day for _, day in read(office, "drafter")] == [due + timedelta(10)]
    act(office, "drafter", IncomingCase.report_without_letter, case, report="Решено.")
    assert read(office, "drafter") == []


def test_a_secret_opens_one_feed_until_it_is_revoked(office: Office) -> None:
    user = office.user("drafter")
    feed.open_feed(user, "first", at=NOW)
    assert feed.reader_of("first") == user
    assert feed.reader_of("other") is None
    feed.open_feed(user, "second", at=NOW)
    assert (feed.reader_of("first"), feed.reader_of("second")) == (None, user)
    assert feed.revoke(user, at=NOW) == 1
    assert feed.reader_of("second") is None
    assert feed.revoke(user, at=NOW) == 0


def test_the_secret_itself_is_not_kept(office: Office) -> None:
    feed.open_feed(office.user("drafter"), "a secret", at=NOW)
    assert list(CalendarFeed.objects.values_list("token_digest", flat=True)) == [feed.digest_of("a secret")]
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(user=office.user("drafter"), token_digest="0" * 64, made_at=NOW)


def test_who_has_left_has_no_feed(office: Office) -> None:
    user = office.user("drafter")
    feed.open_feed(user, "a secret", at=NOW)
    user.is_active = False
    user.save()
    assert feed.reader_of("a secret") is None


def test_the_address_is_told_once_and_read_without_a_log_in(office: Office, client: Client) -> None:
    to_work(office)
    out = StringIO()
    call_command("calendar_feed", office.user("drafter").username, stdout=out)
    address = out.getvalue().strip()
    answer = client.get(address[address.index("/deadlines/") :])
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert len(events(answer.content)) == 1
    assert client.get("/deadlines/another.ics").status_code == 404
    call_command("calendar_feed", office.user("drafter").username, "--revoke", stdout=out)
    assert client.get(address[address.index("/deadlines/") :]).status_code == 404
    with pytest.raises(CommandError, match="no user"):
        call_command("calendar_feed", "nobody")
