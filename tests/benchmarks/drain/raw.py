"""The limits: mail with nothing around it, and a queue in SQL with no mail.

    python -m tests.benchmarks.drain.raw smtp PORT MAILS CONNECTIONS
    python -m tests.benchmarks.drain.raw sql URL BATCH

Each prints `ready`, waits for a line on standard input, works, and prints how many it did. What
they do is the least that any sender has to do; no gate, no approval, no audit.
"""

import socket
import sys
import threading
from contextlib import ExitStack

import psycopg

HEAD = b"From: Rep <rep@mail.house.example>\r\nSubject: A question\r\nMIME-Version: 1.0\r\n"
BODY = (b"x" * 76 + b"\r\n") * 43
# Literal numbers: a parameter in LIMIT is planned anew each time.
CLAIM = """
UPDATE queue SET lease_until = now() + interval '60 s', fence = fence + 1
FROM (SELECT id FROM queue WHERE state = 0 AND due_at <= now() AND lease_until IS NULL
      ORDER BY due_at LIMIT {batch} FOR UPDATE SKIP LOCKED) due
WHERE queue.id = due.id RETURNING queue.id
"""
QUEUE = """
CREATE TABLE queue (
    id bigint PRIMARY KEY, due_at timestamptz NOT NULL, state int NOT NULL DEFAULT 0,
    fence int NOT NULL DEFAULT 0, lease_until timestamptz, content text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01);
CREATE TABLE entry (id bigint, at timestamptz, said text);
INSERT INTO queue (id, due_at, content)
SELECT n, now() - interval '1 h' + n * interval '1 ms', repeat('x', 100)
FROM generate_series(1, {count}) n;
CREATE INDEX queue_due ON queue (due_at) WHERE state = 0;
CREATE INDEX queue_leased ON queue (lease_until) WHERE lease_until IS NOT NULL;
"""


def wait_for_the_signal() -> None:
    """Starting up is not part of it."""
    print("ready", flush=True)
    sys.stdin.readline()


def smtp(port: int, mails: int, connections: int) -> int:
    """Messages of 3.5 kB over kept connections, commands pipelined (RFC 2920)."""
    shares = [len(range(number, mails, connections)) for number in range(connections)]
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in shares]
        for number, line in enumerate(lines):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _ask(line, b"", 1)
            _ask(line, b"EHLO raw%d\r\n" % number, 5)
        threads = [
            threading.Thread(target=_send, args=(line, number, share))
            for number, (line, share) in enumerate(zip(lines, shares, strict=True))
        ]
        wait_for_the_signal()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return mails


def _send(line: socket.socket, name: int, count: int) -> None:
    """The commands for the next message go with the end of the one before."""
    ask = b"MAIL FROM:<rep@mail.house.example>\r\nRCPT TO:<zanna@zworks.example>\r\nDATA\r\n"
    if not count:
        return
    _ask(line, ask, 3)
    for number in range(count):
        message = HEAD + b"Message-ID: <%d.%d@raw>\r\n\r\n" % (name, number) + BODY + b".\r\n"
        last = number == count - 1
        _ask(line, message if last else message + ask, 1 if last else 4)


def _ask(line: socket.socket, words: bytes, answers: int) -> None:
    """Write, and wait for so many lines of answers."""
    line.sendall(words)
    seen = b""
    while seen.count(b"\r\n") < answers:
        part = line.recv(65536)
        assert part, "the server has gone"
        seen += part
    assert seen[:1] in b"23", seen


def queue(url: str, batch: int) -> int:
    """Claim, and record with a result and an entry for each, until nothing is left."""
    done = 0
    with psycopg.connect(url) as connection:
        claim = CLAIM.format(batch=batch).encode()
        wait_for_the_signal()
        while True:
            rows = connection.execute(claim, prepare=True).fetchall()
            connection.commit()
            if not rows:
                return done
            _record(connection, [row[0] for row in rows])
            done += len(rows)


def _record(connection: "psycopg.Connection[tuple[int]]", ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE queue SET state = 1, lease_until = NULL WHERE id = ANY(%s)", [ids], prepare=True
        )
        with cursor.copy("COPY entry (id, said) FROM STDIN") as copy:
            for each in ids:
                copy.write_row((each, "sent"))
    connection.commit()


def main(kind: str, *words: str) -> None:
    """What the first word says."""
    if kind == "smtp":
        print(smtp(*map(int, words)), flush=True)
    else:
        print(queue(words[0], int(words[1])), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
