"""The demo's own tests run it on a real machine too."""

from tests.machine.fixtures import pytest_collection_finish, viam_server

__all__ = ["pytest_collection_finish", "viam_server"]
