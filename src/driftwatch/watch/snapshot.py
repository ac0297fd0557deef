"""What a stream shows at one instant, frozen, so that readers never wait for the thread that counts."""

from dataclasses import dataclass

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.health import StoreHealth
from driftwatch.storage.records import StreamKey
from driftwatch.watch.monitor_state import MonitorState


@dataclass(frozen=True, slots=True)
class Process:
    """Which run of the module this is. boot_id: random, of this process. started: of the monotonic clock."""

    boot_id: str
    started: float


@dataclass(frozen=True, slots=True)
class StreamSnapshot:
    """taken: when. model: None before the first observation. recent: the last hour's closed minutes, oldest first.

    open: the minute that is going on. last_new_frame: None before the first. doubt: why the model is probably read
    wrong, "" while nothing points to it.
    overlooked: frames of the service that capture has not looked at so far.
    """

    stream: StreamKey
    taken: Moment
    settings: StatisticsSettings
    model: ModelIdentity | None
    recent: tuple[ClosedMinute, ...]
    open: Totals
    monitor: MonitorState
    last_new_frame: Moment | None
    store: StoreHealth
    doubt: str = ""
    overlooked: int = 0

    def window(self, minutes: int) -> Totals:
        """What the present model said in the last `minutes` of the monotonic clock, the open minute included."""
        oldest = self.taken.monotonic - minutes * 60
        key = self.model.key if self.model else ""
        closed = [m.rollup for m in self.recent if m.closed.monotonic > oldest and m.rollup.model == key]
        return Totals.total((*(rollup.totals for rollup in closed), self.open))
