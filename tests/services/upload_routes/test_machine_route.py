import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from grpclib import GRPCError, Status

from driftwatch.capture.files import Files
from driftwatch.services.upload_routes.machine_route import MachineRoute
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.route import UploadError
from driftwatch.upload.staging import Staging
from tests.capture.failing import FailingFiles, no_space
from tests.fake_app.machine import Client, FakeMachine, serving
from tests.fake_app.proxy import Proxy, proxied
from tests.upload.making import item


@pytest.fixture
def machine() -> FakeMachine:
    return FakeMachine()


@pytest_asyncio.fixture
async def proxy(machine: FakeMachine) -> AsyncIterator[Proxy]:
    async with serving(machine) as port, proxied(port) as line:
        yield line


@pytest_asyncio.fixture
async def client(proxy: Proxy) -> AsyncIterator[Client]:
    made = Client(proxy.port)
    yield made
    made.channel.close()


def route_over(client: Client | None, folder: Path, seconds: float = 10.0) -> MachineRoute:
    return MachineRoute(lambda: client, Staging(folder), lambda _: seconds)


async def attempt(route: MachineRoute) -> UploadError:
    going = item(1)
    await route.prepare(going)
    with pytest.raises(UploadError) as caught:
        await route.send(going)
    return caught.value


async def test_the_image_arrives_with_tags_and_data_set_and_its_file_is_gone(
    machine: FakeMachine, client: Client, tmp_path: Path
) -> None:
    route, going = route_over(client, tmp_path), item(1, UploadRequest(dataset_id="d", tags=("night",)))
    await route.prepare(going)
    await route.send(going)
    assert machine.uploaded == [(f"{going.id}.jpg", going.data)]
    assert list(machine.metadata[0].tags) == ["night"]
    assert list(machine.metadata[0].dataset_ids) == ["d"]
    assert Files().names(tmp_path) == []


async def test_a_file_that_is_gone_has_arrived(
    machine: FakeMachine, proxy: Proxy, client: Client, tmp_path: Path
) -> None:
    route, going = route_over(client, tmp_path), item(1)
    machine.after_upload = proxy.cut
    await route.prepare(going)
    assert not await route.has(going)
    with pytest.raises(UploadError, match="the connection between the module and viam-server was cut") as caught:
        await route.send(going)
    assert caught.value.in_doubt
    assert await route.has(going)


@pytest.mark.parametrize(
    ("status", "text", "kind", "words"),
    [
        (Status.UNKNOWN, "not connected to the cloud", "later", "the machine is not connected to the cloud"),
        (Status.UNKNOWN, "no data manager service configured", "later", "the machine has no data manager"),
        (Status.UNIMPLEMENTED, "unknown method", "never", "this viam-server cannot upload files on demand"),
        (Status.UNKNOWN, "disk on fire", "later", "viam-server could not upload the frame: disk on fire"),
    ],
)
async def test_refusals_are_told_in_words(
    machine: FakeMachine, client: Client, tmp_path: Path, status: Status, text: str, kind: str, words: str
) -> None:
    machine.refusals = [GRPCError(status, text)]
    problem = await attempt(route_over(client, tmp_path))
    assert words in str(problem)
    assert problem.kind == kind


async def test_a_file_that_the_machine_could_not_upload_is_still_there(
    machine: FakeMachine, client: Client, tmp_path: Path
) -> None:
    machine.fails = True
    route = route_over(client, tmp_path)
    assert "its own log says why" in str(await attempt(route))
    assert not await route.has(item(1))


async def test_a_machine_that_hangs_is_given_up_in_time(machine: FakeMachine, client: Client, tmp_path: Path) -> None:
    machine.hangs = True
    problem = await asyncio.wait_for(attempt(route_over(client, tmp_path, seconds=0.1)), 5)
    assert "viam-server has not uploaded the frame within" in str(problem)


async def test_a_module_without_its_machine_waits(tmp_path: Path) -> None:
    problem = await attempt(route_over(None, tmp_path))
    assert (problem.kind, problem.in_doubt) == ("later", False)


async def test_a_full_disk_is_told_before_anything_is_sent(client: Client, tmp_path: Path) -> None:
    files = FailingFiles(lambda _: no_space())
    route = MachineRoute(lambda: client, Staging(tmp_path / "s", files))
    with pytest.raises(UploadError, match="cannot be written: No space left on device") as caught:
        await route.prepare(item(1))
    assert (caught.value.kind, caught.value.in_doubt) == ("later", False)


async def test_what_was_laid_down_is_cleared_away(client: Client, tmp_path: Path) -> None:
    route = route_over(client, tmp_path)
    for number in (1, 2):
        await route.prepare(item(number))
    await route.forget(item(1).id)
    assert Files().names(tmp_path) == [f"{item(2).id}.jpg"]


async def test_a_disk_that_is_gone_is_no_receipt(client: Client, tmp_path: Path) -> None:
    with pytest.raises(UploadError, match="cannot be seen: No such file or directory") as caught:
        await route_over(client, tmp_path / "gone").has(item(1))
    assert (caught.value.kind, caught.value.in_doubt) == ("later", True)
