"""Services that were there once, and have left what they knew."""

from driftwatch.watch.unused_state import SETTLED
from tests.watch.world import MODEL, World


def leave_behind(world: World, service: str, frames: int = 3) -> None:
    """A service of that name saw `frames` frames of "cam", and was removed long enough ago."""
    assert world.folder is not None
    watch = world.registry.attach(service, MODEL, world.settings, (world.folder,), world.notices.append)
    for _ in range(frames):
        watch.record(world.observation(0.9))
        world.registry.work(world.clock())
    watch.detach()
    world.clock.pass_by(SETTLED)
