"""Fixtures of the packaging tests; those of the real machine are shared with the end-to-end tests."""

import shutil
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


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Checkout:
    """A checkout that was set up once, for `ready` to copy: making an environment takes seconds."""
    root = tmp_path_factory.mktemp("finished")
    made = Checkout(root, wheels)
    made.lock("tiny", "1.0")
    made.setup().check_returncode()
    return made


@pytest.fixture
def ready(checkout: Checkout, finished: Checkout) -> Checkout:
    """A checkout with an environment that is up to date."""
    shutil.copytree(finished.venv, checkout.venv, symlinks=True)
    stamp = checkout.venv / "driftwatch-stamp.json"
    stamp.write_text(stamp.read_text().replace(str(finished.root), str(checkout.root)))
    return checkout
