"""What is said of one model over one period: precision and recall by label, and whether they dropped."""

from dataclasses import dataclass
from typing import Literal

from driftwatch.quality.estimates.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Period:
    """start, end: seconds since 1970, UTC; frames captured from `start` to before `end` are in it.

    is_closed: it is over, so its interval is that of a fixed sample. One that still runs and is looked at every day has
    a wider one, that holds at all looks together.
    """

    start: float
    end: float
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """since: when the frame was captured from which on the reviews speak of a drop, seconds since 1970, UTC.

    before: precision of the reference. after: since then, with its interval. reviews: that prove it.
    """

    since: float
    before: float
    after: Estimate
    reviews: int


@dataclass(frozen=True, slots=True)
class Figure:
    """label: "" for all together. precision: of the boxes that were served; None without a judged one.

    recall: of what a person sees; None without a frame that was looked at for misses and holds an object.
    reviews: frames that hold a judged box of the label. boxes: such boxes. cannot_tell: boxes nobody could judge.
    looked: frames looked at for misses.
    reviews_needed: how many more until the half width is within the margin of the settings; 0 where it is; None where
    nothing is known of how the label varies.
    change: precision less that of the reference; None without one. change_from: "reviews" where that is of earlier
    reviews, "validation" where there are too few and it is of labelled images. validation: precision on these.
    below_target: "precision", "recall", where the whole interval lies below the target; then, or with a Drop, the
    label is a candidate for retraining.
    """

    label: str
    period: Period
    precision: Estimate | None
    recall: Estimate | None
    reviews: int
    boxes: int
    cannot_tell: int
    looked: int
    reviews_needed: int | None
    change: float | None
    below_target: tuple[str, ...] = ()
    change_from: Literal["", "reviews", "validation"] = ""
    validation: Estimate | None = None
