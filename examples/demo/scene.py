"""All that the view draws, at one instant."""

from dataclasses import dataclass

from examples.demo.feed import Part
from examples.demo.rehearsal import Rehearsal
from examples.demo.tally import Tally


@dataclass(frozen=True, slots=True)
class Scene:
    """elapsed: seconds since the watch began. now: on the tallies' clock.

    address and rehearsal: None without a machine.
    """

    elapsed: float
    now: float
    tallies: tuple[Tally, ...]
    parts: tuple[Part, ...]
    address: str | None
    rehearsal: Rehearsal | None
