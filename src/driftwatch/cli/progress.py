"""How far a command is, on standard error, so that the figures on standard output can be piped."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

_LINES = 10  # where there is no terminal


@contextmanager
def progress(total: int) -> Generator[Callable[[], None], None, None]:
    """Gives what is to be called after each frame. A bar on a terminal, else a line for each tenth of the way."""
    if not sys.stderr.isatty():
        yield _in_lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("seeing"), BarColumn(), MofNCompleteColumn(), TextColumn("frames"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _in_lines(total: int) -> Callable[[], None]:
    every, seen = max(1, -(-total // _LINES)), 0

    def step() -> None:
        nonlocal seen
        seen += 1
        if seen % every == 0 or seen == total:
            print(f"seen {seen} of {total} frames", file=sys.stderr, flush=True)

    return step
