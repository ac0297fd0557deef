"""One machine for each test module here, with the services of its PAIRS and the cameras of its `cameras(folder)`.

REFUSED are pairs of which not both services become ready. Where all tests are about one pair each, the machine has
those of the tests that were chosen.

A machine takes much longer over many services than over few, so each module has no more than about a dozen pairs.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

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
    pairs: Sequence[Pair] = [*needed(request), *getattr(request.module, "REFUSED", [])]
    make_cameras: Callable[[Path], Mapping[str, Attributes]] = getattr(request.module, "cameras", lambda _: {})
    (folder / "machine").mkdir()
    with Machine(viam_server, machine_config(pairs, make_cameras(folder), folder), folder / "machine") as machine:
        yield machine


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def robot(parity_machine: Machine, request: pytest.FixtureRequest) -> AsyncIterator[RobotClient]:
    """A client of the machine, once every service is ready."""
    await parity_machine.wait_ready(*[name for pair in needed(request) for name in (pair.builtin, pair.ours)])
    async with parity_machine.client() as client:
        yield client


def needed(request: pytest.FixtureRequest) -> Sequence[Pair]:
    """Those of the module's PAIRS that the chosen tests are about, where each of them says it."""
    pairs: Sequence[Pair] = request.module.PAIRS
    items = [one for one in request.session.items if isinstance(one, pytest.Function) and one.module is request.module]
    asked = {pair.name for item in items if (pair := _pair_of(item)) is not None}
    return pairs if None in map(_pair_of, items) else [pair for pair in pairs if pair.name in asked]


def _pair_of(item: pytest.Function) -> Pair | None:
    given: Mapping[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    found = given.get("pair") or getattr(given.get("case"), "pair", None)
    return found if isinstance(found, Pair) else None
