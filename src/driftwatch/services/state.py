"""What the resources of one module process share, handed to each when it is made."""

import os
from dataclasses import dataclass, field

from driftwatch.engine.local_models import LocalModels
from driftwatch.engine.metrics_ports import MetricsPorts
from driftwatch.services.machine import Machine
from driftwatch.storage.ownership import Owners
from driftwatch.watch.registry import WatchRegistry


def _watches() -> WatchRegistry:
    return WatchRegistry(owners=Owners(os.environ.get("VIAM_MODULE_NAME", "")))


@dataclass(frozen=True, slots=True)
class ModuleState:
    """watches: statistics by vision service, which outlive a service that is rebuilt. local_models: loaded here.

    metrics: the ports that Prometheus reads.
    """

    watches: WatchRegistry = field(default_factory=_watches)
    local_models: LocalModels = field(default_factory=LocalModels)
    machine: Machine = field(default_factory=Machine)
    metrics: MetricsPorts = field(default_factory=MetricsPorts)
