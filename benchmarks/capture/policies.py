"""What is compared: our policies, chance, and rules of the kind that other active-learning products offer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from driftwatch.capture.budget.settings import BudgetSettings
from driftwatch.capture.policy import CapturePolicy
from driftwatch.capture.samplers.registry import SamplerSet, default_samplers
from driftwatch.capture.settings import CaptureSettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.observation import Observation


@dataclass(frozen=True, slots=True)
class Shown:
    """One frame as a policy gets it."""

    observation: Observation
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Pace:
    """fps: frames a second. share: of all frames that may be kept."""

    fps: float
    share: float = 0.01

    def limits(self, frames: int) -> tuple[int, int]:
        """Frames a minute and an hour. A bad minute may take five times its part."""
        minute, hour = 60 * self.fps, min(3600 * self.fps, frames)
        return max(1, int(5 * self.share * minute)), max(1, int(self.share * hour))


Policy = Callable[[Sequence[Shown], Pace, int], list[int]]
"""(frames, pace, seed) to the numbers of those kept."""


def ours(samplers: SamplerSet | None = None, budget: BudgetSettings | None = None) -> Policy:
    """Our judge with its limits set to the share; everything else as it is by default unless set otherwise."""

    def run(frames: Sequence[Shown], pace: Pace, seed: int) -> list[int]:
        a_minute, an_hour = pace.limits(len(frames))
        limits = replace(budget or BudgetSettings(), per_minute=a_minute, per_hour=an_hour, per_day=24 * an_hour)
        judge = CapturePolicy(CaptureSettings(samplers=samplers or default_samplers(), budget=limits), Random(seed))
        numbers = {shown.observation.frame_id: number for number, shown in enumerate(frames)}
        kept = [one for f in frames for one in judge.consider(f.observation, EncodedImage(f.jpeg, "image/jpeg"))]
        return [numbers[one.record.frame_id] for one in kept]

    return run


def first_come(rule: Callable[[Observation], bool]) -> Policy:
    """A rule with the same limits by the clock: the first frames of each minute and hour that meet it."""

    def run(frames: Sequence[Shown], pace: Pace, seed: int) -> list[int]:
        del seed
        kept: list[int] = []
        for number, shown in enumerate(frames):
            full = any(
                sum(other >= number - number % (span * pace.fps) for other in kept[-limit:]) >= limit
                for span, limit in zip((60, 3600), pace.limits(len(frames)), strict=True)
            )
            if not full and rule(shown.observation):
                kept.append(number)
        return kept

    return run


def thinned(rule: Callable[[Observation], bool]) -> Policy:
    """A rule with the probability that just meets the share: what a probability tuned in hindsight could do."""

    def run(frames: Sequence[Shown], pace: Pace, seed: int) -> list[int]:
        meeting = [number for number, shown in enumerate(frames) if rule(shown.observation)]
        count = min(len(meeting), int(pace.share * len(frames)))
        return sorted(Random(seed).sample(meeting, count))

    return run


def any_frame(observation: Observation) -> bool:
    del observation
    return True


def close_to_threshold(threshold: float, epsilon: float) -> Callable[[Observation], bool]:
    """At least one detection within epsilon of the threshold."""
    return lambda o: any(abs(d.confidence - threshold) <= epsilon for d in o.answer.detections or ())


def contains(label: str, served: float) -> Callable[[Observation], bool]:
    return lambda o: any(d.label == label and d.confidence >= served for d in o.answer.detections or ())


def count_outside(minimum: int, maximum: int, served: float) -> Callable[[Observation], bool]:
    return lambda o: not minimum <= sum(d.confidence >= served for d in o.answer.detections or ()) <= maximum
