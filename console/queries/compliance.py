"""What the list of stops reads."""

from collections.abc import Mapping

from django.db.models import QuerySet

from compliance.case import Scope
from compliance.fingerprints import key_for, normal_form
from compliance.models import Suppression
from tenancy.errors import Refused


def stops(filters: Mapping[str, str]) -> QuerySet[Suppression]:
    """Suppressions, narrowed by `reason`, by `state` (in force unless `lifted`), and by `q`: an
    address, a domain or a number as people write it; we keep only its hash, so it must be whole.
    """
    rows = Suppression.objects.filter(lifted_at__isnull=filters.get("state") != "lifted")
    if reason := filters.get("reason"):
        rows = rows.filter(reason=reason)
    if words := filters.get("q", "").strip():
        rows = rows.filter(key__in=keys_of(words))
    return rows


def keys_of(words: str) -> list[str]:
    """The keys under which what somebody typed would be stopped; [] when it cannot be read."""
    kinds = [Scope.ADDRESS] if "@" in words.strip("@") else [Scope.DOMAIN, Scope.PHONE]
    found: list[str] = []
    for kind in kinds:
        try:
            found.append(key_for(kind, normal_form(kind, words)[0]))
        except Refused:
            continue
    return found
