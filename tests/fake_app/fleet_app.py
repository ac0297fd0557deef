"""Viam's app as the loop needs it, on loopback: configs of machines, the package registry as folders, readings.

Faults come in the process: each of the next calls that change or ask something can be refused, lost before or after it
was done, or never be answered.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

import bson
from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp
from grpclib import GRPCError, Status
from viam.gen.app.data.v1.data_grpc import UnimplementedDataServiceBase
from viam.gen.app.packages.v1.packages_grpc import UnimplementedPackageServiceBase
from viam.gen.app.v1.app_grpc import UnimplementedAppServiceBase
from viam.proto.app import (
    Fragment,
    FragmentUsage,
    GetFragmentResponse,
    GetFragmentUsageResponse,
    GetRobotPartResponse,
    RobotPart,
    UpdateFragmentResponse,
    UpdateRobotPartResponse,
)
from viam.proto.app.data import TabularDataByMQLResponse
from viam.proto.app.packages import ListPackagesResponse, Package, PackageInfo
from viam.utils import dict_to_struct

from driftwatch.cloud.ports import MachineReport
from tests.cloud.fleet import SimulatedFleet
from tests.fake_app.app import FakeApp, auth_of
from tests.fake_app.fragments import resolved
from tests.fake_app.listening import listening

Fault = Literal["", "lost before", "lost after", "unanswered", "token", "ended before", "ended after"]


@dataclass
class FleetApp:
    """registry: a folder of organization/name/version. faults: of the next calls, in turn. changed: parts, in order.

    on_call: called before each call; a fleet whose time passes there needs nobody to wait. end: ends the caller.
    on_config: gets a machine's part id and its new config, such as to write it into a real machine's config file.
    """

    fleet: SimulatedFleet
    registry: Path
    faults: list[Fault] = field(default_factory=list["Fault"])
    on_config: Callable[[str, dict[str, Any]], None] = lambda part, config: None
    on_call: Callable[[], object] = lambda: None
    end: Callable[[], object] = lambda: None
    calls: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    access: FakeApp = field(default_factory=FakeApp)

    def publish(self, package: str, version: str) -> Path:
        """Makes the folder of a version, which the training's files go into."""
        folder = self.registry / package / version
        folder.mkdir(parents=True)
        return folder

    async def admitted(self, name: str, stream: Any) -> tuple[Any, Fault]:
        request = await stream.recv_message()
        fault: Fault = self.faults.pop(0) if self.faults else ""
        self.calls.append(name)
        if fault == "token":
            self.access.tokens.clear()
        await self.access.admit(stream)
        self.on_call()
        if fault == "ended before":
            self.end()
        if fault in ("lost before", "ended before"):
            raise GRPCError(Status.UNAVAILABLE, "the line was cut")
        return request, fault

    async def answered(self, fault: Fault) -> None:
        if fault == "unanswered":
            await asyncio.Event().wait()
        if fault == "ended after":
            self.end()
        if fault in ("lost after", "ended after"):
            raise GRPCError(Status.UNAVAILABLE, "the line was cut")


