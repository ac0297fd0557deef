"""Viam's app as the loop needs it: configs of machines, versions in the registry, and readings."""

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp
from viam.proto.app import (
    AppServiceStub,
    GetFragmentRequest,
    GetFragmentUsageRequest,
    GetRobotPartRequest,
    UpdateFragmentRequest,
    UpdateRobotPartRequest,
)
from viam.proto.app.data import DataServiceStub, TabularDataByMQLRequest
from viam.proto.app.packages import ListPackagesRequest, PackageServiceStub
from viam.utils import dict_to_struct

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.ports import AppError, Config, FragmentConfig, MachineReport, PartConfig


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
        text = answer.config_json
        config: Any = _from_text(text, "GetRobotPart", part) if text else _plain(found.robot_config)
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

    async def fragment(self, fragment: str, revision: str) -> FragmentConfig:
        """Raises AppError."""
        request = GetFragmentRequest(id=fragment, current_organization_id=self._organization, version=revision)
        answer = await self._connection.call(
            "GetFragment", lambda channel, head: AppServiceStub(channel).GetFragment(request, metadata=head)
        )
        found = answer.fragment
        text = found.fragment_config_json
        config: Any = _from_text(text, "GetFragment", fragment) if text else _plain(found.fragment)
        unpinned = 0 if revision else await self._unpinned(fragment)
        last = found.last_updated.ToJsonString()
        return FragmentConfig(fragment, found.name or fragment, config, last, found.revision, unpinned)

    async def _unpinned(self, fragment: str) -> int:
        """How many machines take the newest revision, of any organisation."""
        request = GetFragmentUsageRequest(fragment_id=fragment)
        answer = await self._connection.call(
            "GetFragmentUsage", lambda channel, head: AppServiceStub(channel).GetFragmentUsage(request, metadata=head)
        )
        return sum(one.machines for one in answer.version_usages if not one.version)

    async def update_fragment(self, before: FragmentConfig, config: Config) -> str:
        """Raises AppError, also where the fragment was edited since `before` was read."""
        known = Timestamp()
        known.FromJsonString(before.last_update)
        request = UpdateFragmentRequest(
            id=before.fragment, name=before.name, config=dict_to_struct(dict(config)), last_known_update=known
        )
        answer = await self._connection.call(
            "UpdateFragment", lambda channel, head: AppServiceStub(channel).UpdateFragment(request, metadata=head)
        )
        return answer.fragment.revision

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


def _from_text(text: str, call: str, of: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise AppError(f"{call}: the config of {of} is not JSON ({error})", in_doubt=False) from error


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
