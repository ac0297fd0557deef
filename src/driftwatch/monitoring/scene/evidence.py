"""How many minutes it takes to believe something."""

from collections import deque
from collections.abc import Iterable


class SceneEvidence:
    """Stands once `needed` of the last `window` measured minutes spoke for it, and until hardly one does."""

    def __init__(self, needed: int, window: int) -> None:
        self._needed = needed
        self._votes: deque[bool] = deque(maxlen=window)
        self._began: float | None = None
        self.stands = False

    def add(self, vote: bool, now: float) -> bool:
        """Takes the next measured minute, which ended at `now` (running seconds); gives whether it stands."""
        self._votes.append(vote)
        count = sum(self._votes)
        if vote and self._began is None:
            self._began = now - 60
        if not count:
            self._began = None
        if self.stands:
            self.stands = count > (len(self._votes) - self._needed if self._full else 0) + 1
        else:
            self.stands = count >= self._needed
        return self.stands

    @property
    def _full(self) -> bool:
        return len(self._votes) == self._votes.maxlen

    @property
    def since(self) -> float:
        """Running seconds at which the votes for it began; 0 without one."""
        return self._began or 0.0

    @property
    def suspected(self) -> bool:
        """Whether any minute of the window spoke for it."""
        return any(self._votes)

    def record(self) -> str:
        """The votes, the oldest first, and whether it stands."""
        return "".join("+" if vote else "-" for vote in self._votes) + ("!" if self.stands else "")

    def restore(self, record: str, since: float) -> None:
        """What `record` gave."""
        self.stands = record.endswith("!")
        self._fill(mark == "+" for mark in record.rstrip("!"))
        self._began = since if self.suspected else None

    def clear(self) -> None:
        self.restore("", 0.0)

    def _fill(self, votes: Iterable[bool]) -> None:
        self._votes.clear()
        self._votes.extend(votes)
