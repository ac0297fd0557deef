"""Which resources of this module are alive, so that one can call another without a gRPC round trip through viam-server.

viam-server hands a resource its dependencies as gRPC clients, also when they live in the same process. What
stands here under a dependency's name can be called directly instead.
"""

from typing import Generic, TypeVar

T = TypeVar("T")


class Directory(Generic[T]):
    """Live resources of one kind by resource name. Used from the event loop only."""

    def __init__(self) -> None:
        self._live: dict[str, T] = {}

    def enter(self, name: str, resource: T) -> None:
        self._live[name] = resource

    def leave(self, name: str, resource: T) -> None:
        """Forgets `resource`, unless another of the same name has taken its place already."""
        if self._live.get(name) is resource:
            del self._live[name]

    def find(self, name: str) -> T | None:
        return self._live.get(name)
