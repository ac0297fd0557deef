"""Whether a frame for which samplers speak is kept: chance, budget, duplicates."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from driftwatch.capture.budget.budget import Ask, Budget
from driftwatch.capture.fingerprint import Memory
from driftwatch.capture.frame import SampledFrame
from driftwatch.capture.kept import Reason
from driftwatch.capture.samplers.sampler import SamplerSettings, Vote
from driftwatch.capture.settings import CaptureSettings
from driftwatch.errors import ImageError

_DUPLICATES: Final = 64  # kept frames that a new one is compared with


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a frame is kept."""

    reasons: tuple[Reason, ...]
    """The best first; the first one pays."""
    inclusion: float
    """See Record."""


class Decider:
    """Not thread-safe. refused: frames by the limit that forbade them, "duplicate" or "unreadable"."""

    def __init__(self, settings: CaptureSettings, chance: Random) -> None:
        self._samplers: dict[str, SamplerSettings] = {one.NAME: one for one in settings.samplers.chosen()}
        self.budget = Budget(settings.budget, {name: one.budget for name, one in self._samplers.items()})
        self.refused: Counter[str] = Counter()
        self._duplicate_difference = settings.budget.duplicate_difference
        self._chance = chance
        self._kept = Memory(_DUPLICATES)

    def decide(self, votes: Sequence[Vote], frame: SampledFrame, now: float) -> Decision | None:
        """None where the frame is not kept. Nothing is spent yet. now: seconds of the monotonic clock."""
        drawn = {v.reason for v in votes if self._draw(self._samplers[v.reason].probability)}
        if not drawn:
            return None
        asks = [Ask(v.reason, v.value, len(frame), self._samplers[v.reason].RANKED) for v in votes]
        for ask in asks:
            if ask.reason in drawn:
                self.budget.offer(ask)
        refusals = {ask.reason: self.budget.refusal(ask, now) for ask in asks}
        allowed = [ask for ask in asks if refusals[ask.reason] is None]
        if any(ask.ranked and ask.reason in drawn for ask in allowed) and self._is_duplicate(frame, now):
            allowed = [ask for ask in allowed if not ask.ranked]
        elif not any(ask.reason in drawn for ask in allowed):
            self.refused.update({cause for reason, cause in refusals.items() if reason in drawn and cause})
        return self._decision(allowed, drawn)

    def spend(self, reason: str, frame: SampledFrame, now: float) -> None:
        """Counts a frame that is kept, and remembers how it looks."""
        self.budget.spend(reason, len(frame), now)
        if self._duplicate_difference > 0:
            try:
                self._kept.add(frame.fingerprint())
            except ImageError:
                self.refused["unreadable"] += 1

    def _decision(self, allowed: Sequence[Ask], drawn: set[str]) -> Decision | None:
        best_first = sorted((ask for ask in allowed if ask.reason in drawn), key=lambda ask: -ask.value)
        if not best_first:
            return None
        missed = 1.0
        for ask in allowed:
            missed *= 1.0 - self._samplers[ask.reason].probability
        reasons = tuple(Reason(a.reason, a.value, self._samplers[a.reason].probability) for a in best_first)
        return Decision(reasons, 1.0 - missed)

    def _draw(self, probability: float) -> bool:
        return probability >= 1.0 or self._chance.random() < probability

    def _is_duplicate(self, frame: SampledFrame, now: float) -> bool:
        if self._duplicate_difference <= 0:
            return False
        try:
            difference = self._kept.largest_block_difference(frame.fingerprint())
        except ImageError:
            self.refused["unreadable"] += 1
            return True
        if difference > self._duplicate_difference:
            return False
        self.refused["duplicate"] += 1
        # Looking costs a decode: a still scene is looked at once a cooldown, not 30 times a second.
        self.budget.rest(now)
        return True
