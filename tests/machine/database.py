"""A database that speaks MongoDB's protocol, for the data manager to write into: FerretDB over SQLite files."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.machine.go_program import GoProgram, build
from tests.machine.server import cache_folder, to_stderr
from tests.machine.toolchain import SOURCE, NoServerError

_DATABASE = GoProgram("ferretdb", "the test database", SOURCE / "ferretdb", "one to five minutes")
_GRACE = 15  # seconds to end in


def find_database() -> Path:
    """The program, from the cache or built now. Raises NoServerError."""
    return build(_DATABASE, cache_folder(), to_stderr)


@contextmanager
def running_database(program: Path, folder: Path) -> Generator[str, None, None]:
    """Gives the database's URI; it listens on a free port of the loopback and keeps its files and log in `folder`.

    Raises NoServerError where it does not start.
    """
    log_path = folder / "database.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [program, "-folder", folder], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    try:
        uri = process.stdout.readline().decode().strip()
        if not uri:
            raise NoServerError(f"the test database did not start:\n{log_path.read_text()}")
        yield uri
    finally:
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
