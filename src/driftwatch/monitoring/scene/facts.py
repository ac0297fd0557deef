"""What one minute's picture is compared with what is usual: the figures that every question is asked of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from driftwatch.monitoring.scene.alignment import Alignment, align
from driftwatch.monitoring.scene.looks import Resemblance
from driftwatch.monitoring.scene.minute import SceneMinute
from driftwatch.monitoring.scene.pattern import Pattern
from driftwatch.monitoring.scene.ranges import SCALES, FigureName, UsualRange
from driftwatch.monitoring.scene.reference import SceneReference

BLACK_BELOW: Final = 8.0
"""Grey levels of mean brightness; contrast must be below it as well."""
_ALIKE: Final = 0.8
"""From this likeness on nobody need ask whether the view moved."""
_CLEAR: Final = 0.6
_STILL: Final = 5.0
"""Grey levels: deviation of the blocks within the minute, on average over the picture."""


@dataclass(frozen=True, slots=True)
class Facts:
    """values, usual: of each figure now, and what it usually is. days: learned.

    resemblance: of the view with the learned looks; None where the picture is black, has no thumbnail, or nothing
    learned has enough in it. flat: share of the picture that has lost what is usually seen in it, rest: how much of its
    usual local contrast the remainder still has. alignment: the
    movement after which the view would fit best; None where it fits as it is. still: whether nothing moves in it.
    """

    values: Mapping[FigureName, float]
    usual: Mapping[FigureName, UsualRange]
    days: float
    resemblance: Resemblance | None = None
    flat: float = 0.0
    rest: float = 1.0
    alignment: Alignment | None = None
    still: bool = True

    @property
    def black(self) -> bool:
        return self.values["brightness"] < BLACK_BELOW and self.values["contrast"] < BLACK_BELOW

    @property
    def gain(self) -> float:
        """By how much the view fits better after a movement, in likeness; 0 where it does not."""
        return self.alignment.gain if self.alignment else 0.0

    @property
    def part_covered(self) -> float:
        """`flat` where the rest is still and as clear as ever, else 0: fog and dusk take contrast from all of it."""
        return self.flat if self.still and self.rest >= _CLEAR else 0.0

    @property
    def unlike(self) -> float:
        """1 minus the likeness to the most similar look; 0 where it cannot be judged."""
        return 1 - self.resemblance.likeness if self.resemblance else 0.0

    def below(self, name: FigureName) -> float:
        """How far a figure lies under what is usual, in its own unit."""
        return self.usual[name].below(self.values[name])

    def above(self, name: FigureName) -> float:
        return self.usual[name].above(self.values[name])


def facts_of(minute: SceneMinute, reference: SceneReference, hour: int | None) -> Facts:
    """hour: local, None where the time of day is not known."""
    values: dict[FigureName, float] = {name: scale.value(minute) for name, scale in SCALES.items()}
    usual: dict[FigureName, UsualRange] = {name: reference.ranges[name].usual(hour) for name in SCALES}
    plain = Facts(values, usual, reference.days)
    look = minute.look
    if look is None or plain.black:
        return plain
    pattern = Pattern.of(look)
    looks = reference.looks
    resemblance = looks.compare(pattern)
    if resemblance is None:
        return plain
    flat, rest = looks.flatness(pattern, hour, resemblance.hour)
    alignment = None
    if resemblance.likeness < _ALIKE:
        alignment = align(pattern.normal, looks.near(hour, resemblance.hour), looks.normal[resemblance.hour])
    movement = minute.movement
    still = movement is None or float(movement.mean()) < _STILL
    return Facts(values, usual, reference.days, resemblance, flat, rest, alignment, still)
