"""A person's deadlines as a calendar (RFC 5545), under a secret address that he may revoke.

It tells numbers and days, and no word of a letter: whoever learns the address learns no more.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from icalendar import Calendar, Event

from cases.board import open_cases
from cases.models import Assignment, CalendarFeed

if TYPE_CHECKING:
    from cases.models import User


def digest_of(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_feed(user: "User", token: str, *, at: datetime) -> CalendarFeed:
    """Open the feed of a person under a fresh secret; the address before it tells nothing any more."""
    with transaction.atomic():
        revoke(user, at=at)
        return CalendarFeed.objects.create(user=user, token_digest=digest_of(token), made_at=at)


def revoke(user: "User", *, at: datetime) -> int:
    """Close the feed of a person; returns how many were open."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=at)


def reader_of(token: str) -> "User | None":
    """Whose feed a secret opens: nobody's when it is unknown or revoked, or its owner has left."""
    found = CalendarFeed.objects.select_related("user").filter(
        token_digest=digest_of(token), revoked_at=None, user__is_active=True
    )
    feed = found.first()
    return feed.user if feed else None


def calendar(user: "User", *, on: date, at: datetime) -> bytes:
    """The deadlines of the cases that a person works on, each a whole day; a later one takes the place of a former."""
    charges = Assignment.objects.filter(case=OuterRef("pk"), ended=False, official__user=user)
    mine = open_cases(user, on=on).filter(Q(executor__user=user) | Exists(charges), watched__isnull=False)
    told = Calendar()
    told.add("prodid", "-//Chancery//deadlines//EN")
    told.add("version", "2.0")
    for case in mine.order_by("watched", "pk"):
        event = Event()
        event.add("uid", f"{case.uid}@chancery")
        event.add("dtstamp", at)
        event.add("dtstart", case.watched)
        event.add("dtend", case.watched + timedelta(days=1))
        event.add("summary", f"№ {case.number}")
        told.add_component(event)
    octets: bytes = told.to_ical()
    return octets
