"""What the log tells of accounts: who came in, who left, and which tries were refused; people by number, no name."""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

told = logging.getLogger("chancery.account")


def came(user: Any, **_: Any) -> None:
    """Somebody has logged in."""
    told.info("logged in", extra={"user": user.pk})


def left(user: Any, **_: Any) -> None:
    """Somebody has logged out, or his session was ended."""
    told.info("logged out", extra={"user": getattr(user, "pk", None)})


def refused(**_: Any) -> None:
    """A log-in was refused; by which name it was tried is not told."""
    told.warning("log-in refused")


user_logged_in.connect(came, dispatch_uid="chancery.came")
user_logged_out.connect(left, dispatch_uid="chancery.left")
user_login_failed.connect(refused, dispatch_uid="chancery.refused")
