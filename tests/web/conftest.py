"""Every test here runs on a real machine."""

from tests.machine.fixtures import database, machine, pytest_collection_finish, viam_server

__all__ = ["database", "machine", "pytest_collection_finish", "viam_server"]
