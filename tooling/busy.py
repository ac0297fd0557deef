"""Runs a command while other processes keep the processors busy: `python -m tooling.busy 2 make test`.

What a test takes for granted about time shows on a machine that has something else to do. The neighbours have the
priority of any other process, compute and allocate, and end with the command, however it ends. The exit status is the
command's.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager

_MOST_NEIGHBOURS = 64


def _compute(parent: int) -> None:
    """Goes on until it is ended, or whoever started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while os.getppid() == parent:
        sorted(hash(str(number)) for number in range(100_000))


@contextmanager
def neighbours(count: int) -> Generator[tuple[int, ...], None, None]:
    """Busy processes, by their ids, as long as the context is open."""
    context = multiprocessing.get_context("fork")
    busy = [context.Process(target=_compute, args=(os.getpid(),), daemon=True) for _ in range(count)]
    for process in busy:
        process.start()
    try:
        yield tuple(process.pid or 0 for process in busy)
    finally:
        for process in busy:
            process.kill()
            process.join()


def main(arguments: Sequence[str]) -> int:
    count, *command = arguments or [""]
    if not count.isdigit() or int(count) > _MOST_NEIGHBOURS or not command:
        print(f"usage: python -m tooling.busy NEIGHBOURS COMMAND ...; at most {_MOST_NEIGHBOURS}", file=sys.stderr)
        return 2
    with neighbours(int(count)):
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
