"""The settings of mail are read at start and refused aloud; a password in them is never repeated."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import mail

HOUSE = Path(__file__).parents[1]
BASE = "https://chancery.example"


def options(address: str) -> dict[str, object]:
    """What Django is told of a mail server, without the time it may take."""
    found = dict(mail.mailers(address, BASE)["default"]["OPTIONS"])
    assert found.pop("timeout") == 20
    return found


def test_without_an_address_no_mail_is_sent() -> None:
    assert mail.mailers("", "") == {}


@pytest.mark.parametrize(
    ("address", "means"),
    [
        ("smtp://relay.example", {"host": "relay.example", "port": None}),
        ("smtp://127.0.0.1:2525/", {"host": "127.0.0.1", "port": 2525}),
        (
            "smtp+starttls://clerk:p%40ss@mail.example:587",
            {"host": "mail.example", "port": 587, "use_tls": True, "username": "clerk", "password": "p@ss"},
        ),
        (
            "smtps://clerk@mail.example",
            {"host": "mail.example", "port": None, "use_ssl": True, "username": "clerk", "password": ""},
        ),
    ],
)
def test_an_address_names_server_and_account(address: str, means: dict[str, object]) -> None:
    assert options(address) == means


@pytest.mark.parametrize(
    "address",
    [
        "relay.example",
        "http://relay.example",
        "smtp://",
        "smtp://relay.example:mail",
        "smtp://relay.example:99999",
        "smtp://relay.example/path",
        "smtp://relay.example?tls=1",
        "smtps://clerk:whisper@:1:2",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CHANCERY_EMAIL must be smtp://HOST:PORT") as refused:
        mail.mailers(address, BASE)
    assert "whisper" not in str(refused.value)


def test_mail_without_the_address_of_the_pages_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="CHANCERY_BASE_URL"):
        mail.mailers("smtp://relay.example", "")


@pytest.mark.parametrize(
    "told", ["chancery.example", "ftp://chancery.example", "https://", f"{BASE}/?a=1", f"{BASE}#x"]
)
def test_an_address_of_the_pages_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CHANCERY_BASE_URL must be like"):
        mail.base_url(told)


def test_the_address_of_the_pages_has_no_slash_at_its_end() -> None:
    assert mail.base_url(f"{BASE}/letters/") == f"{BASE}/letters"
    assert mail.base_url("") == ""


def test_mail_comes_from_the_host_of_the_pages_or_from_whom_is_told() -> None:
    assert mail.sender("", BASE) == "chancery@chancery.example"
    assert mail.sender("office@body.example", BASE) == "office@body.example"
    with pytest.raises(ImproperlyConfigured, match="CHANCERY_EMAIL_FROM"):
        mail.sender("office", BASE)


def test_a_start_with_mail_and_no_address_of_the_pages_ends_with_the_reason() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")}
    env["CHANCERY_EMAIL"] = "smtps://clerk:whisper@mail.example"
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=HOUSE, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "CHANCERY_BASE_URL must be" in done.stderr
    assert "whisper" not in done.stderr
