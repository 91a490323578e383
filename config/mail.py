"""How mail leaves: one address names the server. Without it none is sent, and nothing here is asked for."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.validators import validate_email

SECONDS = 20  # a server that does not answer must not hold a worker for ever
SCHEMES: dict[str, dict[str, bool]] = {"smtp": {}, "smtp+starttls": {"use_tls": True}, "smtps": {"use_ssl": True}}


def base_url(told: str) -> str:
    """The address of the pages without a slash at its end. Raises ImproperlyConfigured."""
    parts = urlsplit(told)
    if told and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ImproperlyConfigured(f"CHANCERY_BASE_URL must be like https://chancery.example, not {told!r}")
    return told.rstrip("/")


def mailers(address: str, base: str) -> dict[str, dict[str, Any]]:
    """Django's MAILERS from smtp://HOST:PORT, smtp+starttls://USER:PASSWORD@HOST or smtps://USER:PASSWORD@HOST.

    Raises ImproperlyConfigured, which never repeats the address: it may hold a password.
    """
    if not address:
        return {}
    if not base:
        raise ImproperlyConfigured("CHANCERY_EMAIL is set, so CHANCERY_BASE_URL must be: mails link to the pages")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in SCHEMES or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(
            "CHANCERY_EMAIL must be smtp://HOST:PORT, or smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT"
        )
    options: dict[str, Any] = {"host": host, "port": port, "timeout": SECONDS, **SCHEMES[parts.scheme]}
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def sender(told: str, base: str) -> str:
    """From whom mails come: an address, or `chancery@` the host of the pages. Raises ImproperlyConfigured."""
    address = told or f"chancery@{urlsplit(base).hostname or 'localhost'}"
    if told:
        try:
            validate_email(told)
        except Exception as error:
            raise ImproperlyConfigured(f"CHANCERY_EMAIL_FROM must be one address, not {told!r}") from error
    return address
