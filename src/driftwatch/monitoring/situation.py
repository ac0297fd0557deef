"""What a detector is asked about: the minute that ended, what came before it, and what is usual."""

from dataclasses import dataclass

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.scene.minute import SceneMinute
from driftwatch.monitoring.usual.day import BLOCK, BLOCKS
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.usual import Usual


@dataclass(frozen=True, slots=True)
class Situation:
    """What a detector is given each minute."""

    minute: MinuteFigures
    """That ended."""
    wall: float
    """Its end, seconds since 1970."""
    day: int
    """Local day and minute of the day of its start."""
    slot: int
    """Local day and minute of the day of its start."""
    block_ended: bool
    """Whether five minutes, an hour became complete before it, and are to be compared."""
    hour_ended: bool
    """See block_ended."""
    judged: bool
    """Whether enough days were learned to judge everything; before that only what is gross is judged."""
    alarmed: bool
    """Whether an alarm is active."""
    silent: bool
    """Whether one says already that next to nothing is seen."""
    holiday: bool
    """Whether it is a holiday by the calendar of the place: what is seen on it is not in `history`."""
    scene: SceneMinute | None
    """What the measured images of the minute looked like."""
    history: History
    usual: Usual | None

    @property
    def block(self) -> int:
        """The block that is going on, counted from 1 January 1970 (local)."""
        return self.day * BLOCKS + self.slot // BLOCK

    @property
    def hour(self) -> int:
        """The hour that is going on, counted from 1 January 1970 (local)."""
        return self.day * HOURS_A_DAY + self.slot // 60
