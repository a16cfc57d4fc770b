"""Says who may log in to the demo: `python -m console.demo.logins`. It needs no database."""

import sys

from console.demo import people


def logins() -> str:
    """One line a person, and the password they share."""
    crew = [*people.HARBOUR, *people.LUMEN]
    lines = [f"  {each.email:<24} {each.role:<9} {each.does}".rstrip() for each in crew]
    return "\n".join([f"Log in with the password {people.PASSWORD} as", *lines])


if __name__ == "__main__":
    sys.stdout.write(f"{logins()}\n")
