"""Tests of an installation with a second factor and the log-in of the network: tests/test_identity.py calls them so."""

from typing import Any

import pytest
from django.conf import settings

from cases.models import User
from tests.cast import Office
from tests.desks.conftest import chromium, town  # noqa: F401 - the browser in which keys are tried
from tests.pages.desks import PASSWORD
from tests.pages.test_lockout import clock  # noqa: F401 - the clock of waits
from tests.pages.test_sitting import watch  # noqa: F401 - the clock of sessions, and of apps

if settings.CHANCERY_SECOND_FACTOR == "off":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Passwords are hashed quickly: there are hundreds of log-ins here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def deputy(office: Office) -> User:
    """Somebody with a password who reads English."""
    user = office.user("deputy")
    user.set_password(PASSWORD)
    user.language = "en"
    user.save()
    return user
