"""What `run` would do if every gate lets it pass: the same steps on a copy of the world, which changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import StepOutcome
from driftwatch.cloud.part_config import CANDIDATE, pinned
from driftwatch.cloud.pins import pin_of
from driftwatch.cloud.ports import Config, FleetApp, FragmentConfig, MachineReport, PartConfig
from driftwatch.cloud.settings import LoopSettings

_FRAMES = 1_000_000_000
_NEW_REVISION = "the new revision"


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
    settings: LoopSettings
    bake_seconds: float
    now: float
    parts: dict[str, PartConfig] = field(default_factory=dict[str, PartConfig])
    changed: set[str] = field(default_factory=set[str])
    made: FragmentConfig | None = None

    async def has_version(self, package: str, version: str) -> bool:
        return await self.app.has_version(package, version)

    async def part(self, part: str) -> PartConfig:
        if part not in self.parts:
            self.parts[part] = await self.app.part(part)
        return self.parts[part]

    async def update_part(self, before: PartConfig, config: Config) -> None:
        self.parts[before.part] = replace(before, config=config)
        if pin_of(self.settings, before.config) != pin_of(self.settings, config):
            self.changed.add(before.part)

    async def fragment(self, fragment: str, revision: str) -> FragmentConfig:
        if self.made is not None and revision in ("", self.made.revision):
            return self.made
        return await self.app.fragment(fragment, revision)

    async def update_fragment(self, before: FragmentConfig, config: Config) -> str:
        self.made = replace(before, config=config, revision=_NEW_REVISION)
        return _NEW_REVISION

    async def since(self, at: float) -> tuple[MachineReport, ...]:
        del at
        self.now += self.bake_seconds + 120
        times = (self.now - self.bake_seconds - 60, self.now - 30)
        return tuple(MachineReport(part, at, self._readings(one)) for at in times for part, one in self.parts.items())

    def _readings(self, part: PartConfig) -> dict[str, Any]:
        found: dict[str, Any] = {
            "model_version": self._version(part),
            "frames": _FRAMES,
            "window_seconds": 1.0,
        }
        candidate = pinned(part.config, self.settings.name + CANDIDATE)
        if candidate is None:
            return found
        shadow = {"shadow_model_version": candidate, "shadow_frames": _FRAMES, "shadow_verdict": "promote"}
        return {**found, **shadow}

    def _version(self, part: PartConfig) -> str | None:
        if not self.settings.fragment:
            return pinned(part.config, self.settings.name)
        return self.settings.candidate if part.part in self.changed else "the one before"


async def plan_loop(context: LoopContext) -> tuple[StepOutcome, Sequence[PlannedCall]]:
    """What is left to do, call for call, and how it would end."""
    settings = context.settings
    copy = _Copy(context.app, settings, 60 * settings.rollout.bake_minutes, context.now())
    thought = LoopJournal(None, context.journal.entries)
    planned = replace(context, app=copy, reports=copy, journal=thought, now=lambda: copy.now, say=lambda _: None)
    tries = 0

    async def wait() -> bool:
        nonlocal tries
        tries += 1
        return tries < 4 * len(settings.rollout.stages)

    outcome = await run_loop(planned, wait)
    made = [one.content for one in thought.entries[len(context.journal.entries) :] if one.kind == "before"]
    return outcome, [PlannedCall(_call(one), str(one["part"]), _in_words(one)) for one in made]


def _call(change: Mapping[str, Any]) -> str:
    return "UpdateFragment" if change["purpose"] == "revision" else "UpdateRobotPart"


def _in_words(change: Mapping[str, Any]) -> str:
    return f"{change['purpose']}: {change['from'] or '-'} -> {change['to'] or '-'}"
