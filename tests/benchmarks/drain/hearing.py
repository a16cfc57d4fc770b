"""Signals under load: how soon a stop is in force after a mail arrives, while messages leave at the
full rate; and that no message leaves to somebody after that.

Everybody who answers has a message that is due. A mail is answered after the commit from which on
nothing leaves to its sender, so the time to the answer is never less than that to the stop. Its
effect on sequences, tasks and records follows; when that was committed stands in the signal.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from threading import Thread
from typing import Any

import psycopg

from config.run.child import Child
from tests.benchmarks.drain import engine, processes
from tests.benchmarks.drain.asking import Asked, say
from tests.benchmarks.drain.draining import ROUND, WORKSPACES, Bench
from tests.benchmarks.drain.engine import Broken
from tests.benchmarks.drain.listening import ROOT
from tests.benchmarks.drain.rounds import machine

DUE = 20_000
RATES = (50, 200)
SECONDS = 20
GOAL = 1.0
LANES = 2
PATIENCE = 900.0

# What people answer, and how many of ten.
_SAID = (
    ("Thanks for your mail. Could you send me more about the prices, please?", 5),
    ("Please take me off your list and do not write to me again.", 2),
    ("Not now, ask me again in the second quarter.", 1),
    ("I am out of office until 30 November and answer when I am back.", 2),
)
_WHO = """
SELECT enrollment.id::text, contact.email, mailbox.address, intent.message_id
FROM enrollment_sendintent AS intent
    JOIN enrollment_touch AS touch ON touch.id = intent.touch_id
    JOIN enrollment_enrollment AS enrollment ON enrollment.id = touch.enrollment_id
    JOIN contacts_contact AS contact ON contact.id = enrollment.contact_id
    JOIN enrollment_mailbox AS mailbox ON mailbox.id = intent.mailbox_id
