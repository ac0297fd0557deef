from tests.watch.world import world

__all__ = ["world"]
