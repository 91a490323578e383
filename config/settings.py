"""How an installation is set up. What is wrong here is found at start: every reader below fails aloud."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from . import identity, logs, mail

django_stubs_ext.monkeypatch()  # ModelAdmin[…] and ModelForm[…] are typed, and must also run

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CHANCERY_VAR", BASE_DIR / "var"))


def flag(name: str, default: bool) -> bool:
    """Read a yes/no setting; anything but 1/0/true/false/yes/no is refused."""
    value = os.environ.get(name)
    if value is None:
        return default
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in words:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}")
    return words[value.lower()]


def minutes(name: str, default: int | None) -> timedelta | None:
    """Read a time in whole minutes, 1 or more."""
    told = os.environ.get(name, "" if default is None else str(default))
    if told and not (told.isdecimal() and int(told)):
        raise ImproperlyConfigured(f"{name} must be a number of minutes, not {told!r}")
    return timedelta(minutes=int(told)) if told else None


def secret(name: str, default: str) -> str:
    """Read a secret from NAME or from the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return os.environ.get(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: {error}") from error


def scanner(name: str) -> str:
    """Read the address of clamd; one that is none is refused."""
    told = os.environ.get(name, "")
    parts = urlsplit(told)
    if told and not ((parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and parts.path)):
        raise ImproperlyConfigured(f"{name} must be tcp://HOST:PORT or unix:///PATH, not {told!r}")
    return told


DEBUG = flag("CHANCERY_DEBUG", default=False)
# cases.E001 refuses the default under `check --deploy`.
SECRET_KEY = secret("CHANCERY_SECRET_KEY", "only-for-demo-and-tests")
ALLOWED_HOSTS = os.environ.get("CHANCERY_HOSTS", "127.0.0.1,localhost").split(",")

# A second factor: off, offered or required. And the log-in of the network, by OpenID Connect; empty: there is none.
CHANCERY_SECOND_FACTOR = identity.second_factor(os.environ.get("CHANCERY_SECOND_FACTOR", "off"))
CHANCERY_OIDC = identity.network(
    os.environ.get("CHANCERY_OIDC", ""),
    os.environ.get("CHANCERY_OIDC_CLIENT", ""),
    secret("CHANCERY_OIDC_SECRET", ""),
    os.environ.get("CHANCERY_OIDC_CLAIM", ""),
)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
SOCIALACCOUNT_PROVIDERS = identity.providers(CHANCERY_OIDC)
SOCIALACCOUNT_ADAPTER = "cases.pages.network.Network"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "viewflow.workflow",  # headless: never "viewflow", whose pages change middleware and templates
    *identity.apps(CHANCERY_SECOND_FACTOR, CHANCERY_OIDC),
    "cases",
    "workflows",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.entrance.AdminPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cases.pages.sitting.Limits",
    *identity.rooms(CHANCERY_SECOND_FACTOR, CHANCERY_OIDC),
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # a page that needs no log-in says so itself
    "cases.pages.language.UserLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.entrance.NoNul",
    "cases.pages.refusals.Refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.tz",
                "cases.pages.said",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflows.desk.notices.unseen",
                "workflows.desk.frame.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our widgets have templates of their own


def database() -> dict[str, Any]:
    """SQLite under var/, or what DATABASE_URL names."""
    found: dict[str, Any] = dict(dj_database_url.config(default=f"sqlite:///{VAR / 'chancery.sqlite3'}"))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        VAR.mkdir(parents=True, exist_ok=True)  # SQLite makes its file, not the folder
        # A writer takes its lock at BEGIN: with the default, two writers meet half-way and one is refused.
        ours = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        }
        # Threads of one test must meet in a file: an in-memory database answers "table is locked".
        found["TEST"] = {"NAME": VAR / f"test-{os.getpid()}.sqlite3"}
    else:
        # Our queries are short: compiling one that asks who may see what takes longer than reading all its rows.
        # And our disks do not turn: with the price of those that do, no index that covers a query is ever cheap enough.
        ours = {"options": "-c lock_timeout=20000 -c jit=off -c random_page_cost=1.1", "connect_timeout": 10}
    found["OPTIONS"] = ours | found.get("OPTIONS", {})
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "cases.User"
AUTHENTICATION_BACKENDS = ["cases.pages.lockout.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "log_in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "log_in"

# guardian: explicit, sparse grants on a direct foreign key; nothing is patched into the user model.
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # access.visible_to reads the grants; no backend asks a case at a time
    "mail.W001",  # mail is no duty
    "security.W004",  # the proxy that speaks HTTPS asks for it (HSTS) ...
    "security.W008",  # ... and redirects to it
]

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("be", "Беларуская"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "config.statics.Hashed"},
    # Letters, attachments and scans, named by their SHA-256 and never overwritten.
    "blobs": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "blobs"},
    },
    # What came while the scanner for viruses did not answer. No page and no act looks here.
    "quarantine": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "quarantine"},
    },
}
# Under which address people find the pages; mails link to it.
CHANCERY_BASE_URL = mail.base_url(os.environ.get("CHANCERY_BASE_URL", ""))
MAILERS = mail.mailers(secret("CHANCERY_EMAIL", ""), CHANCERY_BASE_URL)
DEFAULT_FROM_EMAIL = mail.sender(os.environ.get("CHANCERY_EMAIL_FROM", ""), CHANCERY_BASE_URL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The log: who signs it, how long an entry may wait for a checkpoint before that is an alarm, and (None: never)
# how long until nothing is registered any more.
CHANCERY_LOG_KEY = Path(os.environ.get("CHANCERY_LOG_KEY", VAR / "log.key"))
CHANCERY_CHECKPOINT_ALARM = minutes("CHANCERY_CHECKPOINT_ALARM", 15) or timedelta()
CHANCERY_CHECKPOINT_STOP = minutes("CHANCERY_CHECKPOINT_STOP", None)

# Sheets are drawn by a process apart, which knows neither the database nor the secrets. Only tests draw
# in their own process, and they make no pictures of pages.
CHANCERY_PRESS_APART = True

# The scanner for viruses, tcp://HOST:PORT or unix:///PATH of clamd; empty: none is asked.
CHANCERY_CLAMD = scanner("CHANCERY_CLAMD")

# Keys and trust of electronic signatures (cases/letters/signing/keyring.py says what lies there).
CHANCERY_SIGNING = Path(os.environ.get("CHANCERY_SIGNING", VAR / "signing"))

LOGGING = logs.settings("INFO")

CHANCERY_FOLDER_CHANNEL = Path(os.environ.get("CHANCERY_FOLDER_CHANNEL", VAR / "dispatched"))

# Our pages work without scripts; those that make them quicker, the styles and the type are our own files, none inline.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "form-action": [CSP.SELF, *([CHANCERY_OIDC["origin"]] if CHANCERY_OIDC else [])],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
ADMIN_CSP = SECURE_CSP | {"default-src": [CSP.SELF], "img-src": [CSP.SELF, "data:"]}
# A text field of 5 MB still comes to its form, which names it; what is longer is refused before (413).
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
# A session ends after so long without use, and after so long in any case; a proof of who one is holds for a sitting.
CHANCERY_SESSION_IDLE = minutes("CHANCERY_SESSION_IDLE", 60) or timedelta()
CHANCERY_SESSION_LONGEST = minutes("CHANCERY_SESSION_LONGEST", 12 * 60) or timedelta()
CHANCERY_SITTING = minutes("CHANCERY_SITTING", 60) or timedelta()
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not DEBUG and flag("CHANCERY_HTTPS", default=False)
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
if SESSION_COOKIE_SECURE:  # a browser takes a cookie of this name by HTTPS only, and from no other host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
