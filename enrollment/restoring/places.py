"""Where this installation keeps what a restore must not forget."""

from pathlib import Path

from django.conf import settings

from enrollment.restoring.outside import Outside
from tenancy.models import Installation


def outside() -> Outside | None:
    """The folder outside the database; None when the settings name none. One query."""
    if not settings.STOP_LOG_DIR:
        return None
    return Outside(Path(settings.STOP_LOG_DIR), Installation.objects.get(pk=1).install_id)
