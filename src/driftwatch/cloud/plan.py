"""What `run` would do if every gate lets it pass: the same steps on a copy of the world, which changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import Journal
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import Outcome
from driftwatch.cloud.part_config import CANDIDATE, pinned
from driftwatch.cloud.ports import Config, FleetApp, MachineReport, PartConfig

_FRAMES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call that changes something. what: the purpose, and from which version to which."""

    call: str
    part: str
    what: str


@dataclass(slots=True)
class _Copy:
    """The app, read only; what is changed stays here. It also makes the readings of a fleet on which all goes well."""

    app: FleetApp
    name: str
    bake_seconds: float
    now: float
    parts: dict[str, PartConfig] = field(default_factory=dict[str, PartConfig])

    async def has_version(self, package: str, version: str) -> bool:
        return await self.app.has_version(package, version)

    async def part(self, part: str) -> PartConfig:
        if part not in self.parts:
            self.parts[part] = await self.app.part(part)
        return self.parts[part]

    async def update_part(self, before: PartConfig, config: Config) -> None:
        self.parts[before.part] = replace(before, config=config)

    async def since(self, at: float) -> tuple[MachineReport, ...]:
        del at
        self.now += self.bake_seconds + 120
        times = (self.now - self.bake_seconds - 60, self.now - 30)
        return tuple(MachineReport(part, at, self._readings(one)) for at in times for part, one in self.parts.items())

    def _readings(self, part: PartConfig) -> dict[str, Any]:
        found: dict[str, Any] = {
            "model_version": pinned(part.config, self.name),
            "frames": _FRAMES,
            "window_seconds": 1.0,
        }
        candidate = pinned(part.config, self.name + CANDIDATE)
        if candidate is None:
            return found
        shadow = {"shadow_model_version": candidate, "shadow_frames": _FRAMES, "shadow_verdict": "promote"}
        return {**found, **shadow}


async def plan_loop(context: LoopContext) -> tuple[Outcome, Sequence[PlannedCall]]:
    """What is left to do, call for call, and how it would end."""
    settings = context.settings
    copy = _Copy(context.app, settings.name, 60 * settings.rollout.bake_minutes, context.now())
    thought = Journal(None, context.journal.entries)
    planned = replace(context, app=copy, reports=copy, journal=thought, now=lambda: copy.now, say=lambda _: None)
    tries = 0

    async def wait() -> bool:
        nonlocal tries
        tries += 1
        return tries < 4 * len(settings.rollout.stages)

    outcome = await run_loop(planned, wait)
    made = [one.content for one in thought.entries[len(context.journal.entries) :] if one.kind == "before"]
    return outcome, [PlannedCall("UpdateRobotPart", str(one["part"]), _in_words(one)) for one in made]


def _in_words(change: Mapping[str, Any]) -> str:
    return f"{change['purpose']}: {change['from'] or '-'} -> {change['to'] or '-'}"
