"""Fixtures for tests on a real machine; a test folder's conftest.py imports them by name.

A test that uses them is marked `machine`. The server is built before the first test runs, outside of any test's
time limit. Such a test is skipped only where no server is available, and never where CI is set: there it fails.
"""

import contextlib
import functools
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path

import pytest
from _pytest.capture import CaptureManager

from tests.machine.database import find_database, running_database
from tests.machine.machine import Config, Machine
from tests.machine.server import find_server
from tests.machine.toolchain import NoServerError

StartMachine = Callable[..., Machine]


@functools.cache
def _server() -> Path | NoServerError:
    try:
        return find_server()
    except NoServerError as error:
        return error


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the server built between choosing the tests and running them: it takes minutes, a test may not."""
    if session.config.option.collectonly or not any(item.get_closest_marker("machine") for item in session.items):
        return
    capture = session.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled() if isinstance(capture, CaptureManager) else contextlib.nullcontext():
        _server()


def _or_skip(program: Path | NoServerError) -> Path:
    if isinstance(program, Path):
        return program
    if os.environ.get("CI"):
        pytest.fail(str(program))
    pytest.skip(str(program))


@pytest.fixture(scope="session")
def viam_server() -> Path:
    """The program that runs a machine."""
    return _or_skip(_server())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The URI of an empty database that speaks MongoDB's protocol; it ends with the test.

    Building it the first time counts as the test's: only a slow test may use it.
    """
    try:
        program: Path | NoServerError = find_database()
    except NoServerError as error:
        program = error
    folder = tmp_path / "database"
    folder.mkdir()
    with running_database(_or_skip(program), folder) as uri:
        yield uri


@contextlib.contextmanager
def _starting(server: Path, within: Path) -> Generator[StartMachine, None, None]:
    started: list[Machine] = []

    def start(config: Config, env: Mapping[str, str] | None = None, name: str = "machine") -> Machine:
        folder = within / name
        folder.mkdir()
        made = Machine(server, config, folder, env)
        started.append(made)
        made.start()
        return made

    yield start
    for made in started:
        made.stop()
        print(made.log_text())  # pytest shows it for a test that failed


@pytest.fixture
def machine(viam_server: Path, tmp_path: Path) -> Iterator[StartMachine]:
    """Starts machines: `machine(config)` or `machine(config, env={...}, name="second")`; all end with the test."""
    with _starting(viam_server, tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def lasting_machine(viam_server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartMachine]:
    """As `machine`, for all tests of a file: a start takes seconds, a call none."""
    with _starting(viam_server, tmp_path_factory.mktemp("lasting")) as start:
        yield start
