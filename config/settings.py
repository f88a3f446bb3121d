"""Django's settings, derived from :mod:`config.environment`; nothing here is set by hand.

Keys and folders are not made here: ``dengta serve`` makes them, ``config.testing`` makes those of
the tests. Reading the settings therefore works on a fresh clone (for migrations and type checks).
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from config import environment, logs

ENVIRONMENT = environment.read(os.environ)

DENGTA_MODE = ENVIRONMENT.mode.value
DENGTA_URL = ENVIRONMENT.url
DENGTA_DATA = ENVIRONMENT.data
DENGTA_CHECKPOINTS = ENVIRONMENT.checkpoints
DENGTA_PROXIES = ENVIRONMENT.proxies
DENGTA_KEYS = ENVIRONMENT.keys
DENGTA_SUITE = ENVIRONMENT.suite

DISSOLVE_WITH_RECORDS = ENVIRONMENT.dissolve_with_records

DENGTA_SMS = ENVIRONMENT.messages.driver.value
DENGTA_SMS_SERVICE = ENVIRONMENT.messages.service
DENGTA_INITIAL_VPN_PASSWORD = ENVIRONMENT.messages.initial_vpn_password.value
DENGTA_SMS_PER_NUMBER_A_DAY = ENVIRONMENT.messages.per_number_a_day
DENGTA_SMS_PER_ADDRESS_AN_HOUR = ENVIRONMENT.messages.per_address_an_hour
DENGTA_ADDRESS_TRIES = ENVIRONMENT.messages.address_tries

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret or environment.stored_secret(ENVIRONMENT.keys)

# Sort keys read characters one by one: the dictionary of phrases would cost each process 45 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

# -- Rooms -----------------------------------------------------------------------------------

ROOMS = (
    "codes",
    "audit",
    "files",
    "gateways",
    "jobs",
    "definitions",
    "counts",
    "findings",
    "organizations",
    "accounts",
    "members",
    "transfers",
    "reorganization",
    "imports",
)


def _app(room: str) -> str:
    return f"dengta.{room}.apps.{room.capitalize()}Config"


INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *(_app(room) for room in ("database", "vault", *ROOMS, "reports")),
]

AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Database --------------------------------------------------------------------------------

DATABASES = {"default": ENVIRONMENT.database}

# -- Web -------------------------------------------------------------------------------------

ROOT_URLCONF = "dengta.web.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dengta.web.middleware.WhatABrowserMayDo",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dengta.web.middleware.HeadersAlone",
    "dengta.web.middleware.WhoIsAsking",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dengta.web.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            environment.ROOT / "dengta" / "web" / "templates",
            environment.ROOT / "dengta" / "reports" / "templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "dengta.web.jinja.environment",
            "context_processors": ["dengta.web.shell.shell"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

_address = urlsplit(DENGTA_URL)
ALLOWED_HOSTS = sorted({_address.hostname or "", "127.0.0.1", "localhost", "[::1]"} - {""})
if ENVIRONMENT.mode is environment.Mode.DEMO and ENVIRONMENT.host in {"0.0.0.0", "::"}:
    ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [DENGTA_URL]
CSRF_COOKIE_SECURE = ENVIRONMENT.secure
SESSION_COOKIE_SECURE = ENVIRONMENT.secure  # the cookie of messages goes by it
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dengta.web.refused.stale_page"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.secure else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

FILE_UPLOAD_HANDLERS = ["dengta.web.files.uploads.InMemory"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [environment.ROOT / "dengta" / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# -- Passwords -------------------------------------------------------------------------------

PASSWORD_HASHERS = ["config.hashers.Argon2"]

# -- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- Logging ---------------------------------------------------------------------------------

LOGGING = logs.configuration()
