"""A person's verdict on one frame, with everything that an estimate needs to weigh it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias

from driftwatch.inference.answer import Detection
from driftwatch.quality.sampling.draw import Draw

BODY_VERSION: Final = 1
"""Of what is stored of a review; raised when a field changes its meaning."""


Alone: TypeAlias = Literal["", "live", "candidate"]
"""Which of two models alone serves a box; "" for a box of both, and where no candidate was shown the frame."""


class Verdict(str, Enum):
    """Of a person on one box. Which of several overlapping boxes of one object is right is the person's choice."""

    RIGHT = "right"
    WRONG_CLASS = "wrong_class"
    NOT_AN_OBJECT = "not_an_object"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class JudgedBox:
    """One box of the model.

    is_served: its confidence reached the threshold in force for its label, so a caller got it. Others are shown because
    they lie just below it; they count for no precision, and as found by nobody.
    true_label: what it is, with WRONG_CLASS; "" otherwise or where the person did not say.
    alone: a box of "candidate" was not served, and counts only in the comparison of the two.
    """

    detection: Detection
    is_served: bool
    verdict: Verdict
    true_label: str = ""
    alone: Alone = ""


@dataclass(frozen=True, slots=True)
class MissedObject:
    """An object without a box: a point in it, as fractions of the image, and its label."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class ReviewedFrame:
    """The frame as it was when it came into the pool.

    frame_id: hexadecimal digest of its bytes. captured: seconds since 1970, UTC. model: ModelIdentity.key.
    threshold: the confidence from which boxes of a label without its own threshold were served.
    draw: None for a frame that was shown although it is not of the design (a hard frame of capture): its review is
    kept and exported, and enters no estimate.
    why: in words, why this frame is shown.
    candidate: ModelIdentity.key of a candidate that was shown the frame too; "" where there was none.
    """

    frame_id: str
    captured: float
    camera: str
    model: str
    threshold: float
    draw: Draw | None
    why: str
    candidate: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A person's answer. Later ones of the same id replace it; nothing is deleted.

    id: unique. boxes: all that were shown. missed: only meaningful where looked_for_misses.
    looked_for_misses: the person was asked to look for objects without a box, and did.
    reviewer: a name, "" where nobody gave one. shown_at, done_at: seconds since 1970, UTC.
    blind_repeat_of: id of an earlier review of the same frame that this reviewer was not shown; "" otherwise. Repeats
    measure slips and enter no estimate.
    is_skipped: the person passed it over; counted, not estimated with. is_undone: taken back; counts nowhere.
    """

    id: str
    frame: ReviewedFrame
    boxes: tuple[JudgedBox, ...]
    missed: tuple[MissedObject, ...] = ()
    looked_for_misses: bool = False
    reviewer: str = ""
    shown_at: float = 0.0
    done_at: float = 0.0
    blind_repeat_of: str = ""
    is_skipped: bool = False
    is_undone: bool = False
    body_version: int = BODY_VERSION

    @property
    def counts(self) -> bool:
        """It enters estimates."""
        return not (self.is_undone or self.is_skipped or self.blind_repeat_of) and self.frame.draw is not None
