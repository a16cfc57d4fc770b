"""`make run`: servers, migrations, demo data, then web, worker, beat, relay and inbound mail.

`python -m config.run.supervisor`. DATABASE_URL (with DATABASE_OWNER_URL), REDIS_URL and EMAIL_URL
replace the embedded server each; PORT, SANDBOX_PORT and INBOUND_PORT choose ports (0: any free
one); SEQOPS_STATE names another folder than var/run for data, logs and `running.json`, so that a
private instance can run beside the first. Ctrl-C or SIGTERM stops all within ten seconds.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType

from config.run import preflight, servers
from config.run.child import Child
from config.run.credentials import write_private
from config.run.environment import Plan, plan, real_environment
from config.run.errors import RunError
from config.run.places import home_of_existing
from config.run.programs import Programs
from config.run.readiness import code_digest, what_is_missing
from config.run.watch import MOST_RESTARTS, Watch

_READY_PATIENCE = 90.0
_STOP_SECONDS = 5.0
_RELAY_STOP_SECONDS = 1.0
_LOOK_EVERY = 0.1
# Who fails while starting will most likely fail again for the same reason.
_RESTARTS_BEFORE_READY = 1


class Stopped(BaseException):
    """A person asked us to stop; like KeyboardInterrupt, it is no error."""


class Supervisor:
    """One run, from the first check to the last process."""

    def __init__(self, chosen: Plan) -> None:
        self._plan = chosen
        self._signals = 0
        self._watches: list[Watch] = []
        self._running = chosen.state / "running.json"

    def run(self) -> None:
        """Start all, watch, stop all. Returns when a person asked to stop; raises RunError."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup asks us to outlive the terminal.
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:
                signal.signal(number, self._on_signal)
        preflight.check_packages()
        servers.refuse_while_running(home_of_existing(self._plan.state))
        preflight.check_disk(self._plan.state)
        preflight.check_ports(self._plan.ports)
        try:
            with ExitStack() as stack:
                self._run_inside(stack)
        except Stopped:
            say("Stopped.")

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _run_inside(self, stack: ExitStack) -> None:
        say("Starting the servers …")
        given = self._plan.env
        embedded = stack.enter_context(
            servers.running(
                self._plan.root,
                state=self._plan.state,
                postgres=not given.get("DATABASE_URL"),
                valkey=not given.get("REDIS_URL"),
                give_up=lambda: bool(self._signals),
            )
        )
        self._running.unlink(missing_ok=True)
        self._watches = [Watch(child, say) for child in embedded.children]
        env = {
            **given,
            "DATABASE_URL": embedded.database_url or given.get("DATABASE_URL", ""),
            "REDIS_URL": embedded.redis_url or given.get("REDIS_URL", ""),
        }
        programs = Programs(self._plan, env)
        stack.callback(self._running.unlink, missing_ok=True)
        stack.callback(self._stop_programs)
        logins = self._start(programs, embedded)
        self._wait_until_ready()
        for watch in self._watches:
            watch.most = MOST_RESTARTS
        self._announce(logins)
        while True:
            self._look()

    def _start(self, programs: Programs, embedded: servers.Servers) -> str:
        """Start the programs; who may log in to the demo. Where exactly this code has already
        prepared this very database, preparing is left out."""
        memory = embedded.home / "prepared.json"
        digest = code_digest(self._plan.root) + str(self._plan.demo)
        known = json.loads(memory.read_text()) if memory.exists() else {}
        if embedded.database_url and known.get("digest") == digest:
            self._start_watched([*programs.edges(), *programs.engine()])
            return str(known["logins"])
        say("Preparing the database …")
        self._finish(programs.setup(embedded.database_owner_url or self._plan.owner_url))
        logins = self._start_with_demo(programs)
        if embedded.database_url:
            write_private(memory, json.dumps({"digest": digest, "logins": logins}))
        return logins

    def _start_with_demo(self, programs: Programs) -> str:
        """The engine waits for the demo data; what takes requests starts beside it."""
        if not self._plan.demo:
            self._start_watched([*programs.edges(), *programs.engine()])
            return ""
        say("Preparing the demo workspace …")
        demo = programs.demo()
        demo.start()
        self._start_watched(programs.edges())
        self._wait_for(demo)
        self._start_watched(programs.engine())
        logins = programs.logins()
        self._finish(logins)
        return logins.spec.output.read_text().rstrip() if logins.spec.output else ""

    def _start_watched(self, children: Iterable[Child]) -> None:
        for child in children:
            child.start()
            self._watches.append(Watch(child, say, most=_RESTARTS_BEFORE_READY))

    def _finish(self, child: Child) -> None:
        child.start()
        self._wait_for(child)

    def _wait_for(self, child: Child) -> None:
        """Wait for a command to end well; the programs are looked after meanwhile."""
        try:
            while (code := child.exit_code()) is None:
                self._look()
        finally:
            child.stop(_STOP_SECONDS)
        if code:
            raise RunError(
                f"The step “{child.spec.name}” failed (exit code {code}). "
                f"The end of {child.spec.log}:\n{child.last_lines(25)}"
            )

    def _look(self) -> None:
        """One round: has somebody asked to stop, has a program ended?"""
        if self._signals:
            raise Stopped
        restarted = [watch.look() for watch in self._watches]
        if any(restarted) and self._running.exists():
            self._write_running()
        time.sleep(_LOOK_EVERY)

    def _announce(self, logins: str) -> None:
        self._write_running()
        say(f"\nThe console is ready: {self._plan.address}")
        say(f"\n{logins}" if logins else "")
        say(f"Logs: {self._plan.state / 'log'}    Stop: Ctrl-C")

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + _READY_PATIENCE
        while missing := what_is_missing(self._plan.ports["web"]):
            if time.monotonic() > end:
                raise RunError(
                    f"The console does not get ready: {missing}. "
                    f"See {self._plan.state / 'log' / 'web.log'}."
                )
            self._look()

    def _write_running(self) -> None:
        content = {
            "address": self._plan.address,
            "ports": dict(self._plan.ports),
            "pids": {watch.child.spec.name: watch.child.pid for watch in self._watches},
            "sandbox_dir": self._plan.sandbox_dir,
            "supervisor": os.getpid(),
        }
        write_private(self._running, json.dumps(content, indent=2))

    def _stop_programs(self) -> None:
        """Everything but the servers; the relay last, so that mail under way is answered."""
        say("Stopping …")
        names = {"postgres", "valkey"}
        programs = [watch.child for watch in self._watches if watch.child.spec.name not in names]
        relay = [child for child in programs if child.spec.name == "sandbox"]
        self._stop([child for child in programs if child not in relay], _STOP_SECONDS)
        self._stop(relay, _RELAY_STOP_SECONDS)

    def _stop(self, children: list[Child], seconds: float) -> None:
        end = time.monotonic() + seconds
        first = self._signals
        for child in children:
            child.ask_to_stop()
        while any(child.exit_code() is None for child in children):
            # A second Ctrl-C is impatience: no more waiting for work under way.
            if time.monotonic() > end or self._signals > first:
                break
            time.sleep(0.02)
        for child in children:
            child.wait_or_end(0)


def say(text: str) -> None:
    """Tell the person at the terminal, if there still is one."""
    with suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def refuse(sentence: str) -> int:
    """Say what is wrong; the exit code."""
    with suppress(OSError):
        sys.stderr.write(f"\n{sentence}\n")
    return 1


def main() -> int:
    """0 after a wished stop; 1 with a sentence when something is wrong."""
    root = Path(__file__).resolve().parents[2]
    try:
        Supervisor(plan(root, real_environment())).run()
    except RunError as error:
        return refuse(str(error))
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        return refuse(f"The system refused: {error.strerror}{place}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
