"""One machine for each test module here, with the services of its PAIRS and the cameras of its `cameras(folder)`.

REFUSED are pairs of which not both services become ready.

A machine takes much longer over many services than over few, so each module has no more than about a dozen pairs.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from viam.robot.client import RobotClient

from tests.machine.fixtures import pytest_collection_finish, viam_server
from tests.machine.machine import Machine
from tests.parity.pairs import Attributes, Pair, machine_config

__all__ = ["pytest_collection_finish", "viam_server"]


@pytest.fixture(scope="module")
def parity_machine(
    viam_server: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("parity")
    pairs: Sequence[Pair] = [*request.module.PAIRS, *getattr(request.module, "REFUSED", [])]
    make_cameras: Callable[[Path], Mapping[str, Attributes]] = getattr(request.module, "cameras", lambda _: {})
    (folder / "machine").mkdir()
    with Machine(viam_server, machine_config(pairs, make_cameras(folder), folder), folder / "machine") as machine:
        yield machine


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def robot(parity_machine: Machine, request: pytest.FixtureRequest) -> AsyncIterator[RobotClient]:
    """A client of the machine, once every service is ready."""
    await parity_machine.wait_ready(*[name for pair in request.module.PAIRS for name in (pair.builtin, pair.ours)])
    async with parity_machine.client() as client:
        yield client
