"""People who answer: mails handed to a listener at a steady pace, over kept connections.

A process of its own, so that it waits for nobody: it reads its mails as JSON from its input, hands
over each at its moment (or as soon after it as a connection is free), and prints when each was to
be handed over and when it was answered, on the clock of the wall. What is late because the listener
is slow counts from the moment that was meant.
"""

import json
import queue
import smtplib
import sys
import threading
import time
from typing import Any

CONNECTIONS = 24
TIMEOUT = 60


def main() -> None:
    """Until every mail was answered."""
    said = json.load(sys.stdin)
    jobs: queue.SimpleQueue[tuple[float, Any] | None] = queue.SimpleQueue()
    answers: list[tuple[str, float, float, str]] = []
    threads = [
        threading.Thread(target=_hand_over, args=(said["port"], jobs, answers))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    begun = time.time()
    for number, mail in enumerate(said["mails"]):
        meant = begun + number / said["rate"]
        if (wait := meant - time.time()) > 0:
            time.sleep(wait)
        jobs.put((meant, mail))
    for _ in threads:
        jobs.put(None)
    for thread in threads:
        thread.join()
    print(json.dumps(answers))


def _hand_over(port: int, jobs: "queue.SimpleQueue[Any]", answers: list[Any]) -> None:
    client = smtplib.SMTP("127.0.0.1", port, timeout=TIMEOUT)
    while (job := jobs.get()) is not None:
        meant, mail = job
        try:
            client.sendmail(mail["sender"], [mail["to"]], mail["raw"].encode())
            trouble = ""
        except smtplib.SMTPException as error:
            trouble = type(error).__name__
        answers.append((mail["id"], meant, time.time(), trouble))
    client.quit()


if __name__ == "__main__":
    main()
