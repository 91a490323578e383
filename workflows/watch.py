"""Whether the log is signed in time: without checkpoints a history is proved by this server's word only."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases.evidence import log
from cases.lifecycle.refusal import Refusal


class LogStands(Refusal):
    """The log has not been signed for too long, and this installation registers nothing meanwhile."""

    code = "log_stands"
    status = 503


def allow_registration(at: datetime) -> None:
    """Refuse a registration where CHANCERY_CHECKPOINT_STOP says so. Raises LogStands."""
    stop: timedelta | None = settings.CHANCERY_CHECKPOINT_STOP
    if stop is None:
        return
    since = log.waiting_since()
    if since is not None and at - since > stop:
        raise LogStands(_("the history has not been signed since %s UTC") % f"{since:%d.%m.%Y %H:%M}")
