"""A machine is asked from a person's computer; the real one is in tests/e2e/test_reviews.py."""

import socket

import pytest

from driftwatch.cloud.machine import MachineAddress, MachineError, MachineSource, chosen
from driftwatch.errors import ConfigError


def test_the_only_vision_service_is_meant_and_of_several_one_is_named() -> None:
    assert chosen("", ["gate"]) == "gate"
    assert chosen("door", ["door", "gate"]) == "door"
    for service, names, says in (
        ("", ["door", "gate"], "name one of door, gate"),
        ("", [], "the machine has none"),
        ("dor", ["door"], 'no vision service "dor"; it has door'),
    ):
        with pytest.raises(ConfigError, match=says):
            chosen(service, names)


def test_half_a_key_is_refused_and_a_key_is_never_shown() -> None:
    environment = {"DRIFTWATCH_API_KEY": "secret", "DRIFTWATCH_API_KEY_ID": "id"}
    assert "secret" not in repr(MachineAddress.of("m:1", environment))
    with pytest.raises(ConfigError, match="are needed together"):
        MachineAddress.of("m:1", {"DRIFTWATCH_API_KEY": "secret"})


def test_a_machine_that_is_not_there_is_said_with_its_address() -> None:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        address = f"localhost:{taken.getsockname()[1]}"  # nobody listens there
        with pytest.raises(MachineError, match=f"^{address}: "):
            MachineSource(MachineAddress(address), "")
