"""What the pages call the ways in which a task ends that nobody did."""

from collections.abc import Sequence

from sequences.plans import TaskEnd

TASK_ENDS: Sequence[tuple[str, str]] = (
    (TaskEnd.EXPIRE.value, "It expires, and the sequence goes on"),
    (TaskEnd.SKIP.value, "It is skipped, and the sequence goes on"),
    (TaskEnd.WAIT.value, "It waits until a person decides"),
)