class _App(UnimplementedAppServiceBase):
    def __init__(self, app: FleetApp) -> None:
        self._app = app

    def _part(self, part: str) -> RobotPart:
        machine = self._app.fleet.machines.get(part)
        if machine is None:
            raise GRPCError(Status.NOT_FOUND, f"part {part} not found")
        updated = Timestamp(seconds=1_800_000_000 + machine.revision)
        return RobotPart(id=part, name=part, robot_config=dict_to_struct(machine.config), last_updated=updated)

    async def GetRobotPart(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._app.admitted("GetRobotPart", stream)
        part = self._part(request.id)
        await self._app.answered(fault)
        config = json.dumps(self._app.fleet.machines[request.id].config)
        await stream.send_message(GetRobotPartResponse(part=part, config_json=config))

    async def UpdateRobotPart(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._app.admitted("UpdateRobotPart", stream)
        if request.last_known_update != self._part(request.id).last_updated:
            raise GRPCError(Status.FAILED_PRECONDITION, "the config has changed since last_known_update")
        config = json.loads(json.dumps(MessageToDict(request.robot_config)))
        self._app.fleet.edit(request.id, config)
        self._app.changed.append(request.id)
        self._app.on_config(request.id, resolved(config, self._app.fleet.fragments))
        await self._app.answered(fault)
        await stream.send_message(UpdateRobotPartResponse(part=self._part(request.id)))

    async def GetFragment(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._app.admitted("GetFragment", stream)
        if request.id not in self._app.fleet.fragments:
            raise GRPCError(Status.NOT_FOUND, f"fragment {request.id} not found")
        await self._app.answered(fault)
        found = self._fragment(request.id, request.version)
        await stream.send_message(GetFragmentResponse(fragment=found))

    async def GetFragmentUsage(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._app.admitted("GetFragmentUsage", stream)
        fragment = request.fragment_id
        machines = [one for machine in self._app.fleet.machines.values() for one in machine.config.get("fragments", ())]
        counts = Counter(str(one.get("version", "")) for one in machines if one["id"] == fragment)
        usage = [FragmentUsage(fragment_id=fragment, machines=n, version=version) for version, n in counts.items()]
        await self._app.answered(fault)
        await stream.send_message(GetFragmentUsageResponse(version_usages=usage))

    async def UpdateFragment(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._app.admitted("UpdateFragment", stream)
        if request.last_known_update != self._fragment(request.id, "").last_updated:
            raise GRPCError(Status.FAILED_PRECONDITION, "the fragment has changed since last_known_update")
        config = json.loads(json.dumps(MessageToDict(request.config)))
        self._app.fleet.fragments[request.id].append(config)
        self._app.changed.append(request.id)
        await self._app.answered(fault)
        await stream.send_message(UpdateFragmentResponse(fragment=self._fragment(request.id, "")))

    def _fragment(self, fragment: str, revision: str) -> Fragment:
        every = self._app.fleet.fragments[fragment]
        number = int(revision or len(every))
        updated = Timestamp(seconds=1_800_000_000 + len(every))
        config = dict_to_struct(every[number - 1])
        return Fragment(id=fragment, name=fragment, fragment=config, last_updated=updated, revision=str(number))


class _Packages(UnimplementedPackageServiceBase):
    def __init__(self, app: FleetApp) -> None:
        self._app = app

    async def ListPackages(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._app.admitted("ListPackages", stream)
        folder = self._app.registry / request.organization_id / request.name
        versions = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        await self._app.answered(fault)
        found = [
            Package(info=PackageInfo(organization_id=request.organization_id, name=request.name, version=version))
            for version in versions
            if request.version in ("", version)
        ]
        await stream.send_message(ListPackagesResponse(packages=found))


class _Readings(UnimplementedDataServiceBase):
    def __init__(self, app: FleetApp) -> None:
        self._app = app

    async def TabularDataByMQL(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._app.admitted("TabularDataByMQL", stream)
        match, sort, project = (bson.decode(stage) for stage in request.mql_binary)
        start = match["$match"].pop("time_received")["$gte"].timestamp()
        assert match == {"$match": {"method_name": "Readings", "data.readings.schema": 1}}
        assert (list(sort), list(project)) == (["$sort"], ["$project"])
        await self._app.answered(fault)
        found = [bson.encode(row_of(one)) for one in self._app.fleet.reports if one.at >= start]
        await stream.send_message(TabularDataByMQLResponse(raw_data=found))


def row_of(report: MachineReport) -> dict[str, Any]:
    """As the cloud keeps a window of readings; `since` asks for these columns of it."""
    at = datetime.fromtimestamp(report.at, timezone.utc)
    return {"part_id": report.part, "time_received": at, "data": {"readings": {"schema": 1, **report.readings}}}


@asynccontextmanager
async def serving_fleet(app: FleetApp, *more: Any) -> AsyncGenerator[int, None]:
    """Gives the port. more: further services."""
    async with listening([auth_of(app.access), _App(app), _Packages(app), _Readings(app), *more]) as port:
        yield port


def versions_of(app: FleetApp) -> list[str]:
    return app.fleet.running
