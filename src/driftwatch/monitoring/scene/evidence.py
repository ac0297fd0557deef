"""How many minutes it takes to believe something."""

from collections import deque
from collections.abc import Iterable


class SceneEvidence:
    """Is active once `needed` of the last `window` measured minutes support it, and until hardly one does."""

    def __init__(self, needed: int, window: int) -> None:
        self._needed = needed
        self._votes: deque[bool] = deque(maxlen=window)
        self._began: float | None = None
        self.is_active = False

    def add(self, vote: bool, now: float) -> bool:
        """Takes the next measured minute, which ended at `now` (running seconds); gives whether it is active."""
        self._votes.append(vote)
        count = sum(self._votes)
        if vote and self._began is None:
            self._began = now - 60
        if not count:
            self._began = None
        if self.is_active:
            self.is_active = count > (len(self._votes) - self._needed if self._full else 0) + 1
        else:
            self.is_active = count >= self._needed
        return self.is_active

    @property
    def _full(self) -> bool:
        return len(self._votes) == self._votes.maxlen

    @property
    def since(self) -> float:
        """Running seconds at which the votes for it began; 0 without one."""
        return self._began or 0.0

    @property
    def suspected(self) -> bool:
        """Whether any minute of the window supports it."""
        return any(self._votes)

    def record(self) -> str:
        """The votes, the oldest first, and whether it is active."""
        return "".join("+" if vote else "-" for vote in self._votes) + ("!" if self.is_active else "")

    def restore(self, record: str, since: float) -> None:
        """What `record` gave."""
        self.is_active = record.endswith("!")
        self._fill(mark == "+" for mark in record.rstrip("!"))
        self._began = since if self.suspected else None

    def clear(self) -> None:
        self.restore("", 0.0)

    def _fill(self, votes: Iterable[bool]) -> None:
        self._votes.clear()
        self._votes.extend(votes)
