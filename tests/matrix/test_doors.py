"""Every address of the map: closed to strangers, deaf to what comes without our token, and unmoved by hostile requests.

The campaign sends every hostile request to every address; by default a few of each are sent.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from cases.models import User
from tests.cast import Office
from tests.pages.desks import Desks, clock_of
from tests.stories import lives
from tests.traces import everything

from .cells import OF_CASES, OF_PEOPLE
from .policy import policy

SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"
BEFORE_LOG_IN = {name for name, (get, _) in policy().routes.items() if get in ("open", "machine", "mail")} | {
    "language"
}
STRANGE = (
    "0", "-1", "9" * 19, str(2**63), "9" * 200, "1.5", "1e3", "0x1", "NaN", "null", "١", "１", "%31%00", "%00", "..", "../../etc/passwd",
    "%2e%2e%2f", "..%2f..%2fetc%2fpasswd", "a" * 4000, "1;DROP TABLE cases_case", "1'--", "1%0d%0aSet-Cookie:%20a=b", "<script>",
    "${7*7}", "{{7*7}}", "1 or 1=1", "%C0%AF", "%FF", "é", "1/", "1//1", "admin", "undefined", "[]", "{}", "1,2", "+1", " 1", "1%20",
)  # fmt: skip
ANSWERS = {400, 403, 404, 405, 409, 413, 422}


def filled(pattern: str, case: object, move: object = "sign", sheet: object = 1) -> str:
    """An address of the map with something in its places."""
    return pattern.format(case=case, move=move, sheet=sheet)


def every_address(case: int) -> dict[str, str]:
    """One address a route."""
    return OF_PEOPLE | {name: filled(pattern, case) for name, pattern in OF_CASES.items()}


@pytest.fixture
def case(office: Office) -> Iterator[int]:
    """A letter that waits for its signature."""
    one = lives.to_signature(office)
    with clock_of(office):
        yield one


def test_a_stranger_comes_nowhere(case: int) -> None:
    for name, path in every_address(case).items():
        if name in BEFORE_LOG_IN:
            continue
        for answer in (Client().get(path), Client().post(path)):
            if name == "deadlines":
                assert answer.status_code in (404, 405), path
            else:
                assert answer.status_code == 302, (path, answer.status_code)
                assert answer["Location"].startswith("/account/login/"), path


def test_what_comes_without_our_token_is_refused_by_every_route(case: int, office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.user("deputy"))
    client.get("/")
    before = everything()
    for name, path in every_address(case).items():
        for told in ({}, {"csrfmiddlewaretoken": "x" * 64}, {"csrfmiddlewaretoken": ""}):
            assert client.post(path, told).status_code == 403, (name, told)
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(path).status_code == 403, (name, method)
    for path in ("/admin/", "/admin/login/", "/admin/cases/user/add/", "/admin/cases/body/1/change/"):
        assert client.post(path).status_code == 403
    assert everything() == before


def test_a_token_of_another_site_is_refused(case: int, office: Office, desks: Desks) -> None:
    browser = desks("deputy")
    token = browser.page.forms[0].values["csrfmiddlewaretoken"]
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}):
        told = {"csrfmiddlewaretoken": token}
        assert browser.client.post(f"/cases/{case}/acts/sign/", told, headers=headers).status_code == 403


@pytest.fixture
def desks(office: Office) -> Desks:
    """The cast at their browsers."""
    return Desks(office)


def hostile(case: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(what it is, its method, what is sent) of every hostile request."""
    for name, pattern in OF_CASES.items():
        for strange in STRANGE:
            if name == "desk_case" and strange == "0":
                continue  # the desk with no letter named
            told = strange if "%" in strange else quote(strange, safe="/")
            yield f"{name} of {strange[:20]}", "get", {"path": filled(pattern, told, told, told)}
            if "{sheet}" in pattern or "{move}" in pattern:
                told = "no-such" if strange == "admin" else told
                yield f"{name} with {strange[:20]}", "get", {"path": filled(pattern, case, told, told)}
    for name, path in every_address(case).items():
        if name not in ("deadlines", "log_out"):
            yield f"{name} with NUL", "get", {"path": f"{path}?q=%00"}
            yield f"{name} with a word and NUL", "get", {"path": f"{path}?page=1&x=a%00b"}
    for name in ("act", "paper_act"):
        path = filled(OF_CASES[name], case)
        for what, body, kind in (
            ("many fields", "&".join(f"a{n}=1" for n in range(1_100)), "application/x-www-form-urlencoded"),
            ("a large body", "reason=" + "a" * (9 << 20), "application/x-www-form-urlencoded"),
            ("no boundary", "--x\r\n", "multipart/form-data"),
            ("a broken boundary", "--y\r\n\r\n", "multipart/form-data; boundary=" + "x" * 300),
            ("JSON", '{"reason": "x"}', "application/json"),
            ("XML", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "application/xml"),
            ("a NUL", "digest=%00&version=%00", "application/x-www-form-urlencoded"),
            ("a strange charset", "reason=x", "application/x-www-form-urlencoded; charset=utf-7"),
        ):
            yield f"{name} with {what}", "post", {"path": path, "data": body, "content_type": kind}
        for token in STRANGE:
            sent = {"scan-kept": token, "digest": token, "version": token, "round": token, "key": token}
            yield f"{name} with a token {token[:20]}", "post", {"path": path, "data": sent}


def refused(client: Client, case: int, every: int) -> Counter[int]:
    """Send each so many-th request, all of which are refused and write nothing."""
    told: Counter[int] = Counter()
    before = everything()
    for what, method, facts in islice(hostile(case), 0, None, every):
        answer = getattr(client, method)(**facts)
        assert answer.status_code in ANSWERS, (what, answer.status_code)
        assert b"Traceback" not in answer.content, what
        told[answer.status_code] += 1
    assert everything() == before
    return told


def test_some_hostile_requests_are_refused(case: int, office: Office) -> None:
    client = Client(raise_request_exception=True)
    client.force_login(office.user("deputy"))
    assert refused(client, case, 23).total() > 30


@pytest.mark.campaign
def test_every_hostile_request_is_refused(case: int, office: Office) -> None:
    client = Client(raise_request_exception=True)
    client.force_login(office.user("deputy"))
    told = refused(client, case, 5 if SMALL else 1)
    print(f"{told.total()} hostile requests refused: {dict(sorted(told.items()))}")
    assert told.total() > (150 if SMALL else 800)
    assert User.objects.filter(is_active=True).exists()
