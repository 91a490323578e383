"""The map of OWASP ASVS 5.0, levels 1 and 2 (docs/asvs.txt): whole, honest, and with tests that exist.

Here are also the tests of requirements that belong to no page in particular.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import User

HOUSE = Path(__file__).parents[2]
MAP = [line for line in (HOUSE / "docs" / "asvs.txt").read_text(encoding="utf-8").splitlines() if line[:1] == "V"]
LINES = {line.split()[0]: line.split(maxsplit=2)[1:] for line in MAP}
SECURITY = (HOUSE / "docs" / "security.md").read_text(encoding="utf-8")
IDS = dict(line.split() for line in (Path(__file__).parent / "ids.txt").read_text(encoding="utf-8").splitlines())
# What is not met, said aloud; whoever meets one takes it away here.
LACKS = {"V6.1.2", "V6.2.11", "V6.2.12", "V6.4.1"}


class TestMap:
    def test_every_requirement_has_its_line_and_no_line_is_of_another(self) -> None:
        assert LINES.keys() == IDS.keys()
        assert len(MAP) == len(LINES)

    def test_it_is_the_standards_own_list(self) -> None:
        assert Counter(IDS.values()) == {"1": 70, "2": 183}

    def test_a_line_that_is_missing_is_seen(self) -> None:
        assert LINES.keys() - {"V1.2.1"} != IDS.keys()

    @pytest.mark.parametrize("number", LINES)
    def test_a_line_names_a_test_that_exists_or_a_duty_or_a_reason(self, number: str) -> None:
        kind, told = LINES[number]
        if kind == "test":
            path, _, name = told.partition("::")
            assert re.search(rf"def {name}\(", (HOUSE / path).read_text(encoding="utf-8")), told
        else:
            assert kind in ("duty", "none", "lack")
            assert len(told) > 12

    def test_what_lacks_is_known(self) -> None:
        assert {number for number, (kind, _) in LINES.items() if kind == "lack"} == LACKS
        print(Counter(kind for kind, _ in LINES.values()))

    def test_what_the_map_calls_written_is_written(self) -> None:
        written = {number for number, (_, told) in LINES.items() if told.endswith("is_written")}
        assert len(written) == 20
        assert {number for number in written if f"{number})" not in SECURITY and f"{number}," not in SECURITY} == set()


def addresses(resolver: Any = None, before: str = "") -> list[str]:
    """Every address of the map, as its pattern."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += addresses(entry, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            found.append(before + str(entry.pattern))
    return found


@pytest.fixture
def client(db: None) -> Client:
    """Somebody who is logged in."""
    one = Client()
    one.force_login(User.objects.create(username="somebody"))
    return one


PATHS = (
    "/",
    "/cases/",
    "/account/login/",
    "/no-such-page/",
    "/admin/login/",
    "/health/live",
    "/cases/1/",
    "/account/proof/",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.django_db
def test_every_answer_has_its_headers(path: str, client: Client) -> None:
    for answer in (client.get(path), Client().get(path)):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "base-uri 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_it_is(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer["Content-Type"] in ("text/html; charset=utf-8", "application/json")


def test_cookies_are_strict(client: Client) -> None:
    Client().get("/account/login/")
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    answer = Client().get("/account/login/")
    assert set(answer.cookies) <= {settings.CSRF_COOKIE_NAME}
    assert all(one["httponly"] and one["samesite"] == "Lax" for one in answer.cookies.values())


def test_no_header_of_a_proxy_is_believed(client: Client) -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert settings.USE_X_FORWARDED_HOST is settings.USE_X_FORWARDED_PORT is False
    answer = client.get("/cases/?page=2", headers={"x-forwarded-host": "evil.example", "x-user-id": "1"})
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "password",
    ["  spaces stay  ", "п" * 64, "x" * 200, "MiXeD CaSe only", "12 34 56 78 90 ", "'\"<>;--\\", "𝔘nicode ✓ ok"],
)
def test_a_password_is_taken_as_it_is(password: str, db: None) -> None:
    User.objects.create_user("somebody", password=password)
    told = {"username": "somebody", "password": password}
    assert Client().post("/account/login/", told).status_code == 302
    assert authenticate(username="somebody", password=password.swapcase() + "x") is None


@pytest.mark.parametrize("path", ["/account/login/", "/account/proof/", "/account/password/own/"])
def test_password_fields_are_plain_password_fields(path: str, client: Client) -> None:
    html = (Client() if "login" in path else client).get(path).content.decode()
    fields = [
        field
        for field in re.findall(r"<input[^>]*>", html)
        if 'name="' in field and "password" in field.split('name="')[1].split('"')[0]
    ]
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert "maxlength" not in field or int(re.findall(r'maxlength="(\d+)"', field)[0]) >= 64
        assert 'autocomplete="off"' not in field
        assert "onpaste" not in field


def test_passwords_are_argon2(db: None) -> None:
    user = User.objects.create_user("somebody", password="a good password")
    assert user.password.startswith("argon2$argon2id$")
    assert len(settings.PASSWORD_HASHERS) == 1


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_trace_is_refused(method: str, client: Client) -> None:
    assert client.generic(method, "/cases/1/").status_code in (404, 405)
    assert client.generic(method, "/cases/").status_code == 405


def test_addresses_hold_numbers_and_one_secret_that_is_known() -> None:
    ours = [one for one in addresses() if not one.startswith("admin/")]
    words = {one for path in ours for one in re.findall(r"<(\w+:)?(\w+)>", path)}
    told = {name for kind, name in words if kind not in ("int:", "slug:")}
    assert told == {"uidb64", "token"}
    assert [path for path in ours if "token" in path and "deadlines" not in path] == [
        "account/password/<uidb64>/<token>/"
    ]


def test_a_parameter_that_comes_twice_counts_once(client: Client) -> None:
    answer = client.get("/cases/?direction=in&direction=out&page=1&page=2&q=a&q=b")
    assert answer.status_code == 200
    assert client.post("/language/?language=be", {"language": "en"}).status_code == 302
    assert User.objects.get(username="somebody").language == "en"
