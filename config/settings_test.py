"""Settings of the test run: real PostgreSQL, broker and mail, cheap passwords."""

import os

os.environ.setdefault("BANDOLO_MODE", "embedded")

from config.settings import *  # noqa: F403
from config.settings import DATABASE_OPTIONS, DATABASES, STATE_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"] |= {
    "CONN_MAX_AGE": 0,
    "OPTIONS": {"options": f"{DATABASE_OPTIONS} -c bandolo.maintenance=on"},
    "TEST": {
        "NAME": os.environ.get("BANDOLO_TEST_DB", "test_bandolo"),
        # A database that has all tables already: copying it takes a second, migrating half a minute.
        "TEMPLATE": os.environ.get("BANDOLO_TEST_TEMPLATE"),
    },
}
MEDIA_ROOT = STATE_DIR / "test-media"
ACCOUNT_RATE_LIMITS = {}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
