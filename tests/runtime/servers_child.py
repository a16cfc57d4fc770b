"""Run the embedded servers of the state named by the first argument until standard input ends.

A process of its own, so that a test can kill the supervising process and nothing else. Prints
one JSON line with the addresses and the process numbers when the servers are ready. With
`--outlive` the servers are started as on systems that cannot end children with their parent.
"""

import json
import sys
from pathlib import Path

from config.run import child, servers

if "--outlive" in sys.argv:
    child._LIBC = None

with servers.running(Path.cwd(), state=Path(sys.argv[1]), durable=False) as run:
    pids = {child.spec.name: child.pid for child in run.children}
    print(json.dumps({"app": run.database_url, "redis": run.redis_client_url, "pids": pids}))
    sys.stdout.flush()
    sys.stdin.read()
