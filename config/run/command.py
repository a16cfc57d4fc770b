"""`make manage ARGS="…"`: one management command on the console that `make run` started.

`python -m config.run.command sequences lint file.yaml --workspace harbour`. The settings are those
of the running console; SEQOPS_STATE names it when it was started with one. DATABASE_URL and
REDIS_URL of the person's own servers are used as `make run` uses them.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.run import servers
from config.run.environment import PORTS, plan, real_environment, state_folder
from config.run.errors import RunError


def environment_of(root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What the processes of the running console were told. Raises RunError when none runs."""
    state = state_folder(root, environ)
    running = servers.reached(state)
    ports = json.loads((state / "running.json").read_text())["ports"]
    known = {PORTS[name][0]: str(port) for name, port in ports.items()}
    env = dict(plan(root, {**known, **environ}).env)
    return {
        **env,
        "DATABASE_URL": env.get("DATABASE_URL") or running.database_url,
        "REDIS_URL": env.get("REDIS_URL") or running.redis_url,
    }


def main(words: Sequence[str]) -> int:
    """The command's exit code; 1 with a sentence when there is no console to ask."""
    root = Path(__file__).resolve().parents[2]
    try:
        env = environment_of(root, real_environment())
    except RunError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    command = [sys.executable, str(root / "manage.py"), *words]
    return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
