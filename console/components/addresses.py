"""The query part of the address in hand: every filter state has its own URL."""

from typing import Any

from django import template
from django.http import QueryDict


def query_of(context: template.Context) -> QueryDict:
    """The parameters of the request; none in a template rendered without one."""
    request = context.get("request")
    return request.GET if request else QueryDict()


def with_query(context: template.Context, **changes: Any) -> str:
    """The address with these parameters set; None or an empty text takes one away."""
    query = query_of(context).copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"
