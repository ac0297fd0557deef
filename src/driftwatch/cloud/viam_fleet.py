"""Viam's app as the loop needs it: configs of machines, versions in the registry, and readings."""

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp
from viam.proto.app import AppServiceStub, GetRobotPartRequest, UpdateRobotPartRequest
from viam.proto.app.data import DataServiceStub, TabularDataByMQLRequest
from viam.proto.app.packages import ListPackagesRequest, PackageServiceStub
from viam.utils import dict_to_struct

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.ports import AppError, Config, MachineReport, PartConfig


class ViamFleet:
    """FleetApp and FleetReports of an organisation."""

    def __init__(self, connection: AppConnection, organization: str) -> None:
        self._connection = connection
        self._organization = organization

    async def has_version(self, package: str, version: str) -> bool:
        """Raises AppError."""
        organization, _, name = package.partition("/")
        request = ListPackagesRequest(organization_id=organization, name=name, version=version)
        answer = await self._connection.call(
            "ListPackages", lambda channel, head: PackageServiceStub(channel).ListPackages(request, metadata=head)
        )
        return any(one.info.version == version for one in answer.packages)

    async def part(self, part: str) -> PartConfig:
        """Raises AppError."""
        request = GetRobotPartRequest(id=part)
        answer = await self._connection.call(
            "GetRobotPart", lambda channel, head: AppServiceStub(channel).GetRobotPart(request, metadata=head)
        )
        found = answer.part
        try:
            config: Any = json.loads(answer.config_json) if answer.config_json else _plain(found.robot_config)
        except ValueError as error:
            raise AppError(f"GetRobotPart: the config of {part} is not JSON ({error})", in_doubt=False) from error
        return PartConfig(part, found.name, config, found.last_updated.ToJsonString())

    async def update_part(self, before: PartConfig, config: Config) -> None:
        """Raises AppError, also where the machine was edited since `before` was read."""
        known = Timestamp()
        known.FromJsonString(before.last_update)
        request = UpdateRobotPartRequest(
            id=before.part, name=before.name, robot_config=dict_to_struct(dict(config)), last_known_update=known
        )
        await self._connection.call(
            "UpdateRobotPart", lambda channel, head: AppServiceStub(channel).UpdateRobotPart(request, metadata=head)
        )

    async def since(self, at: float) -> tuple[MachineReport, ...]:
        """Windows of drift sensors that the data manager has synced. Raises AppError."""
        from bson import decode

        start = datetime.fromtimestamp(at, timezone.utc)
        request = TabularDataByMQLRequest(organization_id=self._organization, mql_binary=pipeline_since(start))
        answer = await self._connection.call(
            "TabularDataByMQL", lambda channel, head: DataServiceStub(channel).TabularDataByMQL(request, metadata=head)
        )
        return tuple(_report(decode(one)) for one in answer.raw_data)


def pipeline_since(start: datetime) -> list[bytes]:
    """MQL for the windows of readings received from `start` on, the oldest first."""
    from bson import encode

    stages: list[dict[str, Any]] = [
        {"$match": {"method_name": "Readings", "data.readings.schema": 1, "time_received": {"$gte": start}}},
        {"$sort": {"time_received": 1}},
        {"$project": {"_id": 0, "part_id": 1, "time_received": 1, "data.readings": 1}},
    ]
    return [encode(stage) for stage in stages]


def _report(row: Mapping[str, Any]) -> MachineReport:
    at: Any = row["time_received"]
    seconds = at.replace(tzinfo=at.tzinfo or timezone.utc).timestamp()
    return MachineReport(str(row["part_id"]), seconds, row["data"]["readings"])


def _plain(config: Struct) -> dict[str, Any]:
    from google.protobuf.json_format import MessageToDict

    return {key: _whole(value) for key, value in MessageToDict(config).items()}


def _whole(value: Any) -> Any:
    """A Struct's numbers are all floats."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _whole(one) for key, one in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [_whole(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    return value
