"""How well mail is read, on the project's own corpora: `make signals-report`.

The suite keeps these figures from falling. They flatter: the reading was made with these messages
at hand. docs/bounces.md, docs/automatic-answers.md, docs/replies.md and docs/reply-meanings.md have
the figures of messages that were new to it.
"""

from collections.abc import Iterator

from tests.signals.reading import automatic_figures, bounce_figures, reply_corpus, reply_figures


def report() -> Iterator[str]:
    """All lines, part by part."""
    yield "Bounces, by group: recognised, exactly their recipients, kind, reason"
    for each in bounce_figures.figures():
        yield from _bounces(each)
    yield "\nAutomatic answers, by question and language"
    yield from automatic_figures.lines(automatic_figures.automatic_figures())
    yield "\nNew text of replies, exactly right"
    yield from reply_corpus.lines()
    for name in reply_figures.SETS:
        yield ""
        yield from reply_figures.lines(reply_figures.figures(name))


def _bounces(found: bounce_figures.Figures) -> Iterator[str]:
    if found.bounces:
        counts = (found.recognised, found.exact_recipients, found.kind_right, found.reason_right)
        told = "".join(f"{count:6}" for count in counts)
        yield f"  {found.group:10}{told}  of {found.bounces}"
    if found.others:
        taken = f"{found.taken_for_bounces:6} of {found.others}"
        yield f"  {found.group:10}{taken} others taken for one"
    yield from (f"    missed: {miss}" for miss in found.misses)


if __name__ == "__main__":
    for line in report():
        print(line)
