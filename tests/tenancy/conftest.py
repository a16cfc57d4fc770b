"""Each test meets a console that nobody has tried to get into yet."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts() -> None:
    """Failed log-ins and used codes are counted in the cache."""
    cache.clear()
