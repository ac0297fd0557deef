"""What a machine says of itself over its own API."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Collection

from viam.proto.robot import GetMachineStatusResponse, ModuleStatus, ResourceStatus
from viam.robot.client import RobotClient
from viam.rpc.dial import DialOptions

from tests.waiting import pause


@contextlib.asynccontextmanager
async def connected(address: str) -> AsyncGenerator[RobotClient, None]:
    """A client of the machine at `address`, without WebRTC; closed on leaving."""
    dial = DialOptions(insecure=True, disable_webrtc=True)
    options = RobotClient.Options(dial_options=dial, check_connection_interval=0, log_level=logging.WARNING)
    robot = await RobotClient.at_address(address, options)
    try:
        yield robot
    finally:
        await robot.close()


async def until_status(address: str, true: Callable[[GetMachineStatusResponse], bool], timeout: float) -> None:
    """Return when the machine's status has made `true` so twice in a row, 50 ms apart.

    Twice, because between two steps of its own the machine looks finished for an instant.

    Raises TimeoutError after `timeout` seconds.
    """
    begun = time.monotonic()
    in_a_row = 0
    async with connected(address) as robot:
        while in_a_row < 2:
            waited = time.monotonic() - begun
            if waited > timeout:
                raise TimeoutError
            in_a_row = in_a_row + 1 if true(await robot.get_machine_status()) else 0
            await asyncio.sleep(0.05 if in_a_row else pause(waited, 0.05))


def is_running(status: GetMachineStatusResponse) -> bool:
    """Whether the first whole config has been applied."""
    return status.state == GetMachineStatusResponse.STATE_RUNNING


def are_ready(status: GetMachineStatusResponse, names: Collection[str]) -> bool:
    """Whether every module runs and each named resource is ready."""
    states = {resource.name.name: resource.state for resource in status.resources}
    modules_run = all(module.state == ModuleStatus.STATE_READY for module in status.modules)
    return modules_run and all(states.get(name) == ResourceStatus.STATE_READY for name in names)


def has_applied(status: GetMachineStatusResponse, revision: str, names: Collection[str]) -> bool:
    """Whether the config of `revision` is in force: each resource is ready or has failed.

    A resource's own revision does not show it: one that is made again because what it depends on was fixed keeps the
    revision of the config in which it failed.
    """
    ended = (ResourceStatus.STATE_READY, ResourceStatus.STATE_UNHEALTHY)
    settled = {resource.name.name for resource in status.resources if resource.state in ended}
    return status.config.revision == revision and settled >= set(names)


def error_of(status: GetMachineStatusResponse, name: str) -> str:
    """Why the named resource could not be made; empty when it was."""
    return next((resource.error for resource in status.resources if resource.name.name == name), "")
