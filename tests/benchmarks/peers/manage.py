"""Commands of the harness; anything that is not one of these is Django's.

`prepare N` makes tables, rows and what waits in the library's own queue. `hand` puts a task for
each row into the broker. `go` says that it is ready, waits for a line on standard input, and hands
a job for each row over at once.
"""

import os
import sys
from collections.abc import Callable, Mapping

import django
from django.core.management import call_command, execute_from_command_line


def prepare(count: str) -> None:
    """Everything that is there before the measuring begins."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill = {"post_office": _post_office, "mailer": _mailer}.get(os.environ["PEER"], _letters)
    fill(range(int(count)))


def _letters(numbers: range) -> None:
    from peers import letters
    from peers.shop.models import Letter

    rows = [Letter(number=number, known=letters.person(number)) for number in numbers]
    Letter.objects.bulk_create(rows, batch_size=1000)


def _post_office(numbers: range) -> None:
    """Rendered when it is sent, as the product does; by its own function for many."""
    from post_office import mail
    from post_office.models import EmailTemplate

    from peers import letters

    template = EmailTemplate.objects.create(
        name="letter", subject=letters.SUBJECT, content=letters.TEXT, html_content=letters.HTML
    )
    mail.send_many(
        [
            {
                "sender": letters.SENDER,
                "recipients": [letters.address(number)],
                "template": template,
                "context": letters.person(number),
                "render_on_delivery": True,
            }
            for number in numbers
        ]
    )


def _mailer(numbers: range) -> None:
    """It keeps whole messages, so what is measured is without the rendering."""
    from mailer.models import Message

    from peers import letters

    rows = []
    for number in numbers:
        row = Message()
        row.email = letters.message(number, letters.person(number))
        rows.append(row)
    Message.objects.bulk_create(rows, batch_size=1000)


def hand() -> None:
    """All tasks into a queue that nobody reads yet."""
    from peers.shop.models import Letter
    from peers.worker import app

    with app.producer_or_acquire() as producer:
        for key in Letter.objects.values_list("pk", flat=True):
            app.send_task("send", (key,), queue="mails", producer=producer)


def go() -> None:
    """All jobs with one statement."""
    from peers.shop.models import Letter
    from peers.shop.tasks import task

    keys = list(Letter.objects.values_list("pk", flat=True))
    print("ready", flush=True)
    sys.stdin.readline()
    task.batch_defer(*({"letter_id": key} for key in keys))


OWN: Mapping[str, Callable[..., None]] = {"prepare": prepare, "hand": hand, "go": go}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "peers.settings"
    if sys.argv[1] in OWN:
        django.setup()
        OWN[sys.argv[1]](*sys.argv[2:])
    else:
        execute_from_command_line(sys.argv)
