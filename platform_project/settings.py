"""All settings, in one file. Every variable read here stands, explained, in `.env.example`.

With no environment at all the platform runs on its embedded servers with DEBUG on. With DEBUG off a
missing SECRET_KEY stops the start.
"""

from __future__ import annotations

import ssl
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from platform_project.embedded import addresses
from platform_project.kit import connection_pool
from platform_project.kit.client_secrets import client_secrets
from platform_project.kit.logs import logging_config
from platform_project.kit.rate_table import rates_per_minute
from platform_project.kit.secret_key import credential_keys, secret_key
from platform_project.kit.server_urls import clamav_address, refuse_wrong_urls

# --- Places and environment -------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# --- Core -------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=True)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
SECRET_KEY = secret_key(env.str("SECRET_KEY", default=""), keep_in=VAR_DIR / "secret_key" if DEBUG else None)
# What users' credentials are sealed with, newest first: the first seals, each of them opens.
CREDENTIAL_KEYS = credential_keys(
    env.list("CREDENTIAL_KEYS", default=[]), keep_in=VAR_DIR / "credential_keys" if DEBUG else None
)
# What `manage.py rotate_keys` seals anew.
SEALED_COLUMNS = [
    "integrations.ConsentServer.secret",
    "integrations.Credential.secret",
    "integrations.OAuthApp.secret",
    "integrations.PrivateProvider.client_secret",
    "integrations.Webhook.secret",
]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://{HOST}:{PORT}").rstrip("/")

# With DEBUG off the site is served over https: by us behind a proxy that ends TLS and says so.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if DEBUG else 30 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False  # other hosts of the domain are not ours to bind
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)  # proxies whose X-Forwarded-For is believed
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "social_django",
    "platform_project.apps.PlatformConfig",
    "platform_project.accounts.apps.AccountsConfig",
    "platform_project.notifications.apps.NotificationsConfig",
    "integrations",
    "credits",
    "blocks",
    "agents",
    "marketplace",
]

MIDDLEWARE = [
    "platform_project.kit.logs.request_ids",
    "platform_project.health.health_middleware",  # before hosts and https are checked: probes ask by address
    "django.middleware.security.SecurityMiddleware",
    "platform_project.kit.compression.compress_answers",
    "platform_project.kit.caching.say_what_may_be_kept",  # looks at what is said, before it is packed
    "platform_project.kit.chunked_bodies.measure_chunked_body",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "platform_project.urls"
ASGI_APPLICATION = "platform_project.asgi.application"
APPEND_SLASH = True  # for the admin; the API has no trailing slashes

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "platform_project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Servers ----------------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="") or addresses.database_url(VAR_DIR)
REDIS_URL = env.str("REDIS_URL", default="") or addresses.redis_url(VAR_DIR)
BROKER_URL = env.str("BROKER_URL", default="") or REDIS_URL
refuse_wrong_urls(DATABASE_URL=DATABASE_URL, REDIS_URL=REDIS_URL, BROKER_URL=BROKER_URL)
# What we start ourselves: a server whose URL is not given.
EMBEDDED_SERVERS = [
    name
    for name, variable in (("postgres", "DATABASE_URL"), ("redis", "REDIS_URL"))
    if not env.str(variable, default="")
]

DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=16)  # connections of one process, at most
_database = env.db_url_config(DATABASE_URL)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "SOCKET_FOLDER": str(addresses.database_folder(VAR_DIR)) if "postgres" in EMBEDDED_SERVERS else None,
        "ENGINE": "platform_project.database",
        "CONN_HEALTH_CHECKS": True,  # after a restart of the database, the pool's old connections are dead
        "OPTIONS": {
            **_database.get("OPTIONS", {}),  # sslmode and the like, from the URL
            # Only what asks for it is prepared (`kit/rows.py`). Django's own value, None, refuses that too.
            "prepare_threshold": sys.maxsize,
            # A plan that a prepared statement keeps (ADR 18) would be one for tables as small as then.
            "options": " ".join(
                [
                    _database.get("OPTIONS", {}).get("options", ""),
                    "-c plan_cache_mode=force_custom_plan",
                    # Search (ADR 36): how much of its index of vectors a statement looks at, and that it goes
                    # on where conditions leave too little.
                    "-c hnsw.ef_search=100 -c hnsw.iterative_scan=relaxed_order -c hnsw.max_scan_tuples=1000",
                ]
            ).strip(),
            # Threads come and go under ASGI and Celery; a pool keeps connections warm for all of them.
            "pool": {
                "min_size": 1,
                "max_size": DATABASE_POOL_SIZE,
                "timeout": 20,
                "max_idle": 20,  # seconds; a pool closes one connection that was of no use in each
                "reconnect_timeout": connection_pool.RECONNECT_SECONDS,
                "reconnect_failed": connection_pool.try_again,
            },
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "channels"},
    }
}

