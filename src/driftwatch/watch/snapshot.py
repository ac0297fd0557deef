"""What a stream shows at one instant, frozen, so that readers never wait for the thread that counts."""

from dataclasses import dataclass, field

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.health import StoreHealth
from driftwatch.storage.records import StreamKey
from driftwatch.watch.lifetime import Lifetime
from driftwatch.watch.monitor_state import MonitorState


@dataclass(frozen=True, slots=True)
class Process:
    """Which run of the module this is."""

    boot_id: str
    """Random, of this process."""
    started: float
    """Of the monotonic clock."""


@dataclass(frozen=True, slots=True)
class OpenMinute:
    """What is counted and not stored yet. model: ModelIdentity.key. at: when."""

    model: str
    totals: Totals
    at: Moment


@dataclass(frozen=True, slots=True)
class StreamSnapshot:
    """What a stream shows at one instant."""

    stream: StreamKey
    taken: Moment
    """When."""
    settings: StatisticsSettings
    model: ModelIdentity | None
    """None before the first observation."""
    recent: tuple[ClosedMinute, ...]
    """The last hour's closed minutes, oldest first."""
    open: Totals
    """The minute that is going on."""
    monitor: MonitorState
    last_new_frame: Moment | None
    """None before the first."""
    store: StoreHealth
    doubt: str = ""
    """Why the model is probably read wrong, "" while nothing points to it."""
    overlooked: int = 0
    """Frames of the service that capture has not looked at so far."""
    lifetime: Lifetime = field(default_factory=Lifetime)
    """All minutes that were closed since the module began."""
    share: float = 1.0
    """Of the last minute's turns of watch_hz, the part (0 to 1) that was looked at."""

    def window(self, minutes: int) -> Totals:
        """What the present model said in the last `minutes` of the monotonic clock, the open minute included."""
        oldest = self.taken.monotonic - minutes * 60
        key = self.model.key if self.model else ""
        closed = [m.rollup for m in self.recent if m.closed.monotonic > oldest and m.rollup.model == key]
        return Totals.total((*(rollup.totals for rollup in closed), self.open))
