"""The settings of the suite: the demo's, quicker where that changes no behaviour."""

from config import settings as product
from config.settings import *  # noqa: F403 - a settings module is its names

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each worker and each run has a database of its own, cloned from one template.
product.DATABASES["default"]["CONN_MAX_AGE"] = 0
product.DATABASES["default"]["TEST"] = {"MIGRATE": False}
# Tests that are about the log outside the database say where it lies.
STOP_LOG_DIR = ""
CELERY_TASK_ALWAYS_EAGER = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