# --- Accounts ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["platform_project.accounts.demo_account.AccountBackend"]

# Social sign-in: a provider is offered once its key and secret are set.
SOCIAL_AUTH_GITHUB_KEY = env.str("SOCIAL_AUTH_GITHUB_KEY", default="")
SOCIAL_AUTH_GITHUB_SECRET = env.str("SOCIAL_AUTH_GITHUB_SECRET", default="")
SOCIAL_AUTH_GITHUB_SCOPE = ["user:email"]  # the list of addresses, with which of them are verified
SOCIAL_AUTH_GOOGLE_OAUTH2_KEY = env.str("SOCIAL_AUTH_GOOGLE_OAUTH2_KEY", default="")
SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET = env.str("SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET", default="")
if SOCIAL_AUTH_GITHUB_KEY and SOCIAL_AUTH_GITHUB_SECRET:
    AUTHENTICATION_BACKENDS.append("social_core.backends.github.GithubOAuth2")
if SOCIAL_AUTH_GOOGLE_OAUTH2_KEY and SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET:
    AUTHENTICATION_BACKENDS.append("social_core.backends.google.GoogleOAuth2")
SOCIAL_AUTH_TRAILING_SLASH = False
SOCIAL_AUTH_PIPELINE = [
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.auth_allowed",
    "social_core.pipeline.social_auth.social_user",
    "platform_project.accounts.services.social.verify_email",
    "platform_project.accounts.services.social.find_or_register",
    "social_core.pipeline.social_auth.associate_user",  # keeps no token of the provider's
    "platform_project.accounts.services.social.hand_over",
]

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", default=30)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=30)),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": True,
}
PASSWORD_RESET_TIMEOUT = env.int("PASSWORD_RESET_MINUTES", default=60) * 60  # seconds a mailed link works

# Called with the ids of workspace and user in the transaction that ends a membership.
MEMBER_LEFT = ["integrations.services.endings.member_left"]
# Called with the id of a personal workspace once its person has registered.
REGISTERED = ["credits.services.tiers.welcome"]
DEMO_SEEDERS = [  # called with the demo user at each start
    "agents.demo.seed",
    "credits.demo.seed",
    "marketplace.demo.seed",
]

# --- API --------------------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("MAX_BODY_BYTES", default=1024 * 1024)
MAX_JSON_DEPTH = env.int("MAX_JSON_DEPTH", default=100)  # levels of lists and objects in a body

# How often something may be tried: "10/5m" is ten times in five minutes (s, m, h, d).
RATE_LIMITS = {
    "sign_in": env.str("RATE_SIGN_IN", default="10/5m"),  # failures per e-mail address and network address
    "sign_in_address": env.str("RATE_SIGN_IN_ADDRESS", default="100/5m"),  # failures per network address
    "register": env.str("RATE_REGISTER", default="100/h"),  # per network address
    "password": env.str("RATE_PASSWORD", default="10/5m"),  # wrong old passwords per user
    "password_reset": env.str("RATE_PASSWORD_RESET", default="5/h"),  # mails per e-mail address
    "password_reset_address": env.str("RATE_PASSWORD_RESET_ADDRESS", default="50/h"),  # per network address
    "invitation": env.str("RATE_INVITATION", default="50/h"),  # mails per user
    "shared": env.str("RATE_SHARED", default="120/m"),  # looks at share links per network address
    "store": env.str("RATE_STORE", default="300/m"),  # looks, per user or network address
    "install": env.str("RATE_INSTALL", default="60/10m"),  # agents that a user adds
    "oauth": env.str("RATE_OAUTH", default="60/10m"),  # ways to a provider's consent that a user begins
    "test_credential": env.str("RATE_TEST_CREDENTIAL", default="30/m"),  # tries of credentials per user
    "import_openapi": env.str("RATE_IMPORT_OPENAPI", default="30/10m"),  # documents per user, tries counted
    "execute_block": env.str("RATE_EXECUTE_BLOCK", default="600/m"),  # single blocks per user
    "import_url": env.str("RATE_IMPORT_URL", default="30/10m"),  # files fetched from addresses per user
    "sketch": env.str("RATE_SKETCH", default="20/10m"),  # agents that models draw per user
    "image": env.str("RATE_IMAGE", default="60/10m"),  # pictures put up per workspace
    "rating": env.str("RATE_RATING", default="30/h"),  # ratings written and changed per user
    "report": env.str("RATE_REPORT", default="20/h"),  # reports to moderators per user
    "webhook": env.str("RATE_WEBHOOK", default="6000/m"),  # calls stored per webhook
    "webhook_refused": env.str("RATE_WEBHOOK_REFUSED", default="60/m"),  # wrong ones per webhook and address
}

