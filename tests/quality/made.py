"""Reviews of frames that are drawn, judged and dated for a test."""

import random

from driftwatch.inference.answer import Box, Detection
from driftwatch.quality.review import JudgedBox, MissedObject, Review, ReviewedFrame, Verdict
from driftwatch.quality.sampling.draw import Draw, draw

ANYWHERE = Box(0.1, 0.1, 0.4, 0.4)


def box(
    verdict: Verdict, confidence: float = 0.8, label: str = "car", true_label: str = "", served: bool = True
) -> JudgedBox:
    return JudgedBox(Detection(ANYWHERE, label, confidence), served, verdict, true_label)


def review(
    number: int, *boxes: JudgedBox, missed: tuple[MissedObject, ...] = (), turn: Draw | None = None, **more: object
) -> Review:
    """Captured at `number`, shown 1,000 later, looked at for misses; of the design unless `turn` says otherwise."""
    turn = turn or draw(0.1, "sure", 1.0, random.Random(number))
    frame = ReviewedFrame(f"frame {number}", float(number), "cam", "1@abc", 0.5, turn, "drawn")
    said = {"looked_for_misses": True, "shown_at": 1000.0 + number, **more}
    return Review(str(number), frame, boxes, missed, **said)  # pyright: ignore[reportArgumentType]


def right_and_wrong(right: int, wrong: int, label: str = "car", start: int = 0) -> list[Review]:
    """One box a frame, the wrong ones spread evenly."""
    total = right + wrong
    is_wrong = [(index * wrong) // total != ((index + 1) * wrong) // total for index in range(total)]
    return [
        review(start + index, box(Verdict.NOT_AN_OBJECT if bad else Verdict.RIGHT, label=label))
        for index, bad in enumerate(is_wrong)
    ]
