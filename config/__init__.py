"""The composition root: settings, addresses, the Celery app and the ways to run it."""
