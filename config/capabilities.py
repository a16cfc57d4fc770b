"""Who may call what: every route, by name, each method with the capability that it needs.

A route that is not here is refused by the middleware, and a test fails. None means any seat.
"""

from collections.abc import Mapping

from tenancy.roles import Capability as C

Line = Mapping[str, C | None]

TABLE: Mapping[str, Line] = {}
