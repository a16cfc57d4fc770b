"""Each test meets a console that nobody has tried to get into yet."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts(request: pytest.FixtureRequest) -> None:
    """Failed log-ins and used codes are counted in the cache, which is a table."""
    if {"db", "transactional_db"} & set(request.fixturenames):
        cache.clear()
