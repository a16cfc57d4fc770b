"""Find the browser of the tests, or install it: prints the path of a Chromium.

`python -m config.run.browser`. Order: the CHROMIUM variable, an installed browser, for root the
system's package manager; otherwise a sentence that says how. Standard library only.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping

from config.run.errors import RunError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Package manager, and the commands that make it install Chromium.
MANAGERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "apt-get": (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
    ),
    "dnf": (("dnf", "install", "-y", "chromium"),),
    "apk": (("apk", "add", "--no-cache", "chromium"),),
    "pacman": (("pacman", "-Sy", "--noconfirm", "chromium"),),
    "zypper": (("zypper", "--non-interactive", "install", "chromium"),),
}

Which = Callable[[str], str | None]


def chromium(env: Mapping[str, str], which: Which = shutil.which) -> str | None:
    """The path of a usable browser, or None. Raises RunError when CHROMIUM names none."""
    if chosen := env.get("CHROMIUM"):
        found = which(chosen)
        if found is None:
            raise RunError(f"CHROMIUM is {chosen}, and there is no such program.")
        return found
    return next((found for name in NAMES if (found := which(name))), None)


def install(which: Which = shutil.which) -> None:
    """Install Chromium with the system's package manager; root only."""
    manager = next((name for name in MANAGERS if which(name)), None)
    if manager is None or os.geteuid() != 0:
        command = " ".join(MANAGERS[manager][-1]) if manager else "your system's package manager"
        raise RunError(
            "The browser tests need Chromium. Install it "
            f"(as root: {command}), or set CHROMIUM to the path of one."
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command_line in MANAGERS[manager]:
        sys.stderr.write(f"Installing Chromium: {' '.join(command_line)}\n")
        done = subprocess.run(
            command_line, env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
        if done.returncode:
            raise RunError(
                f"`{' '.join(command_line)}` failed. Install Chromium by hand, "
                "or set CHROMIUM to the path of one."
            )


def main() -> int:
    """Print the path; 1 with a sentence when there is no browser."""
    try:
        if chromium(os.environ) is None:
            install()
        found = chromium(os.environ)
        if found is None:
            raise RunError("Chromium was installed but is not found. Set CHROMIUM to its path.")
    except RunError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
