"""How long the gate takes: loading and judging many people, with and without keeping, and one.

    .venv/bin/python -m tests.benchmarks.gate [people]

Starts the suite's own servers unless DATABASE_URL names a database, and judges in a database of its
own. Prints seconds by the clock on the wall, those of this process's processor, and statements; the
promise is 10,000 people in under 5 s and one in under 10 ms.
"""

import sys

import django


def main() -> None:
    """Measure and print."""
    from tests import servers  # says where the database is, so it comes before Django

    django.setup()
    try:
        from tests.benchmarks.judging import measured

        for line in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000):
            print(line, flush=True)
    finally:
        servers.pytest_unconfigure()


if __name__ == "__main__":
    main()
