"""The programs that make up the running console, and how each is started."""

import sys
from collections.abc import Mapping
from pathlib import Path

from config.run.child import Child, Spec
from config.run.environment import HOST, Plan

_PYTHON = (sys.executable, "-m")


def _manage(*words: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *words)


class Programs:
    """Makes children from a plan. `database_url` and `redis_url` are those of the servers in
    use, embedded or not."""

    def __init__(self, plan: Plan, env: Mapping[str, str]) -> None:
        self._plan = plan
        self._env = dict(env)
        (plan.state / "log").mkdir(exist_ok=True)

    def _child(
        self, name: str, argv: tuple[str, ...], *, env: Mapping[str, str] | None = None
    ) -> Child:
        log = self._plan.state / "log" / f"{name}.log"
        log.write_bytes(b"")
        return Child(
            Spec(
                name=name,
                argv=argv,
                env=self._env if env is None else env,
                cwd=self._plan.root,
                log=log,
                output=self._output_of(name),
            )
        )

    def _output_of(self, name: str) -> Path | None:
        if name != "logins":
            return None
        path = self._plan.state / "log" / "logins.txt"
        path.write_bytes(b"")
        return path

    def setup(self, owner_url: str) -> Child:
        """Roles and migrations; the only process that gets the owner's URL."""
        env = {**self._env, "DATABASE_OWNER_URL": owner_url or self._env["DATABASE_URL"]}
        return self._child("setup", _manage("setup_database"), env=env)

    def demo(self) -> Child:
        """The demo workspaces; changes nothing when they are there."""
        return self._child("demo", _manage("demo"))

    def logins(self) -> Child:
        """Prints who may log in to the demo, into its `output` file."""
        return self._child("logins", (*_PYTHON, "console.demo.logins"))

    def edges(self) -> list[Child]:
        """What takes requests and mail: web, inbound mail, and the relay where it is ours."""
        edges = [self._web(), self._child("inbound", _manage("listen_mail"))]
        if "sandbox" in self._plan.ports:
            edges.insert(0, self._child("sandbox", (*_PYTHON, "config.run.sandbox")))
        return edges

    def _web(self) -> Child:
        serve = (*_PYTHON, "gunicorn", "config.wsgi:application", "--preload")
        bind = f"--bind={HOST}:{self._plan.ports['web']}"
        size = ("--workers=2", "--threads=4", "--graceful-timeout=3", "--no-control-socket")
        return self._child("web", (*serve, bind, *size))

    def engine(self) -> list[Child]:
        """What works by itself: the worker and the beat."""
        celery = (*_PYTHON, "celery", "-A", "config.celery")
        schedule = f"--schedule={self._plan.state / 'beat'}"
        return [
            self._child("worker", (*celery, "worker", "--concurrency=2", "--loglevel=INFO")),
            self._child("beat", (*celery, "beat", schedule, "--loglevel=INFO")),
        ]
