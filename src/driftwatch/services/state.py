"""What the resources of one module process share, handed to each when it is made."""

from dataclasses import dataclass, field

from driftwatch.engine.local_models import LocalModels
from driftwatch.services.machine import Machine
from driftwatch.watch.registry import WatchRegistry


@dataclass(frozen=True, slots=True)
class ModuleState:
    """watches: statistics by vision service, which outlive a service that is rebuilt. local_models: loaded here."""

    watches: WatchRegistry = field(default_factory=WatchRegistry)
    local_models: LocalModels = field(default_factory=LocalModels)
    machine: Machine = field(default_factory=Machine)
