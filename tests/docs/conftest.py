"""The README's config is tried on a real machine."""

from tests.machine.fixtures import machine, pytest_collection_finish, viam_server

__all__ = ["machine", "pytest_collection_finish", "viam_server"]
