"""One settings file: from the environment, from secret files (NAME_FILE), or from what `make up` runs."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from factcheck.local import home
from factcheck.logs import from_request

BASE_DIR = Path(__file__).resolve().parent.parent
FACTCHECK_HOME = home.folder()
LOCAL_SERVICES = home.services()  # empty unless `make up` or the test runner is running

for _name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "METRICS_TOKEN"):
    if _path := os.environ.get(f"{_name}_FILE"):
        try:
            os.environ.setdefault(_name, Path(_path).read_text(encoding="utf-8").strip())
        except OSError as error:
            raise ImproperlyConfigured(f"{_name}_FILE names {_path}: {error.strerror}.") from error
for _name, _value in LOCAL_SERVICES.items():
    os.environ.setdefault(_name, _value)

env = environ.Env()

# What a server cannot run without. Commands that touch no database start without them; wsgi.py and celery.py refuse.
MISSING = [name for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL") if not env.str(name, default="")]

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secrets.token_urlsafe(50)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
if urlsplit(SITE_URL).scheme not in ("http", "https") or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured(f"SITE_URL must be a full address such as https://desk.example.org, not {SITE_URL!r}.")
SITE_NAME = env.str("SITE_NAME", default="Fact-check desk")
PUBLISHER_NAME = env.str("PUBLISHER_NAME", default=SITE_NAME)
CORRECTIONS_CONTACT = env.str("CORRECTIONS_CONTACT", default="")  # an e-mail or web address that readers write to
IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[str(urlsplit(SITE_URL).hostname)])
if not IS_HTTPS:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "factcheck.apps.ProjectConfig",
    "claims.apps.ClaimsConfig",
    "claims.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django_structlog.middlewares.RequestMiddleware",  # before all that may refuse a request and log it
    "factcheck.logs.KeepLogContext",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "claims.views.site.keep_private",
    "claims.views.ranges.serve_ranges",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
CSRF_FAILURE_VIEW = "claims.views.site.csrf_failed"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.views.site.site",
            ],
        },
    }
]

# -- database, broker, cache -------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://factcheck@127.0.0.1:5432/factcheck")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// — PostgreSQL is the only engine supported.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
_redis = urlsplit(REDIS_URL)
if _redis.scheme not in ("redis", "rediss", "unix"):
    raise ImproperlyConfigured(f"REDIS_URL must begin with redis://, rediss:// or unix://, not {_redis.scheme!r}.")
if _redis.scheme == "unix":  # each client of Redis spells a socket in its own way
    CELERY_BROKER_URL = f"redis+socket://{_redis.path}?virtual_host={_redis.query.removeprefix('db=') or '0'}"
else:
    CELERY_BROKER_URL = REDIS_URL
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# -- Celery: the row in the database is the truth, the message only a doorbell -------------------
# Seconds, each below the next: a task's hard limit, the lease of its article, the broker's visibility timeout (900).
# A killed worker's article waits for its lease to run out, so the lease is short: 30,000 words take well under a
# minute.
EXTRACTION_LEASE = env.int("EXTRACTION_LEASE", default=180)
EXTRACTION_TIME_LIMIT = EXTRACTION_LEASE - max(1, EXTRACTION_LEASE // 6)
if not 6 <= EXTRACTION_LEASE <= 600:
    raise ImproperlyConfigured("EXTRACTION_LEASE is in seconds and must lie between 6 and 600.")
CELERY_TASK_TIME_LIMIT = EXTRACTION_TIME_LIMIT
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 15,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    # Whoever hands an article in must not wait for a broker that is down: the row is kept, and the sweep rings later.
    # (Workers and beat come back by themselves: their own loop connects again and again.)
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=15)
WEIGHTS_SWEEP_SECONDS = 600  # longer than one task of it may take, so that a sweep does not ring for one at work
CELERY_BEAT_SCHEDULE = {
    "sweep-articles": {
        "task": "claims.tasks.sweep_articles",
        "schedule": SWEEP_SECONDS,
        # A sweep that nobody took in time is worth nothing: the next one sees the same rows.
        "options": {"expires": SWEEP_SECONDS, "queue": "interactive"},
    },
    "sweep-captures": {
        "task": "claims.tasks.sweep_captures",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS, "queue": "interactive"},
    },
    "sweep-looks": {
        "task": "claims.tasks.sweep_looks",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS, "queue": "interactive"},
    },
    "sweep-lookups": {
        "task": "claims.tasks.sweep_lookups",
        "schedule": 4 * SWEEP_SECONDS,
        "options": {"expires": 4 * SWEEP_SECONDS, "queue": "bulk"},
    },
    "sweep-replies": {
        "task": "claims.tasks.sweep_replies",
        "schedule": 8 * SWEEP_SECONDS,
        "options": {"expires": 8 * SWEEP_SECONDS, "queue": "interactive"},
    },
    "sweep-weights": {
        "task": "claims.tasks.sweep_weights",
        "schedule": WEIGHTS_SWEEP_SECONDS,
        "options": {"expires": WEIGHTS_SWEEP_SECONDS, "queue": "bulk"},
    },
    "sweep-match-weights": {
        "task": "claims.tasks.sweep_match_weights",
        "schedule": WEIGHTS_SWEEP_SECONDS,
        "options": {"expires": WEIGHTS_SWEEP_SECONDS, "queue": "bulk"},
    },
    "sweep-uploads": {
        "task": "claims.tasks.sweep_uploads",
        "schedule": 4 * SWEEP_SECONDS,
        "options": {"expires": 4 * SWEEP_SECONDS, "queue": "bulk"},
    },
    "sweep-drafts": {
        "task": "claims.tasks.sweep_drafts",
        "schedule": 3600.0,
        "options": {"expires": 3600, "queue": "bulk"},
    },
    "sweep-visits": {
        "task": "claims.tasks.sweep_visits",
        "schedule": 4 * SWEEP_SECONDS,
        "options": {"expires": 4 * SWEEP_SECONDS, "queue": "bulk"},
    },
}

# Hosts with ports, such as 127.0.0.1:8099, that may be fetched although the address rules deny them. For tests only.
FETCH_ALLOWED_HOSTS = env.list("FETCH_ALLOWED_HOSTS", default=[])

# -- people --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "claims.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "claims:queue"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "claims.views.people.AccountAdapter"  # closes self-registration
ACCOUNT_FORMS = {
    "login": "claims.forms.accounts.LoginForm",
    "change_password": "claims.forms.accounts.ChangePasswordForm",
    "reauthenticate": "claims.forms.accounts.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_TOTP_ISSUER = SITE_NAME
# Sign-in counts tries by address. Behind a proxy that is what the proxy says, not the proxy's own: one guesser would
# shut everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("BEHIND_PROXY", default=False))
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# -- web -----------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = False
LANGUAGE_CODE = "en-gb"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "claims" / "assets"]
# The image collects its static files; a checkout serves them from the source folders.
IS_COLLECTED = env.bool("COLLECTED_STATIC", default=False)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes
IMPORT_UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes of a file of known checks in the admin; the command takes any length
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
IS_BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
PROMETHEUS_EXPORT_MIGRATIONS = False

# -- REST API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "claims.api.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["claims.api.auth.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["claims.api.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsing.StrictJSONParser"],
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "claims.api.problems.handler",
    "DEFAULT_THROTTLE_CLASSES": ["claims.api.throttling.BurstThrottle"],
    "DEFAULT_THROTTLE_RATES": {"burst": env.str("API_RATE", default="600/min")},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": "Articles in, checkable claims out, verdicts with sources. Errors are application/problem+json.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # what a change must name, the schema says it must
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "PREPROCESSING_HOOKS": ["claims.api.schema.without_doubles"],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "claims.api.schema.finished"],
    "ENUM_NAME_OVERRIDES": {
        "ArticleStatus": "claims.api.words.ARTICLE_STATUSES",
        "CaptureState": "claims.api.words.CAPTURE_STATES",
        "ChangeOccasion": "claims.api.words.CHANGE_OCCASIONS",
        "ClaimKind": "claims.api.words.CLAIM_KINDS",
        "ClaimStatus": "claims.api.words.CLAIM_STATUSES",
        "CorrectionState": "claims.api.words.CORRECTION_STATES",
        "LinkState": "claims.api.words.LINK_STATES",
        "Occasion": "claims.api.words.OCCASIONS",
        "ProposalStatus": "claims.api.words.PROPOSAL_STATUSES",
        "SourceKind": "claims.api.words.SOURCE_KINDS",
        "SpeakerKind": "claims.api.words.SPEAKER_KINDS",
        "StatementKind": "claims.api.words.STATEMENT_KINDS",
        "WeightsOrigin": "claims.api.words.WEIGHTS_ORIGINS",
        "WeightsStatus": "claims.api.words.WEIGHTS_STATUSES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# -- logs --------------------------------------------------------------------------------------------
IS_LOCAL = bool(LOCAL_SERVICES)
_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]
structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
# Plain tracebacks: the drawn ones take most of a second each, and show the values of local variables.
_console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
_renderer = _console if IS_LOCAL else structlog.processors.JSONRenderer()
_tail: list[Any] = [] if IS_LOCAL else [structlog.processors.format_exc_info]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*_shared, from_request],
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_tail, _renderer],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "httpx": {"level": "WARNING"},
        "trafilatura": {"level": "CRITICAL"},
    },
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True
