"""Django's settings. What depends on the environment comes from lightloom_site.config; nothing else reads it.

Production is the only mode: DEBUG is off unless asked for, and what needs HTTPS is on when
LIGHTLOOM_PUBLIC_URL is https.
"""

import os
from typing import Any

from csp.constants import NONCE, NONE, SELF

from lightloom_site import __version__
from lightloom_site.config import PROJECT, read_config
from lightloom_site.services.log_format import is_not_health_poll

config = read_config(os.environ)

LIGHTLOOM_VERSION = __version__
LIGHTLOOM_DATA = config.data
LIGHTLOOM_ENGINE = config.engine
LIGHTLOOM_ENGINE_WHY = config.engine_why
LIGHTLOOM_MODEL_OPTIONS = config.models
LIGHTLOOM_EARS_OPTIONS = config.ears
LIGHTLOOM_FILM_LINES = config.film_lines
LIGHTLOOM_FILM_STRIPS = config.film_strips
LIGHTLOOM_PUBLIC_URL = config.public_url
# The .invalid name never resolves (RFC 2606): without a broker the error of any attempt says what is missing.
REDIS_URL = config.redis_url or "redis://lightloom-is-not-running-here.invalid:6379/0"

BASE_DIR = PROJECT
DEBUG = config.debug
SECRET_KEY = config.secret_key()
ALLOWED_HOSTS = config.allowed_hosts()
LIGHTLOOM_HOSTS_LISTED = config.hosts
LIGHTLOOM_PRIVATE_HOSTS = config.takes_private_hosts
CSRF_TRUSTED_ORIGINS = [config.public_url] if config.public_url else []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "allauth",
    "allauth.account",
    "servestatic",
    "csp",
    "worlds.apps.WorldsConfig",
    "lightloom_site.apps.SiteConfig",
]

MIDDLEWARE = [
    "worlds.api.error_shape.api_error_shape",
    "lightloom_site.hosts.private_hosts",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "lightloom_site.static.revalidate_pages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "worlds.api.token_media.token_media_middleware",
    "worlds.views.broker_errors.BrokerErrors",
]

ROOT_URLCONF = "lightloom_site.urls"
ASGI_APPLICATION = "lightloom_site.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]
if DEBUG:  # without the cache that Django puts around these loaders: an edit shows at the next load
    TEMPLATES[0] |= {"APP_DIRS": False}
    TEMPLATES[0]["OPTIONS"]["loaders"] = [
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]

# --- Database -------------------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {"default": {"ENGINE": "lightloom_site.absent_database", "NAME": "lightloom"}}
if database := config.database():
    # The pool hands out one connection per piece of work; CONN_MAX_AGE would hold on to it and cannot be combined.
    # Its connections are checked before use, so a restart of PostgreSQL costs no request.
    pool = {"min_size": 1, "max_size": config.db_pool, "timeout": 10}
    DATABASES["default"] = database | {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": database["OPTIONS"] | {"pool": pool},
        "CONN_HEALTH_CHECKS": True,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Messages between screens, and tasks ----------------------------------------------------------------------------

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # the layer reads with a wait of 5 s; redis-py's own default would give up at the same moment
            "hosts": [{"address": REDIS_URL, "socket_timeout": 15, "socket_connect_timeout": 2}],
            "capacity": 2000,
            "expiry": 30,
            "prefix": "lightloom",
        },
    },
}

# A task whose worker vanished is given out again after this time. kombu takes the shortest of all its places, so it is
# set in this one only. A task that takes longer is run twice: every task is idempotent, and the stitch of a thousand
# strips stays below it.
CELERY_VISIBILITY_TIMEOUT_S = 120
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT_S,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,  # a worker's blocking read takes 1 s
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Whoever sends a task waits two seconds at most: the tender sends again what did not arrive.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_step": 0.1, "interval_max": 0.2}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TASK_DEFAULT_QUEUE = "story"
CELERY_TASK_ROUTES = {
    "inference.paint": {"queue": "paint"},
    "inference.paint_over": {"queue": "paint"},
    "inference.hear": {"queue": "speech"},
    "inference.direct_ahead": {"queue": "speech"},
    "inference.finish": {"queue": "finish"},
    "inference.ask": {"queue": "finish"},
    "inference.make": {"queue": "studio"},
    "worlds.*": {"queue": "story"},
}

# --- People ---------------------------------------------------------------------------------------------------------

# Guests are people with a signed cookie: no row is written for somebody who only looks.
# An account can log out of its own for good.
SESSION_ENGINE = "worlds.sessions"
SESSION_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USERNAME_MAX_LENGTH = 40
ACCOUNT_USERNAME_VALIDATORS = "worlds.actions.account.account_names.VALIDATORS"
# allauth counts tries per address; behind a proxy the address is the last one the proxy added.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if config.over_https else 0
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "lightloom-cache",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
    # for what a process may know better than the broker for some seconds: who was let into a room's pictures
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}

# --- Static files and pictures --------------------------------------------------------------------------------------

NPM_FOLDER = PROJECT / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = config.data / "static"
STATICFILES_DIRS: list[Any] = [PROJECT / "static", ("sound", PROJECT / "inference" / "sound" / "shared")]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lightloom_site.static.NpmFiles",
]
SERVESTATIC_ALLOW_ALL_ORIGINS = False
SERVESTATIC_USE_ZSTD = False
# Files of earlier releases too: pages loaded before a deploy still ask for them. With DEBUG the sources are served.
SERVESTATIC_USE_STATIC_ROOT = not DEBUG
SERVESTATIC_USE_MANIFEST = False  # it would add what is in that folder once more
MEDIA_ROOT = config.media
pictures: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {}}
if config.s3_bucket:
    pictures = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": config.s3_bucket,
            "endpoint_url": config.s3_endpoint or None,
            "file_overwrite": True,
        },
    }
STORAGES = {"default": pictures, "staticfiles": {"BACKEND": "lightloom_site.static.HashedStaticFiles"}}
# The only files that anybody uploads are archives of worlds, in a form of its own (worlds/views/world/imports.py) and
# of at most so many bytes; the largest thing another page posts is a story or a title.
LIGHTLOOM_IMPORT_BYTES = config.import_mb * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# --- Security -------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
CSRF_FAILURE_VIEW = "lightloom_site.request_errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = config.over_https or config.serves_tls
SECURE_SSL_REDIRECT = config.over_https
SECURE_REDIRECT_EXEMPT = [r"^health"]  # asked for on the machine itself, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if config.over_https else 0
if config.over_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    # Whether subdomains are HTTPS too, and belong on browsers' preload lists, is the domain owner's to say.
    "security.W005",
    "security.W021",
]
if not config.over_https:
    # Plain HTTP on one's own machine or network: HSTS, the redirect and Secure cookies would lock everybody out.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

# --- The rest -------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# These tell at INFO what every task, or every start, did.
chatty = "WARNING" if config.log_level == "INFO" else config.log_level
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "lightloom_site.services.log_format.OneLineFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "filters": {"no_health_polls": {"()": "django.utils.log.CallbackFilter", "callback": is_not_health_poll}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["no_health_polls"],
        }
    },
    "root": {"handlers": ["stdout"], "level": config.log_level},
    "loggers": {
        "django": {"handlers": [], "level": config.log_level, "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "celery.app.trace": {"level": chatty},
        "celery.worker.strategy": {"level": chatty},
        "celery.worker.consumer.connection": {"level": chatty},
        "daphne": {"level": chatty},
        "pyvips": {"level": chatty},
    },
}
