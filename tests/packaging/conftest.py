"""Fixtures of the packaging tests; those of the real machine are shared with the end-to-end tests."""

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.machine.fixtures import machine, pytest_collection_finish, viam_server
from tests.packaging.checkout import Checkout

__all__ = ["machine", "pytest_collection_finish", "viam_server"]


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The only place that packages come from."""
    return tmp_path_factory.mktemp("wheels")


@pytest.fixture
def checkout(tmp_path: Path, wheels: Path) -> Checkout:
    """A new checkout in a folder with a space in its name, whose lock asks for version 1.0 of the package `tiny`."""
    root = tmp_path / "a check out"
    root.mkdir()
    made = Checkout(root, wheels)
    made.lock("tiny", "1.0")
    return made


@dataclass(frozen=True)
class Finished:
    """A checkout that was set up. outputs: standard output and error of the two that did it at once."""

    checkout: Checkout
    outputs: list[tuple[str, str]]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Finished:
    """Set up once, for `ready` to copy: making an environment takes seconds.

    The first set-up is killed, and then two do it at once.
    """
    root = tmp_path_factory.mktemp("finished") / "a check out"
    root.mkdir()
    made = Checkout(root, wheels)
    made.lock("tiny", "1.0")
    process = made.start(cwd=root.parent)
    assert process.stdout is not None
    assert "making" in process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    outputs = [process.communicate(timeout=200) for process in [made.start(), made.start()]]
    assert made.is_whole(), outputs
    return Finished(made, outputs)


@pytest.fixture
def ready(checkout: Checkout, finished: Finished) -> Checkout:
    """A checkout with an environment that is up to date."""
    shutil.copytree(finished.checkout.venv, checkout.venv, symlinks=True, copy_function=os.link)
    stamp = checkout.venv / "driftwatch-stamp.json"
    text = stamp.read_text()
    stamp.unlink()  # its own file, as setup.sh makes of all that it writes
    stamp.write_text(text.replace(str(finished.checkout.root), str(checkout.root)))
    return checkout
