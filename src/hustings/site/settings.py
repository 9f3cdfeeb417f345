"""Settings of a real installation, all from environment variables (the table is in docs/operators/settings.md)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from hustings.site.database_url import database
from hustings.site.secret import secret_key


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} is {text!r}: write a whole number.")
    return int(text)


def _one_of(name: str, *choices: str) -> str:
    text = os.environ.get(name, "").lower()
    if text not in ("", *choices):
        raise ImproperlyConfigured(f"{name} is {text!r}: write {' or '.join(choices)}, or leave it out.")
    return text


DATA = Path(os.environ.get("HUSTINGS_DATA", "var")).resolve()

SECRET_KEY = secret_key(DATA)
DEBUG = os.environ.get("HUSTINGS_DEBUG", "") == "1"
BASE_URL = os.environ.get("HUSTINGS_URL", "http://127.0.0.1:8000").rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme not in ("http", "https") or not _base.hostname:
    raise ImproperlyConfigured(f"HUSTINGS_URL is {BASE_URL!r}: write it like https://vote.example.org.")
ALLOWED_HOSTS = [_base.hostname, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
DEMONSTRATION = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "rules.apps.AutodiscoverRulesConfig",
    "hustings.accounts",
    "hustings.audit",
    "hustings.jobs",
    "hustings.register",
    "hustings.franchise",
    "hustings.elections",
    "hustings.council",
    "hustings.conduct",
    "hustings.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hustings.site.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hustings.accounts.middleware.place",
    "hustings.site.middleware.error_pages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hustings.accounts.middleware.office_sessions",
    "hustings.register.middleware.member",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hustings.accounts.middleware.Refusals",
    "hustings.site.middleware.texts_without_nul",
]

ROOT_URLCONF = "hustings.site.urls"
WSGI_APPLICATION = "hustings.site.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
FILE_UPLOAD_HANDLERS = [
    "hustings.conduct.uploads.EvidenceInMemory",  # before those that write a file down as it came
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],  # before the apps, so that Django's forms get our markup
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hustings.site.context.page",
            ]
        },
    }
]
FORM_RENDERER = "hustings.site.forms.Renderer"
CSRF_FAILURE_VIEW = "hustings.site.errors.csrf_failure"


DATABASES = {"default": database(os.environ.get("HUSTINGS_DATABASE", "sqlite:///"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
FORMAT_MODULE_PATH = ["hustings.site.formats"]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"  # in the database; pages use the organisation's own zone

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
WHITENOISE_USE_FINDERS = True

_secure = _base.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
if _secure:
    # The prefix makes browsers refuse the cookie from any other host or over plain HTTP.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
# How many proxies of ours stand in front and add to X-Forwarded-For.
PROXIES = _number("HUSTINGS_PROXIES", 1 if _secure else 0)
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
# Not "no-referrer": browsers then send `Origin: null` with a form, and the CSRF check refuses it.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
X_FRAME_OPTIONS = "DENY"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("HUSTINGS_SMTP_HOST", "localhost")
EMAIL_PORT = _number("HUSTINGS_SMTP_PORT", 25)
EMAIL_HOST_USER = os.environ.get("HUSTINGS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HUSTINGS_SMTP_PASSWORD", "")
_smtp_tls = _one_of("HUSTINGS_SMTP_TLS", "starttls", "tls")
EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp_tls == "starttls", _smtp_tls == "tls"
EMAIL_TIMEOUT = 20
MAIL_PER_SECOND = _number("HUSTINGS_MAIL_PER_SECOND", 10)  # notices to electors; 0 sets no limit
# A hall full of members can share one address, so this is a brake on guessing numbers, not on voters.
SIGN_INS_PER_ADDRESS = _number("HUSTINGS_SIGN_INS_PER_ADDRESS", 600)  # in a quarter of an hour
DEFAULT_FROM_EMAIL = os.environ.get("HUSTINGS_FROM", f"elections@{_base.hostname or 'localhost'}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refusals": {"()": "hustings.site.logs.RefusalsInOneLine"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "hustings": {"handlers": ["stderr"], "level": "INFO"},
    },
}
