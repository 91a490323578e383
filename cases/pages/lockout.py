"""Passwords are not guessed: after some wrong ones for a name the next waits, each time twice as long.

The wait is short at its longest, so that nobody locks a colleague out for a day; who is logged in stays so. A name that
nobody has waits as well: the answers tell nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cases.models import Attempt, User

from . import events, sitting  # noqa: F401 - whoever is let in is told of, and begins a session there

FREE = 5  # wrong passwords before the first wait
FIRST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)


class Backend(ModelBackend):
    """Django's own check of a name and a password, where one may be made now."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **facts: Any
    ) -> Any:
        """The user, or None. Raises PermissionDenied while the name waits."""
        if username is None or password is None:
            return None
        key, at = key_of(username), timezone.now()
        if not take(key, at):
            raise PermissionDenied
        user = super().authenticate(request, username, password, **facts)
        if user is not None:
            forget(key)
        return user


def key_of(name: str) -> str:
    """What is kept of a name, by whichever of its letters' cases it was typed."""
    return salted_hmac("chancery.lockout", User.normalize_username(name).casefold(), algorithm="sha256").hexdigest()


def take(key: str, at: datetime) -> bool:
    """Count a password before it is looked at. False: it is not looked at, for the name waits or another was first."""
    Attempt.objects.filter(until__lt=at - FORGOTTEN).delete()
    attempt, _ = Attempt.objects.get_or_create(key=key, defaults={"until": at})
    if attempt.until > at:
        return False
    free = Attempt.objects.filter(key=key, count=attempt.count, until__lte=at)
    return free.update(count=attempt.count + 1, until=at + wait_after(attempt.count + 1)) == 1


def forget(key: str) -> None:
    """The right one came: the wrong ones before it count no more."""
    Attempt.objects.filter(key=key).delete()


def wait_after(count: int) -> timedelta:
    """How long a name waits after so many wrong passwords."""
    if count < FREE:
        return timedelta()
    return min(LONGEST, FIRST * (1 << min(count - FREE, 10)))
