"""One settings file, read from the environment (see `.env.example`).

`BANDOLO_MODE=embedded` is for the demo, development and tests; `server` (the default) refuses to start
without real secrets.
"""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONCE, SELF

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.text("BANDOLO_MODE", "server")
EMBEDDED = MODE == "embedded"
STATE_DIR = Path(env.text("BANDOLO_STATE", BASE_DIR / "var"))

SECRET_KEY = env.text("BANDOLO_SECRET_KEY", *(["embedded-only-key-" + "x" * 40] if EMBEDDED else []))
SECRET_KEY_FALLBACKS = env.items("BANDOLO_SECRET_KEY_FALLBACKS")
# django-fernet-encrypted-fields derives the field keys from these; the first one encrypts.
SALT_KEY = env.items("BANDOLO_FIELD_KEYS") or (
    [env.text("BANDOLO_FIELD_KEYS")] if not EMBEDDED else ["embedded"]
)
DEBUG = False
ALLOWED_HOSTS = env.items("BANDOLO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else "")
BASE_URL = env.text("BANDOLO_BASE_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "config.demo.apps.DemoConfig",
    "accounts",
    "cases",
    "courts",
    "services",
    "peipa",
    "reports",
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_filters",
    "django_celery_beat",
    "pgtrigger",
    "pghistory",
    "bootstrap_italia_template",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "config.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.MfaRequiredMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "cases.middleware.GateMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "csp.context_processors.nonce",
                "accounts.context_processors.navigation",
                "cases.urgent.context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# plan_cache_mode: the triggers of the change history cache a bad plan otherwise.
DATABASE_OPTIONS = "-c plan_cache_mode=force_custom_plan -c lock_timeout=10s -c timezone=UTC"
# Short questions, many at once: to compile one, or to start processes for it, takes longer than to answer it.
DATABASE_OPTIONS += " -c jit=off -c max_parallel_workers_per_gather=0"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env.text("PGDATABASE", "bandolo"),
        "USER": env.text("PGUSER", "bandolo"),
        "PASSWORD": env.text("PGPASSWORD", ""),
        "HOST": env.text("PGHOST", ""),
        "PORT": env.text("PGPORT", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": DATABASE_OPTIONS},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.text("BANDOLO_CACHE_URL", *(["redis://localhost:6379/1"] if EMBEDDED else [])),
    }
}

# --- People and sign-in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cases:today"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignupAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/ip,5/15m/key"}
# Behind a proxy the limits must count the client's address, not the proxy's: how many proxies add theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("BANDOLO_TRUSTED_PROXIES", 0)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "accounts.adapter.EncryptedMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bandolo"
# The code before and the one after pass too: telephones are seconds off and people type (RFC 6238 §5.2).
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED
MFA_REQUIRED_ROLES = env.items(
    "BANDOLO_MFA_REQUIRED_ROLES",
    "" if EMBEDDED else "operatore,coordinatore,responsabile,amministratore,referente_privacy",
)
USERSESSIONS_TRACK_ACTIVITY = False
ANONYMOUS_USER_NAME = None  # guardian: no anonymous row that somebody could grant a case to
GUARDIAN_MONKEY_PATCH_USER = False
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- Transport security ---------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not EMBEDDED
SECURE_SSL_REDIRECT = not EMBEDDED
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if EMBEDDED else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not EMBEDDED
SECURE_HSTS_PRELOAD = not EMBEDDED
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],  # Bootstrap Italia's style sheet carries one it never shows
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

