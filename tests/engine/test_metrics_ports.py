import asyncio
import logging
import socket
from collections.abc import Iterator

import pytest

from driftwatch.engine.metrics_ports import Member, MetricsPorts
from driftwatch.engine.metrics_server import MOST_CONNECTIONS, MetricsServer
from driftwatch.watch.exposition import CONTENT_TYPE, MetricFamily, MetricValue
from tests.waiting import until_async
from tests.watch.prometheus_text import parse

UP = MetricFamily("up", "gauge", "1")
LOGGER = logging.getLogger("driftwatch.test")


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """A port of this host that another program has."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


@pytest.fixture
def port(taken: socket.socket) -> int:
    """A free one."""
    number = taken.getsockname()[1]
    taken.close()
    return number


def member(port: int, sensor: str) -> Member:
    return Member(port, lambda: [MetricValue(UP, {"sensor": sensor}, 1)], LOGGER)


async def ask(port: int, request: str = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n") -> tuple[str, str]:
    """The head and the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode())
    answer = (await asyncio.wait_for(reader.read(), 20)).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return head, body


async def is_served(port: int) -> bool:
    try:
        return bool((await ask(port))[0])
    except OSError:
        return False


async def test_sensors_that_name_one_port_share_it_until_the_last_has_gone(port: int) -> None:
    ports = MetricsPorts()
    one, two = member(port, "one"), member(port, "two")
    ports.join(one)
    ports.join(two)
    await until_async(lambda: is_served(port), 20, "the port")
    head, body = await ask(port)
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert f"Content-Type: {CONTENT_TYPE}" in head
    assert f"Content-Length: {len(body.encode())}" in head
    assert len(parse(body)["up"].samples) == 2
    await ports.leave(one)
    assert [*parse((await ask(port))[1])["up"].samples] == [("up", frozenset({("sensor", "two")}))]
    await ports.leave(two)
    await ports.leave(two)
    assert not await is_served(port)


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("GET /metrics?x=1 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n", "200 OK"),
        ("GET /metrics HTTP/1.0\r\n\r\n", "200 OK"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "404 Not Found"),
        ("POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "405 Method Not Allowed"),
        ("GET /metrics HTTP/1.1\r\nHost: attacker.example\r\n\r\n", "403 Forbidden"),
        ("\r\n\r\n", "404 Not Found"),
        ("GET /" + "x" * 100_000, ""),
    ],
)
async def test_only_the_page_is_there_and_only_for_this_host(port: int, request_text: str, status: str) -> None:
    ports, one = MetricsPorts(), member(port, "one")
    ports.join(one)
    await until_async(lambda: is_served(port), 20, "the port")
    try:
        head, _ = await ask(port, request_text)
    except ConnectionError:  # cut off
        head = ""
    assert head.partition("\r\n")[0] == (f"HTTP/1.1 {status}" if status else "")
    await ports.leave(one)


async def test_a_port_that_another_program_has_is_said_once_and_served_once_it_is_free(
    taken: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "driftwatch.test")
    number = taken.getsockname()[1]
    ports, one = MetricsPorts(retry_seconds=0.02), member(number, "one")
    ports.join(one)

    async def is_said() -> bool:
        return bool(ports.problem(number))

    await until_async(is_said, 20, "the problem")
    words = f"prometheus_port: port {number} of 127.0.0.1 is in use by another program; choose another"
    assert ports.problem(number) == words
    await asyncio.sleep(0.1)
    taken.close()
    await until_async(lambda: is_served(number), 20, "the port")
    assert ports.problem(number) == ""
    assert [record.getMessage() for record in caplog.records if record.name == "driftwatch.test"] == [
        f"{words}; it is tried again every 0 s",
        f"prometheus_port: port {number} of this host is served now",
    ]
    await ports.leave(one)


async def test_callers_that_say_nothing_are_few_and_do_not_hold_up_the_end(port: int) -> None:
    async def page() -> str:
        return "x"

    server = MetricsServer(page, "text/plain")
    await server.open(port)
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_CONNECTIONS)]
    with pytest.raises((ConnectionError, AssertionError)):
        assert (await ask(port))[0]
    await asyncio.wait_for(server.close(), 5)
    for _, writer in silent:
        writer.close()
