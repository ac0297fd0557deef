import inspect
import time

import grpclib.server
import hpack.huffman
import pytest
from grpclib.metadata import decode_grpc_message, encode_grpc_message

from driftwatch.services.workarounds.long_messages import LONGEST, encode_short, send_short_messages


@pytest.mark.parametrize("text", ["a" * 1_000_000, "ü" * 300_000, "猫\n" * 100_000, "\U0001f600" * 5000])
def test_a_message_is_short_whatever_is_in_it(text: str) -> None:
    begun = time.monotonic()
    encoded = encode_short(text)
    assert len(encoded) <= LONGEST
    assert time.monotonic() - begun < 2
    told = decode_grpc_message(encoded)
    assert told.startswith(text[:100])
    assert told.endswith("characters more)")


@pytest.mark.parametrize("text", ["", "no such camera", "ä\t%"])
def test_a_short_message_goes_as_it_is(text: str) -> None:
    assert encode_short(text) == encode_grpc_message(text)


def test_every_service_of_the_process_sends_short_ones() -> None:
    before = grpclib.server.encode_grpc_message  # pyright: ignore[reportPrivateImportUsage]
    try:
        send_short_messages()
        assert "encode_grpc_message(status_message)" in inspect.getsource(grpclib.server.Stream.send_trailing_metadata)
        assert grpclib.server.encode_grpc_message is encode_short  # pyright: ignore[reportPrivateImportUsage]
    finally:
        grpclib.server.encode_grpc_message = before  # pyright: ignore[reportPrivateImportUsage]


def test_hpack_still_shifts_all_bits_for_each_character() -> None:
    """Where this fails, the workaround can go."""
    assert "<<=" in inspect.getsource(hpack.huffman.HuffmanEncoder.encode)