# --- Language and time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "it"
TIME_ZONE = "Europe/Rome"
USE_I18N = True
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("BANDOLO_STATIC_ROOT", STATE_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = EMBEDDED
MEDIA_ROOT = Path(env.text("BANDOLO_MEDIA_ROOT", STATE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Celery: the queue only wakes workers up, the tables are the truth ----------------------------------
CELERY_BROKER_URL = env.text("BANDOLO_BROKER_URL", *(["redis://localhost:6379/0"] if EMBEDDED else []))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A child that warms the PDF renderer up on a busy machine needs longer than the four seconds it is given.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
# A page must answer while the broker is away: a doorbell that cannot ring is dropped, the sweep works.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 900
# KiB. Who once needed so much ends after that task: where memory ran out, the libraries behind a PDF may be left in
# pieces and take the next one down.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "reports.tasks.render_*": {"queue": "pdf"},
    "cases.tasks.render_*": {"queue": "pdf"},
    "reports.tasks.send_*": {"queue": "mail"},
    "reports.tasks.read_*": {"queue": "mail"},
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# In seconds; so long beat may take to notice that it shall stop.
CELERY_BEAT_MAX_LOOP_INTERVAL = 2
CELERY_BEAT_SCHEDULE = {
    "access-log-partitions": {
        "task": "accounts.tasks.prepare_access_log",
        "schedule": crontab(hour=3, minute=10),
    },
    "mandate-deadlines": {"task": "courts.tasks.keep_deadlines", "schedule": crontab(minute=5)},
    "reminders": {"task": "cases.tasks.sweep_reminders", "schedule": crontab(minute="10,40")},
    "bell": {"task": "cases.tasks.ring_bell", "schedule": crontab(minute="*/5")},
    "digests": {"task": "cases.tasks.send_digests", "schedule": crontab(minute="*/15")},
    "render-records": {"task": "cases.tasks.render_records_copies", "schedule": 60.0},
    "list-exports": {"task": "cases.tasks.make_list_exports", "schedule": 60.0},
    "emergency-letters": {"task": "cases.tasks.tell_of_emergencies", "schedule": 60.0},
    "pending-uploads": {"task": "courts.tasks.clean_pending_uploads", "schedule": crontab(minute=35)},
    "open-reports": {"task": "reports.tasks.open_due_reports", "schedule": crontab(minute=15)},
    "approve-batches": {"task": "reports.tasks.approve_pending", "schedule": 60.0},
    "render-reports": {"task": "reports.tasks.render_pending", "schedule": 30.0},
    "send-dispatches": {"task": "reports.tasks.send_pending", "schedule": 30.0},
    "read-receipts": {"task": "reports.tasks.read_receipts", "schedule": 10.0 if EMBEDDED else 60.0},
    "verify-reports": {"task": "reports.tasks.verify_reports", "schedule": crontab(hour=2, minute=40)},
    "watch-dispatches": {"task": "reports.tasks.watch_dispatches", "schedule": 60.0},
}

# --- What the product's clocks use; days unless said otherwise -----------------------------------------
REPORT_OPENS_DAYS_BEFORE = env.number("BANDOLO_REPORT_OPENS_DAYS_BEFORE", 30)
DEADLINE_HORIZON_DAYS = env.number("BANDOLO_DEADLINE_HORIZON_DAYS", 200)

# Seconds: how long a worker may be silent before its work is given to another.
RENDER_LEASE = env.number("BANDOLO_RENDER_LEASE", 180)
PEC_LEASE = env.number("BANDOLO_PEC_LEASE", 240)
# From the body of the message on: RFC 5321 §4.5.3.2.6 grants the server ten minutes to answer.
PEC_BODY_LEASE = env.number("BANDOLO_PEC_BODY_LEASE", 780)
# Minutes without any proof before a dispatch of uncertain outcome is tried once more, with its Message-ID.
PEC_UNCERTAIN_MINUTES = env.number("BANDOLO_PEC_UNCERTAIN_MINUTES", 30)
# Minutes without acceptance, and hours without delivery, before somebody is told (DM 2/11/2005: 12 h, 24 h).
PEC_ACCEPTANCE_MINUTES = env.number("BANDOLO_PEC_ACCEPTANCE_MINUTES", 30)
PEC_DELIVERY_HOURS = env.number("BANDOLO_PEC_DELIVERY_HOURS", 12)
# DM 2/11/2005, annex: a provider takes at least 30 MB for one message, counting every recipient.
PEC_MAX_MESSAGE_BYTES = env.number("BANDOLO_PEC_MAX_MESSAGE_BYTES", 30 * 1024 * 1024)
# Days: before its deadline, a report that a person delivers must have its proof; a message from outside may
# wait for somebody to sort it.
PROOF_DAYS_BEFORE = env.number("BANDOLO_PROOF_DAYS_BEFORE", 3)
PEC_UNSORTED_DAYS = env.number("BANDOLO_PEC_UNSORTED_DAYS", 2)

# --- Certified mail sandbox of the embedded run ---------------------------------------------------------
PEC_SANDBOX = EMBEDDED and env.flag("BANDOLO_SANDBOX", False)
PEC_SANDBOX_STATE = Path(env.text("BANDOLO_SANDBOX_STATE", STATE_DIR / "pec"))
PEC_SANDBOX_SMTP_PORT = env.number("BANDOLO_SANDBOX_SMTP_PORT", 0)
PEC_SANDBOX_IMAP_PORT = env.number("BANDOLO_SANDBOX_IMAP_PORT", 0)

# --- Ordinary e-mail (sign-in help; never case data) ----------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend"
    if EMBEDDED
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = STATE_DIR / "mail"
EMAIL_HOST = env.text("BANDOLO_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("BANDOLO_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("BANDOLO_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("BANDOLO_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("BANDOLO_EMAIL_TLS", False)
DEFAULT_FROM_EMAIL = env.text("BANDOLO_EMAIL_FROM", "bandolo@localhost")

# --- History and logs -----------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)  # pages that are only read change nothing worth a context
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logging.IdsOnlyJsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": env.text("BANDOLO_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS = ["guardian.W001"] if EMBEDDED else []
