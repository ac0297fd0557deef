import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import StreamEnded

from driftwatch.services.workarounds.closed_streams import KEPT, forget_closed_streams

REQUEST = [(":method", "POST"), (":scheme", "http"), (":path", "/"), (":authority", "here")]
CALLS = 60


@pytest.fixture(autouse=True)
def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(H2Connection, "MAX_CLOSED_STREAMS", H2Connection.MAX_CLOSED_STREAMS)


def served(calls: int) -> tuple[H2Connection, H2Connection, int]:
    """A client and a server after so many calls, and how many closed ones the server remembers."""
    client, server = (
        H2Connection(H2Configuration(client_side=side, header_encoding="utf-8")) for side in (True, False)
    )
    client.initiate_connection()
    server.initiate_connection()
    server.receive_data(client.data_to_send())
    client.receive_data(server.data_to_send())
    for _ in range(calls):
        stream = client.get_next_available_stream_id()
        client.send_headers(stream, REQUEST, end_stream=True)
        events = server.receive_data(client.data_to_send())
        assert any(isinstance(event, StreamEnded) for event in events)
        server.send_headers(stream, [(":status", "200")], end_stream=True)
        client.receive_data(server.data_to_send())
        assert server.open_inbound_streams == 0  # by which h2 notices that one has ended
    return client, server, len(server._closed_streams)  # pyright: ignore[reportPrivateUsage]


def test_as_many_calls_are_remembered_as_were_asked_for() -> None:
    assert served(CALLS)[2] == CALLS
    forget_closed_streams(8)
    assert served(CALLS)[2] == 8


def test_by_default_fewer_than_h2_remembers() -> None:
    before = H2Connection.MAX_CLOSED_STREAMS
    forget_closed_streams()
    assert H2Connection.MAX_CLOSED_STREAMS == KEPT < before


def test_a_frame_that_comes_late_for_a_call_that_was_reset_is_still_no_error_of_the_connection() -> None:
    forget_closed_streams(8)
    client, server, _ = served(CALLS)
    stream = client.get_next_available_stream_id()
    client.send_headers(stream, REQUEST)
    server.receive_data(client.data_to_send())
    server.reset_stream(stream, ErrorCodes.CANCEL)
    assert server.open_inbound_streams == 0
    client.send_data(stream, b"late", end_stream=True)
    server.receive_data(client.data_to_send())
    client.receive_data(server.data_to_send())
    assert client.get_next_available_stream_id() == stream + 2
