"""What `loop.toml` says: what is to happen to which machines, and what must hold before it goes on."""

import re
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

from driftwatch.config.constraints import Length, Range
from driftwatch.config.reader import read_strictly
from driftwatch.errors import ConfigError

_STAGE: Final = re.compile(r"all|\d{1,3}%|[1-9]\d*")


@dataclass(frozen=True, slots=True)
class CanarySettings:
    """On which machines the candidate runs next to the live model first."""

    parts: Annotated[tuple[str, ...], Length(1)]
    """Part ids."""
    vision_service: Annotated[str, Length(1)]
    """The vision service that gets `shadow`."""
    least_frames: Annotated[int, Range(1)] = 1000
    """Frames that both models must have seen, over all canary machines."""


@dataclass(frozen=True, slots=True)
class RolloutSettings:
    """How a version gets onto the machines."""

    parts: Annotated[tuple[str, ...], Length(1)]
    """Part ids of the fleet, in the order in which they get it."""
    stages: Annotated[tuple[str, ...], Length(1)] = ("1", "10%", "50%", "all")
    """How many machines have it after each stage: a number, a share, or "all", which must be the last."""
    bake_minutes: Annotated[float, Range(0)] = 60.0
    """For how long a machine must run it without an alert before the next stage."""
    patience_minutes: Annotated[float, Range(1)] = 60.0
    """A machine that still sends readings of another version after that did not load it."""
    may_be_offline: Annotated[float, Range(0, 0.9)] = 0.34
    """Share of a stage's machines that may send no readings at all: they get the version when they are back."""

    def problems(self) -> list[str]:
        """What is wrong across the fields."""
        found = [f'stages[{n}]: must be a number, a share such as "10%", or "all", got "{stage}"'
                 for n, stage in enumerate(self.stages) if not _STAGE.fullmatch(stage)]  # fmt: skip
        if self.stages[-1:] != ("all",):
            found.append('stages: the last must be "all"')
        if len(set(self.parts)) < len(self.parts):
            found.append("parts: a machine is there twice")
        if not found and (sizes := self.sizes()) != tuple(sorted(sizes)):
            found.append("stages: each must have at least as many machines as the one before")
        return found

    def sizes(self) -> tuple[int, ...]:
        """How many of `parts` have the version after each stage."""
        return tuple(_size(stage, len(self.parts)) for stage in self.stages)


@dataclass(frozen=True, slots=True)
class GateSettings:
    """What stops a roll-out, and sets it back."""

    most_failed: Annotated[float, Range(0, 1)] = 0.02
    """Share of frames on which the model may fail."""
    least_speed: Annotated[float, Range(0, 1)] = 0.5
    """Frames a second, as a share of those of the same machine before."""
    least_frames: Annotated[int, Range(1)] = 100
    """Frames of the new version on a machine before it is judged."""


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """One loop: one model of one fleet."""

    organization: Annotated[str, Length(1)]
    """Its id in Viam's app."""
    package: Annotated[str, Length(1)]
    """Registry item of the model, "organization/name"."""
    name: Annotated[str, Length(1)]
    """How the machines' configs call it: `name` in `packages`."""
    candidate: Annotated[str, Length(1)]
    """The version to try. Always a version: "latest" would change under a roll-out."""
    readings: Annotated[str, Length(1)]
    """Where the fleet's readings are: "viam", or a MongoDB URI with database and collection, without a password."""
    canary: CanarySettings
    rollout: RolloutSettings
    gates: GateSettings = GateSettings()
    fragment: str = ""
    """Id of the fragment that the machines have the package from. "": it is in each machine's own config."""
    evaluation: str = ""
    """The evaluation.json of `driftwatch evaluate` for live model and candidate, from loop.toml's folder. "": none."""

    def problems(self) -> list[str]:
        """What is wrong across the fields."""
        found: list[str] = []
        if self.candidate == "latest":
            found.append('candidate: must be a version; "latest" would change under a roll-out')
        strangers = [part for part in self.canary.parts if part not in self.rollout.parts]
        if strangers:
            found.append(f"canary.parts: {strangers[0]} is none of rollout.parts")
        if re.search(r"://[^/@]*:[^/@]*@", self.readings):
            found.append("readings: must hold no password; put the whole URI into DRIFTWATCH_READINGS_URI")
        return found


def read_loop(path: Path) -> LoopSettings:
    """From a TOML file, or the same as JSON. Raises ConfigError with every problem."""
    found = read_strictly(LoopSettings, _content(path))
    return replace(found, evaluation=str(path.parent / found.evaluation)) if found.evaluation else found


def _content(path: Path) -> dict[str, Any]:
    import json

    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".json":
            content: Any = json.loads(text)
        else:
            try:
                toml: Any = import_module("tomllib")
            except ModuleNotFoundError:
                toml = import_module("tomli")  # Python 3.10 has none of its own
            content = toml.loads(text)
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from error
    except ValueError as error:
        raise ConfigError([f"{path}: is not {path.suffix.lstrip('.').upper() or 'TOML'}: {error}"]) from error
    if not isinstance(content, dict):
        raise ConfigError([f"{path}: must be one object"])
    return {str(key): value for key, value in content.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _size(stage: str, machines: int) -> int:
    if stage == "all":
        return machines
    if stage.endswith("%"):
        return min(machines, max(1, -(-machines * int(stage[:-1]) // 100)))
    return min(machines, int(stage))