# What of the API may be kept by browsers and caches (kit/caching.py); of all else nothing is.
PUBLIC_PATHS = [  # for who is not signed in
    "/api/v1/store/listings",
    "/api/v1/store/listings/{creator}/{slug}",
    "/api/v1/store/listings/{creator}/{slug}/similar",
    "/api/v1/store/listings/{creator}/{slug}/ratings",
    "/api/v1/store/creators/{slug}",
    "/api/v1/store/categories",
    "/api/v1/store/featured",
    "/api/v1/store/suggestions",
]
OWN_RULES = {
    "/api/v1/blocks": "large; who asks again is told that nothing changed",
    "/api/v1/blocks/{id}": "the same",
    "/api/v1/store/images/{image_id}": "a picture never changes",
}

REST_FRAMEWORK: dict[str, Any] = {
    # A token class stands first: otherwise anonymous callers get 403 instead of 401.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "platform_project.accounts.api.authentication.TokenAuthentication",
        "platform_project.accounts.api.authentication.ApiKeyAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["platform_project.kit.json_api.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["platform_project.kit.json_api.JsonParser"],
    "DEFAULT_PAGINATION_CLASS": "platform_project.kit.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "platform_project.accounts.api.schema.Schema",
    "EXCEPTION_HANDLER": "platform_project.kit.json_api.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Polychord",
    "DESCRIPTION": "Build, run, schedule, share and sell continuous AI agents.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "COMPONENT_SPLIT_REQUEST": True,
    # Several sets of values share a field's name; a client knows them apart.
    "ENUM_NAME_OVERRIDES": {
        "AuthKindEnum": "integrations.models.credential.KINDS",
        "CredentialStateEnum": "integrations.models.credential.CredentialState",
        "NotificationKindEnum": "platform_project.notifications.kinds.Kind",
        "ExecutionKind": "agents.models.kinds.ExecutionKind",
        "ReviewKind": "agents.models.review.ReviewKind",
        "ExecutionStatus": "agents.engine.state.ExecutionStatus",
        "AppealState": "marketplace.models.moderation.AppealState",
        "ListingState": "marketplace.models.listing.ListingState",
        "SubmissionState": "marketplace.models.submission.SubmissionState",
        "NodeStatus": "agents.engine.state.NodeStatus",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "integrations.webhooks.schema.describe_door",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Work -------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = BROKER_URL
CELERY_RESULT_BACKEND = REDIS_URL  # whatever the broker: a chord counts its firings there
_TLS = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
CELERY_BROKER_USE_SSL = {
    "rediss": _TLS,
    "amqps": {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": None},  # None: the URL's, and it is checked
}.get(urlsplit(BROKER_URL).scheme)
CELERY_REDIS_BACKEND_USE_SSL = _TLS if REDIS_URL.startswith("rediss://") else None
# RabbitMQ: replicated queues, and a message counts as sent once a majority has it on disk.
_IS_RABBITMQ = BROKER_URL.startswith(("amqp://", "amqps://"))
CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum" if _IS_RABBITMQ else "classic"
CELERY_TASK_CREATE_MISSING_QUEUE_TYPE = CELERY_TASK_DEFAULT_QUEUE_TYPE
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"confirm_publish": True}
    if _IS_RABBITMQ
    else {"queue_order_strategy": "platform_project.kit.queue_order:FrontFirst"}
)
CELERY_BROKER_HEARTBEAT = 30  # seconds until a RabbitMQ that fell silent is given up; Redis has none
ENGINE_THREADS = env.int(
    "ENGINE_THREADS", default=8
)  # plans and light firings: half the time they wait for rows
ENGINE_PROCESSES = env.int("ENGINE_PROCESSES", default=2)  # of `manage.py up`; each uses one processor
if not 1 <= ENGINE_PROCESSES <= 64:
    raise ImproperlyConfigured("ENGINE_PROCESSES must be 1 to 64.")
BLOCKS_THREADS = env.int("BLOCKS_THREADS", default=256)  # heavy firings: they wait on the outside
CELERY_WORKER_CONSUMER = "platform_project.worker_consumer:WorkerConsumer"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # nothing uses it; one way less into the workers
CELERY_RESULT_EXPIRES = timedelta(hours=6)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TASK_DEFAULT_QUEUE = "upkeep"
# Neighbours of queues: workers take from those in front first, from those at the back in turn (kit/jobs.py).
FRONT_QUEUES = {"engine": "engine_priority", "blocks": "blocks_priority"}
BACK_QUEUES = {"engine": "engine_later"}
# Work behind their messages is found again by the engine, should a message be lost.
RECOVERED_QUEUES = {"engine", "blocks", *FRONT_QUEUES.values(), *BACK_QUEUES.values()}
CELERY_TASK_ROUTES = {
    "agents.tasks.prune_history": {"queue": "upkeep"},
    "agents.tasks.sweep*": {"queue": "upkeep"},  # files that nobody needs
    "agents.tasks.fire*": {"queue": "blocks"},  # heavy firings: wait on the outside, many at once
    "integrations.tasks.*": {"queue": "upkeep"},
    "credits.tasks.*": {"queue": "upkeep"},
    "marketplace.tasks.*": {"queue": "upkeep"},
    "agents.tasks.*": {"queue": "engine"},  # plans and light firings: short, CPU
    "platform_project.accounts.tasks.*": {"queue": "upkeep"},  # mail
    "platform_project.notifications.tasks.*": {"queue": "upkeep"},  # mail and push
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    # Brings back what dead workers and lost messages left; 2 s keeps the wait short, for four index scans.
    "recover-executions": {
        "task": "agents.tasks.recover",
        "schedule": timedelta(seconds=2),
        "options": {"expire_seconds": 10},  # while nobody works, they would pile up
    },
    # Schedules whose time has come: a start is late by 5 s at most, for one index scan.
    "look-for-due-schedules": {
        "task": "agents.tasks.look_for_due",
        "schedule": timedelta(seconds=5),
        "options": {"expire_seconds": 10},
    },
    # What became of planned times, 90 days later; bounded, so it comes often.
    "sweep-scheduled-starts": {
        "task": "agents.tasks.sweep_scheduled_starts",
        "schedule": timedelta(hours=1),
    },
    # Calls of webhooks that were stored and that no message brought to a worker.
    "recover-deliveries": {
        "task": "agents.tasks.recover_deliveries",
        "schedule": timedelta(seconds=5),
        "options": {"expire_seconds": 10},
    },
    # Webhooks whose sender could not be told that they are gone.
    "unregister-webhooks": {"task": "integrations.tasks.unregister_webhooks", "schedule": timedelta(hours=1)},
    # Airtable forgets webhooks after seven days.
    "renew-webhooks": {"task": "integrations.tasks.renew_webhooks", "schedule": timedelta(days=1)},
    # Credits that were set aside for work that nobody does any more, and budgets that have room again.
    "give-back-holds": {
        "task": "agents.tasks.give_back_holds",
        "schedule": timedelta(seconds=30),
        "options": {"expire_seconds": 60},
    },
    # What ended, waits for an answer or was missed is told of; late by 15 s at most, for two index scans.
    "tell-of-what-happened": {
        "task": "agents.tasks.tell_of_what_happened",
        "schedule": timedelta(seconds=10),
        "options": {"expire_seconds": 20},
    },
    # Digests are due at eight in the morning of each time zone; some of those differ by a quarter of an hour.
    "send-digests": {
        "task": "platform_project.notifications.tasks.send_digests",
        "schedule": timedelta(minutes=10),
        "options": {"expire_seconds": 600},
    },
    # Notifications of 90 days ago; bounded, so it comes often.
    "sweep-notifications": {
        "task": "platform_project.notifications.tasks.sweep",
        "schedule": timedelta(hours=1),
    },
    # Executions past their retention, and the months of firings: it works for 20 s at most, so it is often.
    "prune-history": {"task": "agents.tasks.prune_history", "schedule": timedelta(minutes=1)},
    # Stored values that no execution mentions; one sweep is bounded, so what is left waits for the next.
    "sweep-values": {"task": "agents.tasks.sweep_values", "schedule": timedelta(hours=6)},
    # Scores are drawn to the mean of all ratings, which moves.
    "rescore-listings": {"task": "marketplace.tasks.rescore", "schedule": timedelta(days=1)},
    # Pictures that no listing shows any more.
    "sweep-images": {"task": "marketplace.tasks.sweep_images", "schedule": timedelta(hours=6)},
    # Working copies that nobody touched for 30 days.
    "sweep-autosaves": {"task": "agents.tasks.sweep_autosaves", "schedule": timedelta(days=1)},
    # Credentials that were given back whose message was lost, or whose provider was away.
    "end-credentials": {"task": "integrations.tasks.end_credentials", "schedule": timedelta(minutes=10)},
    # Events of Stripe's whose message was lost, or for which Stripe was away when they were worked on.
    "take-stripe-events": {"task": "credits.tasks.take_stripe_events", "schedule": timedelta(seconds=30)},
    # Top-ups whose event is late.
    "ask-about-top-ups": {"task": "credits.tasks.ask_about_top_ups", "schedule": timedelta(minutes=5)},
    # Cards of workspaces that run low; at most one try a workspace in 15 minutes.
    "top-up-low-workspaces": {"task": "credits.tasks.top_up_low", "schedule": timedelta(minutes=1)},
    # Subscriptions of workspaces that were deleted.
    "end-subscriptions": {"task": "credits.tasks.end_subscriptions", "schedule": timedelta(minutes=10)},
    # The month's credits: the key in the ledger makes it once a month, whenever beat is up.
    "grant-month": {"task": "credits.tasks.grant_month", "schedule": timedelta(minutes=10)},
    # Granted credits past their end, and holds that nobody works with; late by 5 min at most.
    "end-credits": {
        "task": "credits.tasks.end_due",
        "schedule": timedelta(minutes=5),
        "options": {"expire_seconds": 600},
    },
    # Holds that were closed HOLD_DAYS ago: 50,000 an hour at most.
    "prune-holds": {"task": "credits.tasks.prune_holds", "schedule": timedelta(hours=1)},
    # What was spent in days that are over, for charts; until then they read the entries.
    "sum-days": {
        "task": "credits.tasks.sum_days",
        "schedule": timedelta(minutes=20),
        "options": {"expire_seconds": 1_200},
    },
    # Do the books close? At night: it reads all of them.
    "verify-ledger": {"task": "credits.tasks.verify", "schedule": crontab(hour=3, minute=40)},
    # Agents that were saved are found 20 s later at most: one range of ids.
    "look-for-saved-agents": {
        "task": "marketplace.tasks.look_for_saved",
        "schedule": timedelta(seconds=15),
        "options": {"expire_seconds": 30},
    },
    # How rare words are, and how much listings are used: for order alone, so it may be 15 minutes old.
    "recount-search": {"task": "marketplace.tasks.recount", "schedule": timedelta(minutes=15)},
    # Entries of search that wait for a model's vectors; it works for 20 s at most.
    "embed-search": {
        "task": "marketplace.tasks.embed_waiting",
        "schedule": timedelta(seconds=30),
        "options": {"expire_seconds": 60},
    },
    # Kept answers, sign-in codes and refresh tokens past their time; hourly keeps each sweep small.
    "sweep-accounts": {"task": "platform_project.accounts.tasks.sweep", "schedule": timedelta(hours=1)},
}

# Taking turns: what may be under way at a time (docs/how-a-graph-runs.md). 0: no limit.
MAX_RUNNING = env.int("MAX_RUNNING", default=0)  # executions of everybody together
MAX_RUNNING_PER_USER = env.int("MAX_RUNNING_PER_USER", default=200)  # a workspace may have its own number
MAX_RUNNING_PER_GRAPH = env.int("MAX_RUNNING_PER_GRAPH", default=200)
MAX_FIRINGS_PER_USER = env.int("MAX_FIRINGS_PER_USER", default=200)  # heavy firings that workers are told of
# Requests a minute with one credential, by provider, where it differs from the catalogue.
PROVIDER_REQUESTS_PER_MINUTE = rates_per_minute(
    PROVIDER_REQUESTS_PER_MINUTE=env.str("PROVIDER_REQUESTS_PER_MINUTE", default="")
)

# --- History ----------------------------------------------------------------------------------------------
# What is kept of executions that ended, where neither their graph nor its workspace has a rule of its own.
HISTORY_KEEP = env.str("HISTORY_KEEP", default="all")
HISTORY_DAYS = env.int("HISTORY_DAYS", default=0)  # days since the end; 0 is for ever
HISTORY_GRACE_MINUTES = env.int("HISTORY_GRACE_MINUTES", default=10)  # for which all is kept, to be read
if HISTORY_KEEP not in ("all", "failures", "metadata", "nothing"):
    raise ImproperlyConfigured("HISTORY_KEEP must be all, failures, metadata or nothing.")
if not (0 <= HISTORY_DAYS <= 36_500 and 0 <= HISTORY_GRACE_MINUTES <= 10_080):
    raise ImproperlyConfigured("HISTORY_DAYS must be 0 to 36500, HISTORY_GRACE_MINUTES 0 to 10080 (a week).")
WEBHOOK_DAYS = env.int("WEBHOOK_DAYS", default=30)  # for which calls of webhooks are kept, to be sent anew
if not 1 <= WEBHOOK_DAYS <= 3_650:
    raise ImproperlyConfigured("WEBHOOK_DAYS must be 1 to 3650.")
# Called at each start, once the database is up to date.
STARTERS = ["agents.history.partitions.keep_ahead", "integrations.services.model_table.add_known_models"]

# --- Credits ----------------------------------------------------------------------------------------------
CREDITS = env.bool("CREDITS", default=True)  # off: nothing is charged, held or shown
# Called with ids of executions whose holds are past their time; give those that are still at work.
HOLD_KEEPERS = ["agents.runner.payment.at_work"]
HOLD_DAYS = env.int("HOLD_DAYS", default=90)  # for which holds are kept that were closed
if not 1 <= HOLD_DAYS <= 3_650:
    raise ImproperlyConfigured("HOLD_DAYS must be 1 to 3650.")
CREDITS_LOW_AT = env.int("CREDITS_LOW_AT", default=100) * 1_000_000  # credits; who comes to have less is told
# Payments by Stripe; off without a key. The second is of the endpoint that tells us of events.
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_BASE_URL = env.str("STRIPE_BASE_URL", default="").rstrip("/")  # a stand-in instead of Stripe itself
STRIPE_EVENT_DAYS = env.int("STRIPE_EVENT_DAYS", default=90)  # for which events are kept
CREATOR_SHARE_PERCENT = env.int("CREATOR_SHARE_PERCENT", default=80)  # of what others pay for a listed agent
if not (0 <= CREATOR_SHARE_PERCENT <= 100 and 1 <= STRIPE_EVENT_DAYS <= 3_650):
    raise ImproperlyConfigured("CREATOR_SHARE_PERCENT must be 0 to 100, STRIPE_EVENT_DAYS 1 to 3650.")
# Called with nothing; each gives a line for all of its own that the entries do not account for.
LEDGER_CHECKS = ["credits.services.payments.differences", "credits.services.day_sums.differences"]

# --- Marketplace ------------------------------------------------------------------------------------------
# on: two moderators approve each submission, the second of them a senior one.
MARKETPLACE_FOUR_EYES = env.bool("MARKETPLACE_FOUR_EYES", default=False)

# --- Search -----------------------------------------------------------------------------------------------
# What makes vectors of texts beside the built-in embedder (docs/search.md).
SEARCH_EMBEDDER = env.str("SEARCH_EMBEDDER", default="hashing")
SEARCH_EMBEDDER_URL = env.str("SEARCH_EMBEDDER_URL", default="https://api.openai.com/v1")
SEARCH_EMBEDDER_MODEL = env.str("SEARCH_EMBEDDER_MODEL", default="") or {
    "openai": "text-embedding-3-small",
    "sentence-transformers": "sentence-transformers/all-MiniLM-L6-v2",
    "fastembed": "BAAI/bge-small-en-v1.5",
}.get(SEARCH_EMBEDDER, "")
SEARCH_EMBEDDER_KEY = env.str("SEARCH_EMBEDDER_KEY", default="")
if SEARCH_EMBEDDER not in ("hashing", "openai", "sentence-transformers", "fastembed"):
    raise ImproperlyConfigured("SEARCH_EMBEDDER must be hashing, openai, sentence-transformers or fastembed.")

# --- Outbound ---------------------------------------------------------------------------------------------
OUTBOUND_ALLOWED_HOSTS = env.list("OUTBOUND_ALLOWED_HOSTS", default=[])
OUTBOUND_MAX_BYTES = env.int("OUTBOUND_MAX_BYTES", default=64 * 1024 * 1024)
OUTBOUND_TIMEOUT_SECONDS = env.float("OUTBOUND_TIMEOUT_SECONDS", default=30.0)

# --- Uploads ----------------------------------------------------------------------------------------------
# Where clamd of ClamAV listens, host:port or the path of its socket. It is shown every file of users.
CLAMAV_ADDRESS = clamav_address(CLAMAV_ADDRESS=env.str("CLAMAV_ADDRESS", default=""))

# --- Operator keys ----------------------------------------------------------------------------------------
# Credentials for everyone's agents. A provider without a key is off. A base URL on this machine or network
# also needs OUTBOUND_ALLOWED_HOSTS.
OPENAI_API_KEY = env.str("OPENAI_API_KEY", default="")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", default="")
ANTHROPIC_API_KEY = env.str("ANTHROPIC_API_KEY", default="")
ANTHROPIC_BASE_URL = env.str("ANTHROPIC_BASE_URL", default="")
GROQ_API_KEY = env.str("GROQ_API_KEY", default="")
GROQ_BASE_URL = env.str("GROQ_BASE_URL", default="")
OPEN_ROUTER_API_KEY = env.str("OPEN_ROUTER_API_KEY", default="")
OPEN_ROUTER_BASE_URL = env.str("OPEN_ROUTER_BASE_URL", default="")
PERPLEXITY_API_KEY = env.str("PERPLEXITY_API_KEY", default="")
PERPLEXITY_BASE_URL = env.str("PERPLEXITY_BASE_URL", default="")
MISTRAL_API_KEY = env.str("MISTRAL_API_KEY", default="")
MISTRAL_BASE_URL = env.str("MISTRAL_BASE_URL", default="")
DEEPSEEK_API_KEY = env.str("DEEPSEEK_API_KEY", default="")
DEEPSEEK_BASE_URL = env.str("DEEPSEEK_BASE_URL", default="")
AIML_API_KEY = env.str("AIML_API_KEY", default="")
LLAMA_API_KEY = env.str("LLAMA_API_KEY", default="")
V0_API_KEY = env.str("V0_API_KEY", default="")
# One server of your own that speaks OpenAI's protocol, for models written `openai_compatible/name`.
OPENAI_COMPATIBLE_BASE_URL = env.str("OPENAI_COMPATIBLE_BASE_URL", default="")
OPENAI_COMPATIBLE_API_KEY = env.str("OPENAI_COMPATIBLE_API_KEY", default="")
OLLAMA_BASE_URL = env.str("OLLAMA_BASE_URL", default="")
DISCORD_BOT_TOKEN = env.str("DISCORD_BOT_TOKEN", default="")
DISCORD_BASE_URL = env.str("DISCORD_BASE_URL", default="")
E2B_API_KEY = env.str("E2B_API_KEY", default="")
E2B_BASE_URL = env.str("E2B_BASE_URL", default="")
MEM0_API_KEY = env.str("MEM0_API_KEY", default="")
MEM0_BASE_URL = env.str("MEM0_BASE_URL", default="")
SCREENSHOTONE_API_KEY = env.str("SCREENSHOTONE_API_KEY", default="")
SCREENSHOTONE_BASE_URL = env.str("SCREENSHOTONE_BASE_URL", default="")
SMTP_SERVER = env.str("SMTP_SERVER", default="")
SMTP_USERNAME = env.str("SMTP_USERNAME", default="")
SMTP_PASSWORD = env.str("SMTP_PASSWORD", default="")
PINECONE_API_KEY = env.str("PINECONE_API_KEY", default="")
PINECONE_BASE_URL = env.str("PINECONE_BASE_URL", default="")

# --- OAuth applications ------------------------------------------------------------------------------------
# Through which users give consent at providers (docs/oauth.md); rows of the admin go before them.
OAUTH_APPS = client_secrets(OAUTH_APPS=env.str("OAUTH_APPS", default=""))
# Servers of one's own, by provider, instead of everybody's: github=https://git.example.com,gitlab=https://…
PROVIDER_SERVERS = env.dict("PROVIDER_SERVERS", default={})

# --- Mail -------------------------------------------------------------------------------------------------
# Mails hold links that let people in, so in production they never go to the log.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # seconds; without one a mail server that falls silent would hold a worker for ever
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Polychord <polychord@localhost>")

# Signs notifications to browsers: a private key, base64url of 32 bytes. Empty: it comes of SECRET_KEY.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")

# --- Texts, times, files ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
MEDIA_ROOT = VAR_DIR / "media"
WEB_DIST = BASE_DIR / "frontend" / "dist"  # the built web app: tools/set_up_web.py
STATICFILES_DIRS = [("app", WEB_DIST)]
SILENCED_SYSTEM_CHECKS = [
    "staticfiles.W004"
]  # WEB_DIST is missing until it is built; platform_project/web.py says so

# Large values of executions: a folder, or a bucket if one is named. Several machines need a bucket.
VALUES_S3_BUCKET = env.str("VALUES_S3_BUCKET", default="")
_VALUES_IN_S3: dict[str, Any] = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": VALUES_S3_BUCKET,
        "endpoint_url": env.str("VALUES_S3_ENDPOINT", default="") or None,
        "region_name": env.str("VALUES_S3_REGION", default="") or None,
        # Empty: as boto3 finds them, in its own variables, files or the machine's role.
        "access_key": env.str("VALUES_S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("VALUES_S3_SECRET_KEY", default="") or None,
        "location": env.str("VALUES_S3_PREFIX", default="values"),
        "file_overwrite": True,  # a name is the hash of what is in it
        "default_acl": None,  # as the bucket says: private
        "max_memory_size": 1024 * 1024,  # what is read beyond goes to a temporary file
        "object_parameters": {"ContentType": "application/json"},
    },
}
_VALUES_IN_A_FOLDER: dict[str, Any] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": MEDIA_ROOT / "values", "allow_overwrite": True, "file_permissions_mode": 0o600},
}
# Pictures of the marketplace: in the same place, in a folder of their own.
_IMAGES_IN_S3 = {
    **_VALUES_IN_S3,
    "OPTIONS": {
        **_VALUES_IN_S3["OPTIONS"],
        "location": env.str("IMAGES_S3_PREFIX", default="images"),
        "object_parameters": {"ContentType": "image/webp"},
    },
}
_IMAGES_IN_A_FOLDER = {
    **_VALUES_IN_A_FOLDER,
    "OPTIONS": {**_VALUES_IN_A_FOLDER["OPTIONS"], "location": MEDIA_ROOT / "images"},
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "values": _VALUES_IN_S3 if VALUES_S3_BUCKET else _VALUES_IN_A_FOLDER,
    "images": _IMAGES_IN_S3 if VALUES_S3_BUCKET else _IMAGES_IN_A_FOLDER,
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/app/assets/"  # their names hold a hash
WHITENOISE_USE_FINDERS = True  # files are served from where they lie: there is no step that collects them

# --- Admin ------------------------------------------------------------------------------------------------
# The violet of the web app (`frontend/src/styles.css`), from its lightest shade to its darkest.
ADMIN_COLOURS = {
    "50": "#f6f5fe",
    "100": "#eeecfd",
    "200": "#dcd8fb",
    "300": "#c3bcf8",
    "400": "#aaa0f5",
    "500": "#8f84f1",
    "600": "#5b4bdb",
    "700": "#4a3bc4",
    "800": "#3c3099",
    "900": "#302778",
    "950": "#1d174c",
}
UNFOLD = {
    "SITE_TITLE": "Polychord",
    "SITE_HEADER": "Polychord",
    "SITE_SYMBOL": "graph_3",
    "SITE_URL": "/",
    "LOGIN": {"form": "platform_project.accounts.admin_sign_in.SignInForm"},
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"navigation": "platform_project.admin_menu.navigation"},
    "COLORS": {"primary": ADMIN_COLOURS},
}

# --- Logs -------------------------------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="console" if DEBUG else "json")
LOGGING = logging_config(
    as_json=LOG_FORMAT == "json",
    level=env.str("LOG_LEVEL", default="INFO").upper(),
    colours=sys.stderr.isatty(),
)
