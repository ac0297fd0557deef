import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from grpclib import GRPCError, Status

from driftwatch.services.upload_routes.app_route import AppRoute
from driftwatch.services.upload_routes.messages import LARGEST
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.route import UploadError
from tests.fake_app.app import KEY, PART, FakeApp, serving
from tests.fake_app.proxy import Fault, Proxy, proxied
from tests.upload.making import item, settings_for


@pytest.fixture
def app() -> FakeApp:
    return FakeApp(datasets={"parts"})


@pytest_asyncio.fixture
async def proxy(app: FakeApp) -> AsyncIterator[Proxy]:
    async with serving(app) as port, proxied(port) as line:
        yield line


Open = Callable[..., AppRoute]


@pytest_asyncio.fixture
async def open_route(proxy: Proxy) -> AsyncIterator[Open]:
    opened: list[AppRoute] = []

    def make(key: str = KEY, seconds: float = 10.0) -> AppRoute:
        opened.append(AppRoute(settings_for(proxy.port, key), "people", lambda _: seconds, seconds))
        return opened[-1]

    yield make
    for one in opened:
        await one.close()


async def failure_of(route: AppRoute) -> UploadError:
    with pytest.raises(UploadError) as caught:
        await route.send(item())
    return caught.value


@pytest.mark.parametrize("size", [40, LARGEST + 70_000])
async def test_image_boxes_tags_and_data_set_arrive_in_one_call(app: FakeApp, open_route: Open, size: int) -> None:
    going = item(7, UploadRequest(dataset_id="parts", tags=("night",)), size)
    await open_route().send(going)
    (stored,) = app.stored
    assert stored.binary == going.data
    assert (stored.about.part_id, stored.about.component_name) == (PART, "people")
    assert (list(stored.about.tags), list(stored.about.dataset_ids)) == (["night"], ["parts"])
    assert (stored.about.file_extension, stored.about.mime_type) == (".jpg", "image/jpeg")
    (box,) = stored.sensor.annotations.bboxes
    assert (box.label, round(box.confidence, 4)) == ("cat", 0.45)
    corners = (box.x_min_normalized, box.y_min_normalized, box.x_max_normalized, box.y_max_normalized)
    assert [round(corner, 4) for corner in corners] == [0.4, 0.4, 0.6, 0.6]
    assert stored.sensor.time_requested.ToNanoseconds() / 1e9 == pytest.approx(going.record.captured, abs=1e-5)


async def test_one_connection_and_one_token_serve_many_frames(app: FakeApp, proxy: Proxy, open_route: Open) -> None:
    route = open_route()
    for number in range(5):
        await route.send(item(number))
    assert (app.logins, proxy.connections, len(app.stored)) == (1, 1, 5)


@pytest.mark.parametrize("size", [40, LARGEST + 70_000])
async def test_a_token_that_has_ended_is_replaced_by_the_next_attempt(
    app: FakeApp, open_route: Open, size: int
) -> None:
    route = open_route()
    await route.send(item(1))
    app.tokens.clear()
    with pytest.raises(UploadError, match="does not accept the token any more") as caught:
        await route.send(item(2, size=size))
    assert (caught.value.kind, caught.value.in_doubt) == ("again", False)
    await route.send(item(2, size=size))
    assert app.logins == 2


async def test_a_key_that_is_not_accepted_is_no_matter_of_time(open_route: Open) -> None:
    problem = await failure_of(open_route(key="wrong"))
    assert "the app does not accept the API key" in str(problem)
    assert (problem.kind, problem.in_doubt) == ("never", False)


@pytest.mark.parametrize(
    ("status", "kind", "in_doubt", "words"),
    [
        (Status.NOT_FOUND, "never", False, "the app does not know the data set or the machine: why"),
        (Status.INVALID_ARGUMENT, "never", False, "the app does not take the frame: why"),
        (Status.PERMISSION_DENIED, "never", False, "may not upload data of this machine"),
        (Status.RESOURCE_EXHAUSTED, "much_later", False, "takes no more for now, by quota or rate: why"),
        (Status.UNAVAILABLE, "later", True, "the app could not take the frame: why"),
        (Status.INTERNAL, "later", True, "the app could not take the frame: why"),
    ],
)
async def test_refusals_are_told_in_words(
    app: FakeApp, open_route: Open, status: Status, kind: str, in_doubt: bool, words: str
) -> None:
    app.refusals = [GRPCError(status, "why")]
    problem = await failure_of(open_route())
    assert words in str(problem)
    assert (problem.kind, problem.in_doubt) == (kind, in_doubt)


async def test_an_app_that_hangs_is_given_up_in_time(app: FakeApp, open_route: Open) -> None:
    app.hangs = True
    problem = await asyncio.wait_for(failure_of(open_route(seconds=0.6)), 5)  # reached in that time, on a busy host too
    assert "the app has not answered within" in str(problem)
    assert problem.in_doubt


async def test_a_network_that_swallows_everything_is_given_up_in_time(proxy: Proxy, open_route: Open) -> None:
    proxy.faults = [Fault(is_silent=True)]
    problem = await asyncio.wait_for(failure_of(open_route(seconds=0.1)), 5)
    assert "the app has not answered within" in str(problem)
    assert not problem.in_doubt


async def test_a_refused_connection_leaves_no_doubt(proxy: Proxy, open_route: Open) -> None:
    await proxy.close()
    problem = await failure_of(open_route())
    assert str(problem) == "the app cannot be reached: the connection was refused"
    assert (problem.kind, problem.in_doubt) == ("later", False)


async def test_a_lost_answer_is_found_out_by_the_frames_bytes(app: FakeApp, proxy: Proxy, open_route: Open) -> None:
    route, going = open_route(), item(3)
    assert not await route.has(going)
    app.after_store = proxy.cut
    with pytest.raises(UploadError, match=r"the connection to the app was cut|cannot be reached") as caught:
        await route.send(going)
    assert caught.value.in_doubt
    assert await route.has(going)
    assert not await route.has(item(4))


@pytest.mark.parametrize("tells_sizes", [True, False])
async def test_other_files_of_the_same_instant_are_not_mistaken_for_it(
    app: FakeApp, open_route: Open, tells_sizes: bool
) -> None:
    app.tells_sizes = tells_sizes
    route, going = open_route(), item(3)
    await route.send(going)
    mine = app.stored.pop()
    app.stored = [type(mine)(f"other-{n}", mine.about, mine.sensor, bytes([n]) * len(mine.binary)) for n in range(5)]
    assert not await route.has(going)
    app.stored.append(mine)
    assert await route.has(going)


async def test_a_slow_line_is_slow_and_nothing_else(app: FakeApp, proxy: Proxy, open_route: Open) -> None:
    proxy.faults = [Fault(delay=0.001, piece=4096)]
    await open_route().send(item(1, size=100_000))
    assert len(app.stored) == 1
