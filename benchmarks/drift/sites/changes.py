"""What can become of a model, a camera or a scene, from one minute to another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.drift.sites.days import MINUTES

GhostStyle = Literal["flicker", "still"]


@dataclass(frozen=True, slots=True)
class Change:
    """Effects that set in at minute `onset` of the stream and end at `end`; None: never. Any may be combined.

    name: for reports. ramp: minutes in which `shift` grows to its full size.
    shift: logits by which all confidences fall (`drops.logit_shift` finds it for a fall of the mean). For a classifier
    its latent score shrinks by the factor exp(-shift).
    blind: nothing is detected any more. missed: share of objects that are not seen at all, each for as long as it
    stays; missed_frames: share of detections, frame by frame.
    lost: label that is not seen any more. confused: label that is called another one. half_view: the left half is lost.
    ghosts: false detections, as a share of all detections there are then, and their style: of one frame each
    ("flicker"), or standing still for minutes ("still"); ghost_label: whose they are.
    strange: share of objects that are called by a label that was never seen.
    night_only: `shift` and `missed` hold while the sun is down.
    covered: something hangs before the lens. moved: the camera looks elsewhere, half at the scene of before.
    """

    name: str
    onset: int
    end: int | None = None
    ramp: int = 0
    shift: float = 0.0
    blind: bool = False
    missed: float = 0.0
    missed_frames: float = 0.0
    lost: str = ""
    confused: tuple[str, str] | None = None
    half_view: bool = False
    ghosts: float = 0.0
    ghost_style: GhostStyle = "flicker"
    ghost_label: str = ""
    strange: float = 0.0
    night_only: bool = False
    covered: bool = False
    moved: bool = False

    def touches(self, day: int) -> bool:
        return (day + 1) * MINUTES > self.onset and (self.end is None or day * MINUTES < self.end)


STRANGE: Final = "unheard of"
"""The label that no site has."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a change is made for.

    onset: minute. label: the one it concerns; other: one that it may be taken for. shift_05, shift_10: logits that let
    the site's mean confidence fall by .05 and .10.
    """

    onset: int
    label: str
    other: str
    shift_05: float
    shift_10: float


CHANGES: Final[Mapping[str, Callable[[Subject], Change]]] = {
    "drop .05": lambda s: Change("drop .05", s.onset, shift=s.shift_05),
    "drop .10": lambda s: Change("drop .10", s.onset, shift=s.shift_10),
    "ramp .10 in a week": lambda s: Change("ramp .10 in a week", s.onset, shift=s.shift_10, ramp=7 * MINUTES),
    "blind": lambda s: Change("blind", s.onset, blind=True),
    "all missed": lambda s: Change("all missed", s.onset, missed=1.0),
    "half missed": lambda s: Change("half missed", s.onset, missed=0.5),
    "30% missed": lambda s: Change("30% missed", s.onset, missed=0.3),
    "10% missed": lambda s: Change("10% missed", s.onset, missed=0.1),
    "half of detections missed": lambda s: Change("half of detections missed", s.onset, missed_frames=0.5),
    "class lost": lambda s: Change("class lost", s.onset, lost=s.label),
    "class confused": lambda s: Change("class confused", s.onset, confused=(s.label, s.other)),
    "half of the view lost": lambda s: Change("half of the view lost", s.onset, half_view=True),
    "20% flickering ghosts": lambda s: Change("20% flickering ghosts", s.onset, ghosts=0.25, ghost_label=s.label),
    "20% still ghosts": lambda s: Change(
        "20% still ghosts", s.onset, ghosts=0.25, ghost_style="still", ghost_label=s.label
    ),
    "new class": lambda s: Change("new class", s.onset, strange=0.08),
    "night only": lambda s: Change("night only", s.onset, shift=s.shift_10, missed=0.3, night_only=True),
    "as sure as ever": lambda s: Change("as sure as ever", s.onset, missed=0.15, ghosts=0.18, ghost_label=s.label),
    "lens covered": lambda s: Change("lens covered", s.onset, covered=True),
    "camera moved": lambda s: Change("camera moved", s.onset, moved=True),
    "repaired after two days": lambda s: Change(
        "repaired after two days", s.onset, s.onset + 2 * MINUTES, shift=s.shift_10, missed=0.5
    ),
}
"""By name; each makes its change for a site."""
