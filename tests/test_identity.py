"""Second factor and log-in of the network: off, nothing of them is there; set wrongly, nothing starts; on, all holds.

Apps and routes are settled when a process starts, so what is on is tried in a process of its own.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from config import identity
from tests.pages.addresses import EXTRA, routes

HOUSE = Path(__file__).parents[1]
GOOD = {"url": "https://login.example/realm/", "client": "chancery", "secret": "whisper", "claim": ""}
ON = {
    "CHANCERY_SECOND_FACTOR": "offered",
    "CHANCERY_OIDC": "http://127.0.0.1:9",
    "CHANCERY_OIDC_CLIENT": "chancery",
    "CHANCERY_OIDC_SECRET": "whisper",
}
# Tests of their own, and what must hold with them as without.
HOLDS = ("factors", "pages/test_account.py", "pages/test_sitting.py")


def started(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process with these settings that runs some code after Django has started."""
    start = "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup()"
    clean = {name: value for name, value in os.environ.items() if name not in (*ON, "CHANCERY_OIDC_CLAIM")}
    called = [sys.executable, "-c", f"{start}; {code}"]
    return subprocess.run(called, cwd=HOUSE, env=clean | environment, capture_output=True, text=True, check=False)


class TestOff:
    def test_no_route_and_no_app_is_there(self) -> None:
        assert not EXTRA.keys() & set(routes())
        assert [name for name in settings.INSTALLED_APPS if "allauth" in name] == []
        assert [name for name in settings.MIDDLEWARE if "allauth" in name or "factors" in name] == []
        with pytest.raises(NoReverseMatch):
            reverse("factors")

    def test_nothing_of_them_is_imported(self) -> None:
        code = (
            "from django.urls import get_resolver; get_resolver().url_patterns; import config.wsgi; "
            "print([one for one in sys.modules if one.split('.')[0] in ('allauth', 'fido2', 'oauthlib', 'jwt')])"
        )
        done = started(code)
        assert done.stdout.strip() == "[]", done.stderr

    def test_a_form_may_be_sent_to_ourselves_only(self) -> None:
        done = started("from django.conf import settings; print([*map(str, settings.SECURE_CSP['form-action'])])")
        assert done.stdout.strip() == """["'self'"]""", done.stderr


class TestSettings:
    @pytest.mark.parametrize("told", ["", "on", "yes", "Offered", "off "])
    def test_a_mode_that_is_none_is_refused(self, told: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="CHANCERY_SECOND_FACTOR must be off, offered or required"):
            identity.second_factor(told)

    @pytest.mark.parametrize("told", identity.MODES)
    def test_a_mode_is_taken(self, told: str) -> None:
        assert identity.second_factor(told) == told

    def test_without_a_provider_there_is_none(self) -> None:
        assert identity.network("", "", "", "") == {}
        assert identity.providers({}) == {}

    @pytest.mark.parametrize("lacking", ["url", "client", "secret"])
    def test_half_a_provider_is_refused_by_the_name_of_what_lacks(self, lacking: str) -> None:
        name = {"url": "CHANCERY_OIDC", "client": "CHANCERY_OIDC_CLIENT", "secret": "CHANCERY_OIDC_SECRET"}[lacking]
        with pytest.raises(ImproperlyConfigured, match=f"by half: {name} is not set"):
            identity.network(**GOOD | {lacking: ""})

    def test_a_claim_alone_is_half_too(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="by half"):
            identity.network("", "", "", "email")

    @pytest.mark.parametrize("claim", ["sub", "mail", "Email"])
    def test_a_claim_that_names_nobody_is_refused(self, claim: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="CHANCERY_OIDC_CLAIM must be preferred_username or email"):
            identity.network(**GOOD | {"claim": claim})

    @pytest.mark.parametrize(
        "url",
        [
            "http://login.example",
            "login.example",
            "https://",
            "https://a:b@login.example",
            "https://x/?y",
            "ftp://x",
            "x",
        ],
    )
    def test_an_address_that_hides_nothing_on_the_way_is_refused(self, url: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="CHANCERY_OIDC must be like https://"):
            identity.network(**GOOD | {"url": url})

    def test_a_whole_provider_is_taken(self) -> None:
        told = identity.network(**GOOD)
        assert (told["url"], told["origin"]) == ("https://login.example/realm", "https://login.example")
        assert told["claim"] == "preferred_username"
        assert identity.network(**GOOD | {"claim": "email"})["claim"] == "email"
        [app] = identity.providers(told)["openid_connect"]["APPS"]
        assert app["settings"] == {"server_url": "https://login.example/realm"}

    def test_a_setting_whose_packages_are_not_here_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(identity, "find_spec", lambda name: None)
        with pytest.raises(ImproperlyConfigured, match="CHANCERY_SECOND_FACTOR asks for the extra `identity`"):
            identity.second_factor("required")
        with pytest.raises(ImproperlyConfigured, match="CHANCERY_OIDC asks for the extra `identity`"):
            identity.network(**GOOD)
        assert identity.second_factor("off") == "off"

    @pytest.mark.parametrize(
        ("environment", "said"),
        [({"CHANCERY_SECOND_FACTOR": "on"}, "must be off"), ({"CHANCERY_OIDC": "https://login.example"}, "by half")],
    )
    def test_what_is_wrong_ends_the_start(self, environment: dict[str, str], said: str) -> None:
        done = started("print('started')", **environment)
        assert done.returncode == 1
        assert said in done.stderr
        assert "started" not in done.stdout

    @pytest.mark.parametrize(("factor", "provider"), [("offered", False), ("required", False), ("off", True)])
    def test_each_is_there_without_the_other(self, factor: str, provider: bool) -> None:
        environment = (ON if provider else {}) | {"CHANCERY_SECOND_FACTOR": factor}
        done = started("from tests.pages.addresses import routes; print(*sorted(set(routes())))", **environment)
        there = set(done.stdout.split())
        assert ("second_step" in there) is (factor != "off"), done.stderr
        assert ("network_login" in there) is provider


def place() -> dict[str, str]:
    """A database of the other process's own."""
    url = os.environ.get("DATABASE_URL", "")
    return {"DATABASE_URL": f"{url}_identity"} if url.startswith("postgres") else {}


def test_with_both_on_everything_holds(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    called = [f"tests/{one}" for one in HOLDS]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *called],
        cwd=HOUSE,
        env=kept | ON | place() | {"CHANCERY_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
    [passed] = re.findall(r"(\d+) passed", done.stdout)
    print(f"{passed} tests hold with both on")
    assert int(passed) >= 200
