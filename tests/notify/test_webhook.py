import contextlib
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from driftwatch.notify import webhook
from driftwatch.notify.line import DeliveryError
from driftwatch.notify.message import FIELDS
from driftwatch.notify.settings import WebhookSettings
from driftwatch.notify.webhook import WebhookLine
from tests.notify.making import message
from tests.notify.web import WebServer, web_server


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


def line(url: str, kept: list[str] | None = None, **settings: object) -> WebhookLine:
    environment = {"HOOK": "Bearer SECRET-KEY"}
    return WebhookLine(WebhookSettings(url, **settings), environment, (kept if kept is not None else []).append)  # type: ignore[arg-type]


async def test_every_field_is_posted_as_json_with_the_secret_in_its_header(web: WebServer) -> None:
    kept: list[str] = []
    await line(web.url, kept, header="X-Key", secret_variable="HOOK").deliver(message())
    (request,) = web.requests
    assert request.path == "/hook/SECRET-PATH?room=1"
    assert request.body == message().fields()
    assert request.body.keys() == set(FIELDS)
    assert request.headers["X-Key"] == "Bearer SECRET-KEY"
    assert request.headers["Content-Type"] == "application/json"
    assert kept == ["Bearer SECRET-KEY"]


async def test_a_body_of_the_owners_own(web: WebServer) -> None:
    await line(web.url, body={"content": "{subject}", "embeds": [{"title": "{next_step}"}], "tts": False}).deliver(
        message()
    )
    (request,) = web.requests
    assert request.body == {
        "content": "people raised an alarm", "embeds": [{"title": "review 50 frames"}], "tts": False,
    }  # fmt: skip
    assert "Authorization" not in request.headers


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, r"HTTP status 403 \(is the secret right\?\)"),
        (302, r"HTTP status 302 \(a redirection, which is not followed"),
        (503, "HTTP status 503$"),
        (404, "HTTP status 404$"),
    ],
)
async def test_another_answer_than_yes_is_a_failure_in_words_without_the_path(
    web: WebServer, status: int, words: str
) -> None:
    web.statuses = deque([status])
    with pytest.raises(DeliveryError, match=rf"^127.0.0.1 does not take the message: {words}") as caught:
        await line(web.url, secret_variable="HOOK").deliver(message())
    assert "SECRET" not in str(caught.value)
    assert len(web.requests) == 1


async def test_nobody_there_is_a_failure_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(DeliveryError, match=r"^127.0.0.1 cannot be reached: Connection refused$"):
            await line(f"http://127.0.0.1:{taken.getsockname()[1]}/SECRET").deliver(message())


async def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "_WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                while not over.wait(0.02):
                    try:
                        connection.send(b"H")
                    except OSError:
                        return

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        began = time.monotonic()
        with pytest.raises(DeliveryError, match=r"^127.0.0.1 cannot be reached: "):
            await line(f"http://127.0.0.1:{server.getsockname()[1]}/").deliver(message())
        assert time.monotonic() - began < 5
        over.set()
        dripping.join()


async def test_what_is_no_http_is_a_failure_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"SECRET banner\r\n")

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        with pytest.raises(DeliveryError, match=r"^127.0.0.1 cannot be reached: the answer is no HTTP") as caught:
            await line(f"http://127.0.0.1:{server.getsockname()[1]}/").deliver(message())
        assert "SECRET" not in str(caught.value)
        answering.join()


def test_its_name_is_the_host_alone() -> None:
    assert line("https://hooks.example.com/T0/SECRET").name == "webhook hooks.example.com"


async def test_a_server_that_cannot_prove_who_it_is_gets_nothing() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    received: list[bytes] = []
    with socket.create_server(("localhost", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                received.append(secure.recv(65_536))

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        with pytest.raises(DeliveryError, match=r"^localhost does not prove who it is: self.signed certificate"):
            await line(f"https://localhost:{server.getsockname()[1]}/", secret_variable="HOOK").deliver(message())
        answering.join()
    assert received == []
