"""The second factors that people hold: an app of codes (TOTP), security keys (WebAuthn), and recovery codes.

Rows and ceremonies are allauth's. Ours is that a code is good once for all processes (allauth remembers it in a cache,
and each process has its own), that recovery codes are kept as digests, and that wrong ones make the next wait.
"""

import json
import logging
import secrets
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.db import transaction
from django.utils import timezone

from cases.models import User
from cases.pages import lockout

Kind = Authenticator.Type
CODES, LENGTH = 10, 24  # signs of 5 bits: with 120 of them a code is not guessed, nor found from its digest
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"

told = logging.getLogger("chancery.account")


def of(user: User) -> Any:
    """The rows of a person's app and keys, by age."""
    return Authenticator.objects.filter(user=user).exclude(type=Kind.RECOVERY_CODES).order_by("pk")


def stamp(user: User) -> str:
    """Which factors somebody has; empty: none. Another stamp than its own ends a session."""
    return ",".join(str(pk) for pk in of(user).values_list("pk", flat=True))


def check(user: User, code: str, credential: str) -> bool:
    """Whether a code, or the answer of a key, is right. It is counted before it is looked at, like a password."""
    key = lockout.key_of(f"{user.get_username()}\nsecond factor")
    if lockout.take(key, timezone.now()) and is_right(user, code, credential):
        lockout.forget(key)
        return True
    told.warning("second factor refused", extra={"user": user.pk})
    return False


def is_right(user: User, code: str, credential: str) -> bool:
    """Whether it is what somebody's factors show; what is right is used up."""
    return key_answers(user, credential) if credential else app_shows(user, code) or is_recovery(user, code)


def now_shown(secret: str, code: str) -> Iterator[int]:
    """The steps of 30 seconds in which an app shows a code: the one that is now, or none."""
    for counter in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))):
            yield counter


def app_shows(user: User, code: str) -> bool:
    """Whether the app shows a code now and none of this step was used; it is used up by that."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=user, type=Kind.TOTP).first()
        for counter in now_shown(totp.decrypt(row.data["secret"]), code) if row else ():
            if counter > row.data["used"]:
                row.data["used"] = counter
                row.last_used_at = timezone.now()
                row.save()
                return True
    return False


def keep_app(user: User, secret: str, code: str) -> bool:
    """Keep an app that shows the right code for its secret, instead of the one that was; False: it does not."""
    for counter in now_shown(secret, code):
        with transaction.atomic():
            Authenticator.objects.filter(user=user, type=Kind.TOTP).delete()
            app = totp.TOTP.activate(user, secret).instance
            app.data["used"] = counter
            app.save()
        return True
    return False


def new_codes(user: User) -> list[str]:
    """Make recovery codes instead of those that were. They are shown once; what is kept are digests."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    data = {"migrated_codes": [digest(code) for code in codes]}
    Authenticator.objects.update_or_create(user=user, type=Kind.RECOVERY_CODES, defaults={"data": data})
    return ["-".join(code[i : i + 6] for i in range(0, LENGTH, 6)) for code in codes]


def digest(code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    return sha256(normalize_user_code(code).encode()).hexdigest()


def codes_left(user: User) -> int | None:
    """How many recovery codes are not used yet; None: none were made."""
    row = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    return len(row.data["migrated_codes"]) if row else None


def is_recovery(user: User, code: str) -> bool:
    """Whether it is a recovery code of his; it is used up by that."""
    row = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    return row is not None and bool(RecoveryCodes(row).validate_code(digest(code)))


def options(user: User) -> str:
    """What a browser asks the keys of a person with, as JSON; empty: he has none."""
    if not of(user).filter(type=Kind.WEBAUTHN).exists():
        return ""
    return json.dumps(webauthn.begin_authentication(user)["publicKey"])


def key_answers(user: User, credential: str) -> bool:
    """Whether a key of his has answered what it was asked in this session; the question is used up by that."""
    try:
        row = webauthn.complete_authentication(user, webauthn.parse_authentication_response(json.loads(credential)))
    except Exception:  # whatever breaks on the bytes of a stranger: it was no answer
        return False
    finally:
        webauthn.clear_state()
    row.record_usage()
    return True


def new_key(user: User) -> str:
    """What a browser asks a key with that a person wants to use from now on, as JSON."""
    return json.dumps(webauthn.begin_registration(user, passwordless=False)["publicKey"])


def keep_key(user: User, name: str, credential: str) -> bool:
    """Keep a key that has answered; False: it has not."""
    try:
        told = json.loads(credential)
        webauthn.complete_registration(webauthn.parse_registration_response(told))
    except Exception:  # as above
        return False
    finally:
        webauthn.clear_state()
    webauthn.WebAuthn.add(user, name, told)
    return True
