"""A second factor and the log-in of the network (ADR 15): off unless asked for, and then nothing of them is loaded."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

OFF, MODES = "off", ("off", "offered", "required")
CLAIMS = ("preferred_username", "email")
HERE = ("127.0.0.1", "localhost", "::1")


def second_factor(told: str) -> str:
    """Whether people may, or must, have a second factor. Raises ImproperlyConfigured."""
    if told not in MODES:
        raise ImproperlyConfigured(f"CHANCERY_SECOND_FACTOR must be off, offered or required, not {told!r}")
    if told != OFF:
        need("CHANCERY_SECOND_FACTOR", "allauth", "fido2")
    return told


def network(url: str, client: str, secret: str, claim: str) -> dict[str, str]:
    """The provider whose log-in is taken, or nothing; half of it is refused. Raises ImproperlyConfigured."""
    told = {"CHANCERY_OIDC": url, "CHANCERY_OIDC_CLIENT": client, "CHANCERY_OIDC_SECRET": secret}
    lacking = [name for name, value in told.items() if not value]
    if claim and claim not in CLAIMS:
        raise ImproperlyConfigured(f"CHANCERY_OIDC_CLAIM must be {' or '.join(CLAIMS)}, not {claim!r}")
    if len(lacking) == len(told) and not claim:
        return {}
    if lacking:
        raise ImproperlyConfigured(f"the log-in of the network is set by half: {', '.join(lacking)} is not set")
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in HERE
    if not (parts.scheme == "https" or plain) or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(f"CHANCERY_OIDC must be like https://login.example/realm, not {url!r}")
    need("CHANCERY_OIDC", "allauth", "oauthlib", "requests", "jwt")
    origin = f"{parts.scheme}://{parts.netloc}"
    return {"url": url.rstrip("/"), "origin": origin, "client": client, "secret": secret, "claim": claim or CLAIMS[0]}


def need(setting: str, *packages: str) -> None:
    """Refuse a setting whose packages are not installed. Raises ImproperlyConfigured."""
    if lacking := [name for name in packages if find_spec(name) is None]:
        raise ImproperlyConfigured(f"{setting} asks for the extra `identity`, which is not installed: {lacking}")


def apps(factor: str, provider: dict[str, str]) -> list[str]:
    """What is installed for them."""
    found = ["allauth.mfa"] if factor != OFF else []
    if provider:
        found += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    return ["allauth", "allauth.account", *found] if found else []


def rooms(factor: str, provider: dict[str, str]) -> list[str]:
    """The middleware for them, which stands behind the one that knows the user."""
    guard = ["cases.pages.factors.guard.Guard"] if factor != OFF else []
    return ["allauth.account.middleware.AccountMiddleware", *guard] if guard or provider else []


def providers(provider: dict[str, str]) -> dict[str, Any]:
    """The provider as allauth is told of it; the code is bound to the browser that asked for it (PKCE)."""
    if not provider:
        return {}
    told = {"provider_id": "network", "name": "network", "client_id": provider["client"], "secret": provider["secret"]}
    app = told | {"settings": {"server_url": provider["url"]}}
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
