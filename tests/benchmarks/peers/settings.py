"""Settings of the peers; MAILS_DATABASE_URL, MAILS_BROKER_URL and MAILS_PORT say where."""

import os
from urllib.parse import parse_qsl, urlsplit

from peers.letters import TEMPLATES as _LETTERS

PEER = os.environ["PEER"]
TUNED = os.environ.get("TUNED") == "1"
_APPS = {
    "celery": [],
    "post_office": ["post_office"],
    "mailer": ["mailer"],
    "procrastinate": ["procrastinate.contrib.django"],
}
_url = urlsplit(os.environ["MAILS_DATABASE_URL"])

SECRET_KEY = "peers"
INSTALLED_APPS = ["django.contrib.contenttypes", "peers.shop", *_APPS[PEER]]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path.lstrip("/"),
        "USER": _url.username,
        "PASSWORD": _url.password,
        "HOST": dict(parse_qsl(_url.query))["host"],
        "OPTIONS": {"pool": True} if TUNED and PEER == "procrastinate" else {},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", _LETTERS)]},
    }
]
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["MAILS_PORT"])
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
POST_OFFICE = {"BATCH_SIZE": int(os.environ.get("BATCH_SIZE") or 100)}
MAILER_USE_FILE_LOCK = False
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "WARNING"}}
