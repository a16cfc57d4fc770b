"""The harness itself: the sink, the processes, the copies, the rounds and the table."""

import hashlib
import os
import smtplib
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from tenancy.ids import uuid7
from tests.benchmarks.drain import copying, listening, people, processes, raw, rounds, table
from tests.benchmarks.drain.copying import Rows, Table, Text
from tests.benchmarks.drain.engine import Broken, Took
from tests.benchmarks.drain.processes import Bill
from tests.benchmarks.drain.rounds import Contender
from tests.benchmarks.drain.sink import Kept, answer, facts_of

MESSAGE = b"Subject: x\r\nMessage-ID:\r\n <a@b>\r\n\r\n.dots\r\n..more\r\nend\r\n"
A, B = UUID(int=uuid7().int), UUID(int=uuid7().int)


def test_the_sink_knows_what_it_took() -> None:
    with listening.running() as sink:
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            for _ in range(2):
                client.sendmail("a@b.example", "c@d.example", MESSAGE)
        came = sink.take()
    assert came.message_ids == ["<a@b>"] * 2
    assert came.hashes[0] == hashlib.sha256(MESSAGE).hexdigest()
    assert (came.sessions, came.size) == (1, 2 * (len(MESSAGE) + 2))


def test_the_sink_takes_what_is_pipelined_over_many_connections() -> None:
    with listening.running() as sink:
        command = [sys.executable, "-m", "tests.benchmarks.drain.raw", "smtp", str(sink.port)]
        subprocess.run([*command, "50", "4"], input=b"go\n", check=True, cwd=listening.ROOT)
        came = sink.take()
    assert len(set(came.message_ids)) == 50
    assert came.sessions == 4


def test_a_slow_sink_is_slow_for_each_message() -> None:
    with listening.running() as sink:
        sink.delay(0.05)
        begun = time.monotonic()
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            for _ in range(3):
                client.sendmail("a@b.example", "c@d.example", MESSAGE)
        assert time.monotonic() - begun >= 0.15


def test_a_message_without_a_name_is_counted() -> None:
    kept = Kept(messages=[(1.0, b"Subject: x\r\n\r\ntext\r\n")])
    assert answer(kept, "take")["messages"][0][1] == ""
    assert kept.messages == []


def test_only_the_head_names_a_message() -> None:
    assert facts_of(b"Subject: x\r\n\r\nMessage-ID: <no@x>\r\n")[0] == ""


def test_what_a_process_costs_is_seen() -> None:
    before, end = processes.processor(os.getpid()), time.process_time() + 0.1
    while time.process_time() < end:
        pass
    assert processes.processor(os.getpid()) - before >= 0.05


def test_a_family_has_its_children() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        try:
            assert child.pid in processes.family(os.getpid())
        finally:
            child.kill()


def test_waiting_in_vain_is_told() -> None:
    with pytest.raises(TimeoutError, match="the impossible"):
        processes.wait_for(lambda: False, 0.01, "the impossible")


def test_a_text_says_the_same_under_no_names() -> None:
    said = f'{A}\t{{"x": "{B}"}}\thttps://x/u/{"t" * 43}/\t\\\\x{"ab" * 30}\tzqanna3'
    text = Text.of(said)
    assert text.under({}) == said
    assert set(text.keys) == {str(A), str(B), "t" * 43, "ab" * 30, "zqanna3"}


def test_a_text_changes_what_is_named() -> None:
    assert Text.of(f"of {A} and {B}").under({str(A): "one"}) == f"of one and {B}"


def test_copies_keep_the_order_of_their_ids() -> None:
    early, late = UUID(int=5 << 80 | A.int % 2**64), UUID(int=6 << 80 | B.int % 2**64)
    assert people._moved(early, 7) < people._moved(late, 7)
    assert people._moved(early, 7) != people._moved(early, 7)


def test_a_person_has_the_rows_that_name_them() -> None:
    rows, plain = Rows(), Table("t", ("id", "ref"))
    own, tie, other = (Text.of(line) for line in (f"{A}\tx", f"{B}\t{A}", f"{uuid7()}\tx"))
    for line in (own, tie, other):
        rows.add(plain, line)
    house, (mine,) = copying.parted(rows, [{str(A)}])
    assert mine.lines[plain] == [own, tie]
    assert house.lines[plain] == [other]


def took(rate: float) -> Took:
    """A measurement of so many mails a second."""
    return Took(100, 100 / rate, 1.0, Bill(0.01, 0.02, 0.0, 0.0), 1)


def test_everybody_has_a_turn_in_each_round(tmp_path: Path) -> None:
    turns: list[str] = []

    def once(name: str) -> Took:
        turns.append(name)
        return took(10)

    both = [Contender(name, 100, partial(once, name)) for name in "ab"]
    rounds.run(both, 2, minutes=1, kept=tmp_path / "x.json", say=lambda line: None)
    assert turns == ["a", "b", "a", "b"]


def test_who_breaks_a_guard_has_no_figure(tmp_path: Path) -> None:
    def once() -> Took:
        raise Broken("no last look")

    one = Contender("a", 100, once)
    rounds.run([one], 2, minutes=1, kept=tmp_path / "x.json", say=lambda line: None)
    assert one.broken == ["no last look"]
    assert "DOES NOT COUNT" in "".join(table.lines("t", [one]))


def test_no_round_begins_after_the_time(tmp_path: Path) -> None:
    one = Contender("a", 100, lambda: took(10))
    rounds.run([one], 3, minutes=-1, kept=tmp_path / "x.json", say=lambda line: None)
    assert one.took == []


def test_the_table_compares_with_the_medians() -> None:
    ours = Contender("this engine", 100, lambda: took(1), [took(400), took(300), took(900)])
    plain = Contender("Celery, a task per mail", 100, lambda: took(1), [took(20)])
    tuned = Contender("Celery, a task per mail, tuned", 100, lambda: took(1), [took(80)])
    (line,) = [line for line in table.lines("t", [ours, plain, tuned]) if "this engine" in line]
    assert line.split()[3:7] == ["400", "300", "900", "20.00"]


def test_costs_are_for_each_mail() -> None:
    assert Contender("a", 100, lambda: took(1), [took(20)]).micros("postgres") == pytest.approx(200)


def test_the_raw_queue_claims_by_a_literal_number() -> None:
    assert "LIMIT 200 FOR UPDATE" in raw.CLAIM.format(batch=200)
