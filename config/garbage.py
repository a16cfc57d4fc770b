"""How a worker's process collects garbage.

What Django, Celery and the product load lives as long as the process, some hundred thousand
objects. Looking through them again and again took an eighth of a worker's time when this was
measured; so they are set aside once, and young objects are looked through in larger lots.
"""

import gc
from typing import Any

from celery.signals import worker_process_init

# Collections of young, middle and old objects; a batch of messages makes about a million.
THRESHOLDS = (20_000, 20, 20)


@worker_process_init.connect
def set_aside(**kwargs: Any) -> None:
    """Set aside what is loaded by now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
