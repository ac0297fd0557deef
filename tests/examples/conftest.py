"""The examples are run on a real machine too."""

from tests.machine.fixtures import machine, pytest_collection_finish, viam_server

__all__ = ["machine", "pytest_collection_finish", "viam_server"]
