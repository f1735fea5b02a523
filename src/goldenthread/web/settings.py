"""Settings of every process. A process is one database role for its whole life: pages and jobs are `app`, which
row-level security binds; migrations are `owner`; imports, rebuilding and backup are `system`. See
docs/decisions/0002-three-database-roles.md."""

import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONCE

DEMO = GOLDENTHREAD_DEMO = os.environ.get("GOLDENTHREAD_DEMO") == "1"
# The demo area may hold the day at which its story was told; nowhere else is the day ever set.
_held = os.environ.get("GOLDENTHREAD_DEMO_TODAY") if DEMO else None
DEMO_TODAY = date.fromisoformat(_held) if _held else None
_since = os.environ.get("GOLDENTHREAD_DEMO_SINCE") if DEMO_TODAY else None
DEMO_SINCE = datetime.fromisoformat(_since) if _since else None
"""When a demo area that holds its day was begun: what is done in it from then on is done on the day that it holds."""
DEBUG = False
AREA_NAME = os.environ.get("GOLDENTHREAD_AREA", "Essex SEND partnership")
# Catalogues of the languages in which families read their pages: see web/languages.py and docs/guide/languages.md.
LANGUAGES_DIR = os.environ.get("GOLDENTHREAD_LANGUAGES", "")
# More typefaces for what is printed, such as of Chinese, in a folder of the area’s own (docs/guide/languages.md).
FONTS_DIR = os.environ.get("GOLDENTHREAD_FONTS", "")
AREA_CONTACT = os.environ.get("GOLDENTHREAD_AREA_CONTACT", "telephone 01632 960001 or email send@example.org (neither is real: this is a demo)" if DEMO else "")
"""How a family reaches the area without this service, in words that follow "you can ask us by"; empty where an area has not said."""
SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

DATABASE_ROLES = {"app": "goldenthread_app", "owner": "goldenthread_owner", "system": "goldenthread_system"}
DATABASE_ROLE = os.environ.get("GOLDENTHREAD_ROLE", "app")


def _database(role: str) -> dict[str, Any]:
    """The connection of a role: its own URL, such as OWNER_DATABASE_URL, else DATABASE_URL with the role's user."""
    own = os.environ.get(f"{role.upper()}_DATABASE_URL")
    url = urlsplit(own or os.environ.get("DATABASE_URL", "postgresql:///goldenthread"))
    user = unquote(url.username) if own and url.username else DATABASE_ROLES[role]
    host = parse_qs(url.query).get("host", [url.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": user,
        "PASSWORD": unquote(url.password or "") if own or role == "app" else "",
        "HOST": host,
        "PORT": str(url.port or ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0,
        # Parameters go apart from the question, so that a question asked often keeps its plan: with row-level security,
        # planning takes as long as answering.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2}
        | ({"pool": {"min_size": 1, "max_size": 4}} if os.environ.get("GOLDENTHREAD_POOL") == "1" else {}),
    }


DATABASES = {"default": _database(DATABASE_ROLE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "goldenthread.people",
    "goldenthread.access",
    "goldenthread.offer",
    "goldenthread.cases",
    "goldenthread.letters",
    "goldenthread.assessments",
    "goldenthread.plans",
    "goldenthread.delivery",
    "goldenthread.reviews",
    "goldenthread.audits",
    "goldenthread.sendiass",
    "goldenthread.voice",
    "goldenthread.campaigns",
    "goldenthread.services",
    "goldenthread.families",
    "goldenthread.disputes",
    "goldenthread.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "goldenthread.web.middleware.WithoutNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "goldenthread.access.middleware.ViewerMiddleware",
    "goldenthread.web.languages.InTheReadersLanguage",
    "goldenthread.web.middleware.RefusedInWords",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "goldenthread.web.urls"
WSGI_APPLICATION = "goldenthread.web.wsgi.application"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {"environment": "goldenthread.web.jinja.environment", "context_processors": []},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Nobody opens an account for themselves: a partnership's people are entered by it.
ACCOUNT_ADAPTER = "goldenthread.access.adapter.NoSignUp"
MFA_ADAPTER = "goldenthread.access.adapter.SecondStep"
# Nothing is sent to an address that nobody here has.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Django's own: allauth's would note the address as one that was never verified, and then allow no second step.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# How long a link to set a password lasts, in seconds. It works once, whoever made it.
PASSWORD_RESET_TIMEOUT = 60 * 60 * 72
# How many proxies stand before this process and add to X-Forwarded-For. Sign-in attempts are counted by address: with
# too few every visitor counts as the proxy, with too many anybody can say that they are somebody else.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("GOLDENTHREAD_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "goldenthread.web.pages.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 8
# The demo and the tests are served over plain HTTP on this machine; anywhere else is behind TLS.
SECURE_COOKIES = os.environ.get("GOLDENTHREAD_TLS", "0" if DEMO else "1") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
if SECURE_COOKIES:
    # The proxy that ends TLS must set this header itself, whatever a client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365

# The address that stands in messages. Behind a proxy it is the area's own.
BASE_URL = os.environ.get("GOLDENTHREAD_URL", "http://127.0.0.1:8000").rstrip("/")
# What carries messages away: GOV.UK Notify where an area has a key, else its own mail server, else nothing, and then nothing is said to have
# been sent. Keys come from the environment or from a file that it names, never from the database. See docs/decisions/0034.


def _secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE", "")
    return os.environ.get(name) or (Path(file).read_text("utf-8").strip() if file else "")


NOTIFY_KEY = _secret("GOLDENTHREAD_NOTIFY_KEY")
NOTIFY_URL = os.environ.get("GOLDENTHREAD_NOTIFY_URL", "https://api.notifications.service.gov.uk")
NOTIFY_EMAIL_TEMPLATE = os.environ.get("GOLDENTHREAD_NOTIFY_EMAIL_TEMPLATE", "")
NOTIFY_TEXT_TEMPLATE = os.environ.get("GOLDENTHREAD_NOTIFY_TEXT_TEMPLATE", "")
NOTIFY_LETTERS = os.environ.get("GOLDENTHREAD_NOTIFY_LETTERS") == "1"
NOTIFY_CALLBACK_TOKEN = _secret("GOLDENTHREAD_NOTIFY_CALLBACK_TOKEN")
"""What Notify says in its receipts so that we know them for its own; without one none are taken, and the worker asks instead."""
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
SENDS_MAIL = bool(EMAIL_HOST or NOTIFY_KEY)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST and not NOTIFY_KEY else "goldenthread.letters.account_mail.EmailBackend"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "send-team@area.example")

# Where ClamAV listens, as a path or host:port. Without it, files are checked by content alone.
# Hosts of one's own network from which a feed of the Local Offer may be read; any other must be public and answer by https.
OFFER_FEED_HOSTS = [h for h in os.environ.get("OFFER_FEED_HOSTS", "").split(",") if h]
CLAMAV_SOCKET = os.environ.get("CLAMAV_SOCKET", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_keys": {"()": "goldenthread.web.logs.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without_keys"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Notify's client logs the words of an error, which may name an address.
    "loggers": {"notifications_python_client": {"level": "CRITICAL"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
