"""One settings file. `DEMO=1` gives development values; production values have no defaults."""

from pathlib import Path

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEMO = env.flag("DEMO")
DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", "demo-only-not-a-secret" if DEMO else None)
# Keys of personal data are wrapped with this one; it never enters the database.
VAULT_KEY = env.secret("VAULT_KEY", SECRET_KEY if DEMO else None)
# Passwords, tokens and keys of senders are sealed with the first of these; the others still open
# what they sealed, until `manage.py rotate_credentials` has been run.
CREDENTIAL_KEYS = env.secrets("CREDENTIAL_KEYS", SECRET_KEY if DEMO else None)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMO else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000" if DEMO else None).rstrip("/")

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "console",
    "signals",
    "enrollment",
    "sequences",
    "compliance",
    "contacts",
    "audit",
    "tenancy",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "config.middleware.RequestLog",
    "config.middleware.TrackingHosts",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenancy.middleware.SecondFactor",
    "tenancy.middleware.WorkspaceScope",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# Who may call what: the one table; a route without a line in it is refused.
CAPABILITY_TABLE = "config.capabilities.TABLE"
# Which addresses the workspace sends from; sequences, which lie below mailboxes, ask for it.
SENDER_ADDRESSES = "enrollment.mailboxes.sender_addresses"
# And who knows whether any of them sends text messages, and their pools.
TEXT_SENDERS = "enrollment.relays.sends_texts"
SENDER_POOLS = "enrollment.pools.naming.Pools"
# What `rotate_credentials`, which lies below them, seals anew beside the accounts of senders.
SEALED_COLUMNS = ("signals.inlets.opening.SEALED",)

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
                "console.context.shell",
            ],
        },
    },
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"))}
DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 600)
# A server that was restarted costs one question, not a failed request.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Only `setup_database` and the tests use the owner; the processes never do.
if env.text("DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = env.database(env.text("DATABASE_OWNER_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tenancy_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

REDIS_URL = env.text("REDIS_URL", None)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 10, "socket_connect_timeout": 2}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"

EMAIL_URL = env.secret("EMAIL_URL", "smtp://127.0.0.1:8025" if DEMO else None)
MAIL_SERVER = env.mail_server(EMAIL_URL)
EMAIL_HOST = str(MAIL_SERVER["host"])
EMAIL_PORT = int(str(MAIL_SERVER["port"]))
EMAIL_HOST_USER = str(MAIL_SERVER["user"])
EMAIL_HOST_PASSWORD = str(MAIL_SERVER["password"])
EMAIL_USE_TLS = MAIL_SERVER["security"] == "starttls"
EMAIL_USE_SSL = MAIL_SERVER["security"] == "tls"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "console@seqops.example" if DEMO else None)
INBOUND_HOST = env.text("INBOUND_HOST", "127.0.0.1")
INBOUND_PORT = env.number("INBOUND_PORT", 8026)
# Real-time limits of the engine. The relay must close a silent connection within its read timeout:
# "not sent" is concluded only after it, so a longer one here is safe and a shorter one is not.
TOUCH_LEASE_SECONDS = env.number("TOUCH_LEASE_SECONDS", 60)
WIRE_DEADLINE_SECONDS = env.number("WIRE_DEADLINE_SECONDS", 15)
RELAY_READ_TIMEOUT_SECONDS = env.number("RELAY_READ_TIMEOUT_SECONDS", 30)
# The relay's durable log: evidence for sends whose answer was lost. Empty: no such evidence.
SANDBOX_DIR = env.text("SANDBOX_DIR", "")
# A workspace that no worker has looked at for so long, in real minutes, is not sent for at once:
# its backlog becomes a release plan. So long people may decide before the safe default is applied.
OUTAGE_MINUTES = env.number("OUTAGE_MINUTES", 60)
RELEASE_DECIDE_MINUTES = env.number("RELEASE_DECIDE_MINUTES", 15)
# For how many days the originals of what came in are kept, and those that concern no contact.
MAIL_DAYS = env.number("MAIL_DAYS", 730)
STRANGERS_MAIL_DAYS = env.number("STRANGERS_MAIL_DAYS", 30)
# Whoever reads /metrics shows it as a bearer token; without one there is no such page.
METRICS_TOKEN = env.secret("METRICS_TOKEN", "")
# More evidence, see docs/evidence.md: postfix:<log>, postfix-complete:<log>, imap:<file>.
EVIDENCE = env.words("EVIDENCE")
# Where every stop is written once more, outside the database, so that a restore forgets none.
STOP_LOG_DIR = env.text("STOP_LOG_DIR", str(BASE_DIR / "var" / "stops"))
# How many simulations of a version are kept (besides those that an approver had before them), and
# for how many days the touches of one, which name people.
SIMULATIONS_KEPT = env.number("SIMULATIONS_KEPT", 20)
SIMULATION_TOUCHES_DAYS = env.number("SIMULATION_TOUCHES_DAYS", 90)

