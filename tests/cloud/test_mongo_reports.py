"""Readings of a fleet out of a MongoDB, by a stand-in for its client."""

from datetime import datetime, timedelta, timezone
from typing import Any

import mongomock
import pymongo
import pytest
from pymongo.errors import AutoReconnect

from driftwatch.cloud.mongo_reports import MongoReports
from driftwatch.cloud.ports import AppError, MachineReport
from driftwatch.errors import ConfigError

START = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)
URI = "mongodb://anna:secret-word@gate.local/fleet"


class StandInClient:
    """Of pymongo's interface what is used of it: subscripted, opened with a URI, closed by `with`."""

    database: Any = None
    asked: list[str]

    def __class_getitem__(cls, _: object) -> "type[StandInClient]":
        return cls

    def __init__(self, uri: str, **_: object) -> None:
        StandInClient.asked.append(uri)

    def __enter__(self) -> "StandInClient":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __getitem__(self, name: str) -> Any:
        assert name == "fleet"
        if StandInClient.database is None:
            raise AutoReconnect(f"cannot reach {URI}")
        return StandInClient.database


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(pymongo, "MongoClient", StandInClient)
    monkeypatch.setattr(StandInClient, "asked", [], raising=False)
    made: Any = mongomock.MongoClient()["fleet"]
    monkeypatch.setattr(StandInClient, "database", made)
    return made


def row(minutes: float, **readings: Any) -> dict[str, Any]:
    at = (START + timedelta(minutes=minutes)).replace(tzinfo=None)  # as the client gives times
    return {"method_name": "Readings", "time_received": at, "data": {"readings": readings}}


async def test_reports_of_all_machines_come_in_their_order_from_the_start_on(database: Any) -> None:
    database["p1"].insert_many([row(-1, frames=1), row(0, frames=2), row(5, frames=3)])
    database["p2"].insert_many([row(2, frames=4), {**row(3), "method_name": "DoCommand"}])
    database["of another machine"].insert_one(row(1, frames=9))
    found = await MongoReports(URI, ("p1", "p2")).since(START.timestamp())
    expected = [("p1", 0.0, 2), ("p2", 120.0, 4), ("p1", 300.0, 3)]
    assert [(one.part, one.at - START.timestamp(), one.readings["frames"]) for one in found] == expected
    assert StandInClient.asked == [URI]


@pytest.mark.parametrize("strange", [{"data": None}, {"data": {"readings": 3}}, {"data": {}}])
async def test_what_is_no_readings_is_passed_over(database: Any, strange: dict[str, Any]) -> None:
    database["p1"].insert_many([{**row(1), **strange}, row(2, frames=7)])
    found: tuple[MachineReport, ...] = await MongoReports(URI, ("p1",)).since(START.timestamp())
    assert [one.readings["frames"] for one in found] == [7]


async def test_a_database_that_is_away_is_no_reason_to_show_its_password(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StandInClient, "database", None)
    with pytest.raises(AppError, match="the readings cannot be fetched: AutoReconnect") as raised:
        await MongoReports(URI, ("p1",)).since(0.0)
    assert "secret-word" not in str(raised.value)


@pytest.mark.parametrize("uri", ["viam", "mongodb://host", "http://host/fleet", "mongodb://host/"])
def test_an_address_names_a_database(uri: str) -> None:
    with pytest.raises(ConfigError, match="a MongoDB URI with a database"):
        MongoReports(uri, ())