WHERE intent.outcome = 'accepted' AND EXISTS (
    SELECT 1 FROM enrollment_touch AS next
    WHERE next.enrollment_id = enrollment.id AND next.state = 'planned' AND next.due_at <= app_now()
)
ORDER BY md5(enrollment.id::text) LIMIT %s
"""
_LEFT = """
SELECT intent.message_id, touch.enrollment_id::text
FROM enrollment_sendintent AS intent JOIN enrollment_touch AS touch ON touch.id = intent.touch_id
WHERE intent.message_id = ANY(%s)
"""
_EFFECTS = """
SELECT extract(epoch FROM applied_at - received_at)::float FROM signals_signal
WHERE applied_at IS NOT NULL ORDER BY 1
"""
_OPEN = "SELECT count(*) FROM signals_signal WHERE state IN ('received', 'matched')"


@dataclass(frozen=True)
class Heard:
    """One run: seconds from the arrival to the answer (the stop) and to the effect; how many
    messages left meanwhile, and to people who had answered before."""

    rate: int
    signals: int
    seconds: float
    stop: Mapping[str, float]
    effect: Mapping[str, float]
    sent: int
    after: int


def measure(bench: Bench, asked: Asked) -> int:
    """Print a line for each pace; 1 when the goal is missed. Raises Broken when something left
    after a stop or was not heard."""
    (due,) = asked.counts(DUE)
    source = f"bench_hearing_{due}"
    bench.stage.database(source, workspaces=WORKSPACES, due=due)
    found = [_run(bench, source, rate) for rate in RATES]
    kept = asked.json / "signals.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    told = {"runs": [asdict(each) for each in found], "machine": machine()}
    kept.write_text(json.dumps(told, indent=1))
    say(f"\nSignals while messages leave at the full rate, {SECONDS} s each")
    say(
        f"{'a second':>10}{'stop p50':>10}{'p99':>8}{'worst':>8}{'effect p50':>12}{'p99':>8}"
        f"{'sent/s':>8}{'after a stop':>14}"
    )
    for each in found:
        stop, effect = each.stop, each.effect
        say(
            f"{each.rate:>10}{stop['p50']:>10.3f}{stop['p99']:>8.3f}{stop['worst']:>8.3f}"
            f"{effect['p50']:>12.3f}{effect['p99']:>8.3f}{each.sent / each.seconds:>8.0f}"
            f"{each.after:>14}"
        )
    late = [each.rate for each in found if each.stop["p99"] > GOAL]
    say(f"the 99th percentile is {'OVER' if late else 'within'} {GOAL:.0f} s")
    return int(bool(late))


def _run(bench: Bench, source: str, rate: int) -> Heard:
    name = bench.round(source)
    bench.cluster.forget_messages()
    try:
        with (
            _listener(bench, name) as port,
            engine.workers(bench.cluster, name, bench.sink),
            bench.cluster.superuser(name) as connection,
        ):
            return _heard(bench, connection, port, rate)
    finally:
        bench.cluster.drop(ROUND)


def _heard(bench: Bench, connection: "psycopg.Connection[Any]", port: int, rate: int) -> Heard:
    people = connection.execute(_WHO, [rate * SECONDS]).fetchall()
    if len(people) < rate * SECONDS:
        raise Broken(f"Only {len(people)} people can answer; give more with --mails.")
    mails = [_mail(number, *each) for number, each in enumerate(people)]
    bench.sink.take()
    _nudge_until(bench, lambda: bench.sink.count() >= 200, time.monotonic() + 60)
    begun = time.monotonic()
    answers: list[Any] = []
    asking = Thread(target=lambda: answers.extend(_answered(port, rate, mails)))
    asking.start()
    _nudge_until(bench, lambda: not asking.is_alive(), begun + PATIENCE)
    asking.join()
    seconds, sent = time.monotonic() - begun, bench.sink.count()
    if refused := [each for each in answers if each[3]]:
        raise Broken(f"{len(refused)} of {len(mails)} mails were refused: {refused[0][3]}.")
    _nudge_until(bench, lambda: _none_open(connection), time.monotonic() + PATIENCE)
    after = _after(bench, connection, {each[0]: each[2] for each in answers})
    effects = [row[0] for row in connection.execute(_EFFECTS).fetchall()]
    if len(effects) < len(mails):
        raise Broken(f"{len(mails) - len(effects)} of {len(mails)} mails had no effect.")
    stops = sorted(each[2] - each[1] for each in answers)
    return Heard(rate, len(mails), seconds, _spread(stops), _spread(effects), sent, after)


def _answered(port: int, rate: int, mails: Sequence[Any]) -> list[Any]:
    words = [sys.executable, "-m", "tests.benchmarks.drain.answering"]
    said = json.dumps({"port": port, "rate": rate, "mails": mails})
    done = subprocess.run(words, input=said, capture_output=True, text=True, cwd=ROOT, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found


def _none_open(connection: "psycopg.Connection[Any]") -> bool:
    return connection.execute(_OPEN).fetchone() == (0,)


def _after(
    bench: Bench, connection: "psycopg.Connection[Any]", answered: Mapping[str, float]
) -> int:
    """How many messages left to somebody after their own mail was answered. Raises Broken when
    there is any, or nothing left to anybody who answered: then nothing was shown."""
    came = bench.sink.take()
    who = dict(connection.execute(_LEFT, [came.message_ids]).fetchall())
    dots = [
        (who[each], at)
        for each, at in zip(came.message_ids, came.dots, strict=True)
        if who.get(each) in answered
    ]
    after = sum(at > answered[pk] for pk, at in dots)
    if after or not dots:
        raise Broken(f"{after} of {len(dots)} messages left after the stop of their recipient.")
    return after


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    count = len(seconds)
    return {
        "p50": seconds[count // 2],
        "p99": seconds[int(count * 0.99)],
        "worst": seconds[-1],
    }


def _mail(number: int, enrollment: str, email: str, mailbox: str, message_id: str) -> Any:
    words = [text for text, share in _SAID for _ in range(share)]
    text = words[number % len(words)]
    message = EmailMessage()
    message["From"] = f"Anna Lee <{email}>"
    message["To"] = mailbox
    message["Subject"] = "Re: a question"
    message["Message-ID"] = f"<answer-{number}@{email.partition('@')[2]}>"
    message["In-Reply-To"] = message_id
    if text.startswith("I am out"):
        message["Auto-Submitted"] = "auto-replied"
    quoted = "\n".join(f"> {line}" for line in ("Hi Anna,", "", "would a quarter of an hour do?"))
    message.set_content(f"Hello,\n\n{text}\n\nAnna\n\nOn Monday you wrote:\n{quoted}\n")
    return {"id": enrollment, "sender": email, "to": mailbox, "raw": message.as_string()}


@contextmanager
def _listener(bench: Bench, name: str) -> Iterator[int]:
    """The process that takes mail in, as `make run` starts it."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    env = engine.environment(bench.cluster, name, bench.sink, INBOUND_PORT=str(port))
    argv = (sys.executable, "manage.py", "listen_mail")
    one: Child = engine.child(bench.cluster, "listener", argv, env, ROOT)
    one.start()
    try:
        processes.wait_for(lambda: _listens(port), engine.STARTS, "the listener")
        yield int(port)
    finally:
        engine.stop([one])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == os.EX_OK


def _nudge_until(bench: Bench, done: Callable[[], bool], end: float) -> None:
    while not done() and time.monotonic() < end:
        if bench.cluster.waiting() < LANES:
            engine.nudge(LANES)
        time.sleep(engine.NUDGE_SECONDS)
