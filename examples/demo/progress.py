"""Says what takes its time before there is anything to watch."""

import contextlib
from collections.abc import Generator

from rich.console import Console
from rich.text import Text

from examples.demo.download import Say


@contextlib.contextmanager
def progress(console: Console) -> Generator[Say, None, None]:
    """Gives a function for one line of progress: in place next to a spinner on a terminal, printed everywhere else."""
    if not console.is_terminal:
        yield lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True)
        return
    with console.status("") as status:
        yield lambda line: status.update(Text(line))
