"""A fleet in memory: the app's configs, and machines that run what they are given and report."""

import copy
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.part_config import CANDIDATE, pinned
from driftwatch.cloud.ports import AppError, Config, FragmentConfig, MachineReport, PartConfig
from driftwatch.cloud.settings import CanarySettings, GateSettings, LoopSettings, RolloutSettings
from tests.fake_app.fragments import resolved

OLD, NEW = "1.0.0", "2.0.0"


def settings(machines: int, **rollout: Any) -> LoopSettings:
    """rollout: in place of the defaults here."""
    parts = tuple(f"part-{number:02}" for number in range(machines))
    return LoopSettings(
        organization="org",
        package="org/parts",
        name="parts",
        candidate=NEW,
        readings="viam",
        canary=CanarySettings(parts[:1], "seen", least_frames=100),
        rollout=replace(RolloutSettings(parts, ("1", "50%", "all"), bake_minutes=10.0), **rollout),
        gates=GateSettings(least_frames=50),
    )


def machine_config(version: str = OLD) -> dict[str, Any]:
    path = "${packages.ml_model.parts}/model.onnx"
    return {
        "packages": [{"name": "parts", "package": "org/parts", "version": version, "type": "ml_model"}],
        "services": [
            {"name": "model", "api": "rdk:service:mlmodel", "attributes": {"model_path": path, "num_threads": 1}},
            {"name": "seen", "api": "rdk:service:vision", "attributes": {"mlmodel_name": "model", "watch_hz": 1}},
        ],
    }


Behaviour = Callable[["Simulated"], Mapping[str, Any] | None]
"""What a machine reports of a window while it runs the new version; None: nothing at all."""


@dataclass
class Simulated:
    """One machine. runs: what it runs now. takes_after: seconds until it takes a new config."""

    part: str
    config: dict[str, Any]
    revision: int = 0
    runs: str = OLD
    is_online: bool = True
    takes_after: float = 30.0
    behaviour: Behaviour = field(default=lambda _: {})
    changed_at: float = 0.0


@dataclass
class SimulatedFleet:
    """verdict: what the canary's reviews say. on_call: called at each call of the command, before and after it."""

    machines: dict[str, Simulated]
    verdict: str = "promote"
    shadow_sha8: str = ""
    fragments: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    now: float = 1_800_000_000.0
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    history: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    reports: list[MachineReport] = field(default_factory=list[MachineReport])
    on_call: Callable[[int, str, "SimulatedFleet"], None] = lambda number, when, fleet: None
    versions: set[str] = field(default_factory=lambda: {OLD, NEW})
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @classmethod
    def of(cls, count: int) -> "SimulatedFleet":
        parts = [f"part-{number:02}" for number in range(count)]
        fleet = cls({part: Simulated(part, machine_config()) for part in parts})
        fleet.pass_minutes(30)
        return fleet

    async def has_version(self, package: str, version: str) -> bool:
        return package == "org/parts" and version in self.versions

    async def part(self, part: str) -> PartConfig:
        self._call("before")
        one = self.machines[part]
        return PartConfig(part, part, copy.deepcopy(one.config), str(one.revision))

    async def update_part(self, before: PartConfig, config: Config) -> None:
        number = self._call("before")
        one = self.machines[before.part]
        if str(one.revision) != before.last_update:
            raise AppError(f"{before.part}: was changed by somebody else in between", in_doubt=False)
        self.calls.append(("UpdateRobotPart", before.part))
        self.edit(before.part, dict(config))
        self.on_call(number, "after", self)

    async def since(self, at: float) -> tuple[MachineReport, ...]:
        self._call("before")
        return tuple(one for one in self.reports if one.at >= at)

    def _call(self, when: str) -> int:
        number = next(self._numbers)
        self.on_call(number, when, self)
        return number

    def edit(self, part: str, config: dict[str, Any]) -> None:
        """Whoever does it."""
        one = self.machines[part]
        one.config, one.revision, one.changed_at = copy.deepcopy(config), one.revision + 1, self.now
        self.history.setdefault(part, []).append(self.version_in(config))

    def version_in(self, config: Config) -> str:
        """The version that a machine with this config runs."""
        return pinned(resolved(config, self.fragments), "parts") or ""

    async def fragment(self, fragment: str, revision: str) -> FragmentConfig:
        """Revisions count from 1."""
        self._call("before")
        every = self.fragments[fragment]
        number = int(revision or len(every))
        loose = sum(not one["version"] for m in self.machines.values() for one in m.config.get("fragments", ()))
        return FragmentConfig(fragment, fragment, every[number - 1], str(len(every)), str(number), loose)

    async def update_fragment(self, before: FragmentConfig, config: Config) -> str:
        number = self._call("before")
        every = self.fragments[before.fragment]
        if str(len(every)) != before.last_update:
            raise AppError(f"{before.fragment}: was changed by somebody else in between", in_doubt=False)
        self.calls.append(("UpdateFragment", before.fragment))
        every.append(copy.deepcopy(dict(config)))
        self.on_call(number, "after", self)
        return str(len(every))

    def pin(self, part: str, version: str) -> None:
        """By hand."""
        config = copy.deepcopy(self.machines[part].config)
        config["packages"][0]["version"] = version
        self.edit(part, config)

    def pass_minutes(self, minutes: int) -> None:
        """Each online machine reports once a minute."""
        for _ in range(minutes):
            self.now += 60
            for one in self.machines.values():
                self._report(one)

    def _report(self, one: Simulated) -> None:
        if not one.is_online:
            return
        wanted = self.version_in(one.config)
        if self.now - one.changed_at >= one.takes_after:
            one.runs = wanted
        readings: dict[str, Any] = {"model_version": one.runs.replace(".", "_"), "frames": 60, "window_seconds": 60.0}
        if one.runs == NEW:
            more = one.behaviour(one)
            if more is None:
                return
            readings |= more
        if (candidate := pinned(one.config, one_candidate())) is not None:
            shadow = {"shadow_model_version": candidate, "shadow_frames": 60, "shadow_verdict": self.verdict}
            readings |= shadow
            if self.shadow_sha8:
                readings["shadow_model_sha8"] = self.shadow_sha8
        self.reports.append(MachineReport(one.part, self.now, readings))

    @property
    def running(self) -> list[str]:
        return [self.version_in(one.config) for one in self.machines.values()]


def one_candidate() -> str:
    return "parts" + CANDIDATE


def context(fleet: SimulatedFleet, journal: Path, wanted: LoopSettings | None = None) -> LoopContext:
    """As a new process of the command makes it."""
    chosen = wanted or settings(len(fleet.machines))
    return LoopContext(chosen, fleet, fleet, LoopJournal(journal), lambda: fleet.now, lambda _: None)


def waiting(fleet: SimulatedFleet, minutes: int = 5, times: int = 60) -> Any:
    left = times

    async def wait() -> bool:
        nonlocal left
        left -= 1
        fleet.pass_minutes(minutes)
        return left > 0

    return wait
