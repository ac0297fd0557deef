"""Rows out of a MongoDB, by a stand-in for its client."""

from collections.abc import Iterator
from typing import Any

import mongomock
import pymongo
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from driftwatch.cli.fleet_files import database_rows
from driftwatch.cli.fleet_source import FleetSource
from driftwatch.errors import ConfigError
from tests.watch.fleet.test_summary import row

URI = "mongodb://anna:secret-word@gate.local:27017"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made: Any = mongomock.MongoClient()
    asked: list[str] = []

    def connect(uri: str, **_: object) -> Any:
        asked.append(uri)
        return made

    monkeypatch.setattr(pymongo, "MongoClient", connect)
    yield made
    assert set(asked) == {URI}


def test_the_rows_of_readings_and_no_others_are_added_up(client: Any) -> None:
    rows = client["viam"]["readings"]
    good, bad = row("gate-1", 1, detections=100), row("gate-2", 1, detections=10, drift_code=3)
    rows.insert_many([{**one, "method_name": "Readings"} for one in (good, bad)])
    rows.insert_one({**row("gate-1", 2, detections=7), "method_name": "DoCommand"})
    summary, refused = FleetSource((), URI, "viam", "readings").summary()
    assert refused == []
    assert [(one.last.machine, one.counts.detections) for one in summary.machines] == [("gate-2", 10), ("gate-1", 100)]


@pytest.mark.parametrize("words", ["gate.local:27017: connection refused", f"no server at {URI}"])
def test_a_database_that_does_not_answer_is_said_without_its_password(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    def connect(uri: str, **_: object) -> Any:
        assert uri == URI
        raise ServerSelectionTimeoutError(words)

    monkeypatch.setattr(pymongo, "MongoClient", connect)
    with pytest.raises(ConfigError, match="--mongodb: the database does not answer") as raised:
        list(database_rows(URI, "viam", "readings"))
    assert "secret-word" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(ConfigError, match="--mongodb: the database does not answer"):
        list(database_rows("gate.local", "viam", "readings"))
