"""Passwords are not guessed: the next one waits, for a name that nobody has as well, and nobody waits for long."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from cases.models import Attempt, User
from cases.pages import lockout
from tests.cast import NOON

RIGHT, WRONG = "the right password", "a wrong password"


class Clock:
    """A clock that stands until it is moved."""

    now = NOON

    def on(self, **span: float) -> None:
        """Move it."""
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The clock of the pages."""
    one = Clock()
    with patch("django.utils.timezone.now", lambda: one.now):
        yield one


@pytest.fixture
def user(db: None) -> User:
    """Somebody with a password, by a quick hash."""
    return User.objects.create_user("drafter", password=RIGHT)


def tried(password: str, name: str = "drafter") -> bool:
    """Whether a password lets somebody in."""
    return authenticate(username=name, password=password) is not None


def guess(times: int, name: str = "drafter") -> None:
    """Try wrong passwords."""
    for _ in range(times):
        assert not tried(WRONG, name)


def test_a_few_wrong_ones_cost_nothing(user: User, clock: Clock) -> None:
    guess(lockout.FREE - 1)
    assert tried(RIGHT)


def test_after_some_wrong_ones_even_the_right_one_waits(user: User, clock: Clock) -> None:
    guess(lockout.FREE)
    assert not tried(RIGHT)
    clock.on(seconds=59)
    assert not tried(RIGHT)
    clock.on(seconds=2)
    assert tried(RIGHT)


def test_what_comes_while_a_name_waits_makes_it_wait_no_longer(user: User, clock: Clock) -> None:
    guess(lockout.FREE + 50)
    clock.on(seconds=61)
    assert tried(RIGHT)


def test_each_wait_is_twice_as_long_and_none_longer_than_a_quarter_of_an_hour(user: User, clock: Clock) -> None:
    waits = [lockout.wait_after(count) for count in range(1, 40)]
    assert waits[: lockout.FREE + 3] == [timedelta(minutes=m) for m in (0, 0, 0, 0, 1, 2, 4, 8)]
    assert max(waits) == lockout.LONGEST == timedelta(minutes=15)
    guess(lockout.FREE)
    clock.on(seconds=61)
    guess(1)
    clock.on(seconds=61)
    assert not tried(RIGHT)
    clock.on(seconds=61)
    assert tried(RIGHT)


def test_the_right_one_forgets_the_wrong_ones(user: User, clock: Clock) -> None:
    guess(lockout.FREE - 1)
    assert tried(RIGHT)
    guess(lockout.FREE - 1)
    assert tried(RIGHT)
    assert not Attempt.objects.exists()


def test_after_a_day_all_is_forgotten(user: User, clock: Clock) -> None:
    guess(lockout.FREE - 1)
    clock.on(days=1, seconds=1)
    guess(1)
    assert tried(RIGHT)


def test_a_name_that_nobody_has_waits_as_well(user: User, clock: Clock) -> None:
    guess(lockout.FREE, "nobody")
    with patch.object(User, "check_password") as looked, patch("django.contrib.auth.hashers.make_password") as hashed:
        assert not tried(RIGHT, "nobody")
        assert not looked.called
        assert not hashed.called
    assert tried(RIGHT)


@pytest.mark.parametrize("name", ["DRAFTER", "Drafter", "ｄｒａｆｔｅｒ"])
def test_another_spelling_is_no_other_name(name: str, user: User, clock: Clock) -> None:
    guess(lockout.FREE, name)
    assert not tried(RIGHT)


def test_no_name_is_kept(user: User, clock: Clock) -> None:
    guess(1)
    [attempt] = Attempt.objects.all()
    assert "drafter" not in f"{attempt.key}{attempt}"


def test_of_two_at_once_one_is_looked_at(user: User, clock: Clock) -> None:
    key = lockout.key_of("drafter")
    Attempt.objects.create(key=key, count=3, until=clock.now)
    found_by: Any = Attempt.objects.filter

    def meanwhile(*args: object, **facts: object) -> object:
        found = found_by(*args, **facts)
        if "count" in facts:
            Attempt.objects.update(count=4)  # the other one was first
        return found

    with patch.object(Attempt.objects, "filter", meanwhile):
        assert not lockout.take(key, clock.now)


def test_the_page_says_the_same_of_a_wrong_password_and_of_one_that_waits(user: User, clock: Clock) -> None:
    def page(password: str) -> str:
        answer = Client(headers={"accept-language": "en"}).post(
            "/account/login/", {"username": "drafter", "password": password}
        )
        assert answer.status_code == 200
        return "\n".join(line for line in answer.content.decode().splitlines() if "csrf" not in line)

    wrong = page(WRONG)
    guess(lockout.FREE)
    assert page(RIGHT) == wrong


def test_the_admin_has_no_other_door(user: User, clock: Clock) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    guess(lockout.FREE)
    told = {"username": "drafter", "password": RIGHT}
    assert Client().post("/admin/login/", told).status_code == 200
    clock.on(minutes=2)
    assert Client().post("/admin/login/", told).status_code == 302
