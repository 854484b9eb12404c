"""``python -SE launch.py OUTPUT COMMAND…``: run a command, and write what it cost as JSON.

A process starts with the peak of memory of the one that starts it: this one is small.
"""

import json
import os
import sys
import time


def main() -> None:
    """Write the exit code, seconds on the clock and of processors, and the peak of memory in MiB."""
    output, *command = sys.argv[1:]
    with open(output, "wb") as target:  # noqa: PTH123 - no import than it needs
        start = time.perf_counter()
        pid = os.posix_spawnp(
            command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, target.fileno(), 1)]
        )
        _, status, used = os.wait4(pid, 0)
        clock = time.perf_counter() - start
    found = (os.waitstatus_to_exitcode(status), clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