# Under which names the relay's DKIM keys may be published, `<selector>._domainkey.<domain>`.
DKIM_SELECTORS = env.words(
    "DKIM_SELECTORS", "default,dkim,mail,google,selector1,selector2,k1,k2,s1,s2"
)

# Networks of the installation (CIDR) in which senders may have their servers; every other address
# that is not public is refused, whatever name leads to it.
SENDER_NETWORKS = env.words("SENDER_NETWORKS")
# Where text messages are handed over: an API of the same shape, whose paths begin here.
SMS_API_URL = env.text("SMS_API_URL", "https://api.twilio.com/2010-04-01/")
# Where the mail of Gmail and Microsoft 365 is read through their APIs, and whose keys sign what
# Google calls us with.
GMAIL_API_URL = env.text("GMAIL_API_URL", "https://gmail.googleapis.com/gmail/v1").rstrip("/") + "/"
GRAPH_API_URL = env.text("GRAPH_API_URL", "https://graph.microsoft.com/v1.0").rstrip("/") + "/"
GOOGLE_KEYS_URL = env.text("GOOGLE_KEYS_URL", "https://www.googleapis.com/oauth2/v3/certs")

AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tenancy.accounts.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# How many proxies of ours stand before the web server: attempt limits count by the caller's own
# address, which the outermost of them reports.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sequence ops"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# The demo speaks plain HTTP on loopback; everything else is HTTPS behind a proxy.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# 10,000 ticked boxes are a bulk action, not an attack.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
# The demo serves the sources; production collects and names them by their content.
STATIC_ROOT = None if DEMO else BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tenancy.rest.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tenancy.rest.ShallowJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tenancy.api.explain",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sequence ops console",
    "DESCRIPTION": "Sync contacts, enrol them, read their state, post signals.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    # Several parts have a field of the same name; clients should read which one a list is of.
    "ENUM_NAME_OVERRIDES": {
        "AbsenceStateEnum": "enrollment.models.AbsenceState",
        "AccountAuthEnum": "enrollment.models.AccountAuth",
        "AccountKindEnum": "enrollment.models.AccountKind",
        "AccountSecurityEnum": "enrollment.models.AccountSecurity",
        "AbsenceHandlingEnum": "enrollment.models.Handling",
        "BreakerStateEnum": "enrollment.models.BreakerState",
        "ContentStageEnum": "sequences.models.ContentStage",
        "DecidedKindEnum": "signals.inbox.api.DECIDABLE",
        "IncomingKindEnum": "signals.streams.api.KINDS",
        "EnrollmentStateEnum": "enrollment.models.EnrollmentState",
        "ReleaseCauseEnum": "enrollment.models.ReleaseCause",
        "ReleaseKindEnum": "enrollment.models.ReleaseKind",
        "ReleaseStateEnum": "enrollment.models.ReleaseState",
        "ReviewStateEnum": "compliance.models.ReviewState",
        "RuleStateEnum": "compliance.models.RuleState",
        "SignalStateEnum": "signals.models.SignalState",
        "SimulationStageEnum": "sequences.models.SimulationStage",
        "StepKindEnum": "sequences.models.StepKind",
        "SwitchKindEnum": "enrollment.models.control.GateKind",
        "SuppressionKindEnum": "compliance.models.SuppressionKind",
        "SuppressionReasonEnum": "compliance.shapes.REASONS",
        "TouchStateEnum": "enrollment.models.TouchState",
        "VersionStateEnum": "sequences.models.VersionState",
        "ViewKindEnum": "contacts.models.ViewKind",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processors": "ext://config.logs.processors",
            "foreign_pre_chain": "ext://config.logs.foreign",
            "use_get_message": False,
            "pass_foreign_args": True,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Both would print what people typed: addresses in failed log-ins, SQL parameters.
        "django.db.backends": {"level": "ERROR"},
        "mail.log": {"level": "ERROR"},
    },
}
