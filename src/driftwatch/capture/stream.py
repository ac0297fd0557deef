"""The samplers at work on the frames of one camera."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from driftwatch.capture.fingerprint import Fingerprint
from driftwatch.capture.frame import SampledFrame
from driftwatch.capture.samplers.input import MAX_DETECTIONS, Context, SamplerInput
from driftwatch.capture.samplers.sampler import SamplerSettings, Vote
from driftwatch.capture.samplers.vanished import HELD
from driftwatch.capture.tracker import Tracked, Tracker
from driftwatch.errors import ImageError
from driftwatch.inference.answer import Answer, Classification, Detection
from driftwatch.inference.matching import corners_of
from driftwatch.observation import Observation

HELD_BYTES: Final = 8_000_000
_MAX_CLASSES: Final = 10
_FOLLOWING: Final = frozenset({"low_confidence", "vanished", "fleeting", "flicker"})


@dataclass(frozen=True, slots=True, eq=False)
class CandidateFrame:
    """A frame for which somebody spoke."""

    number: int
    observation: Observation
    """Its answer cut down to what is above the capture floor."""
    answer: Answer
    """All that the model said."""
    frame: SampledFrame
    votes: tuple[Vote, ...] = ()


class SamplerStream:
    """The samplers of one camera, and the frames that they may still vote for; not thread-safe.

    Not thread-safe. Remembers up to 64 tracks, up to 8 frames of together 8 MB that an object was missing on, and the
    frame before where something was new in it.
    """

    def __init__(self, samplers: Sequence[SamplerSettings], floor: float) -> None:
        self._floor = floor
        self._samplers = [settings.begin() for settings in samplers]
        self._tracker = Tracker() if any(one.NAME in _FOLLOWING for one in samplers) else None
        self._holds = any(one.NAME == "vanished" for one in samplers)
        self._held: OrderedDict[int, CandidateFrame] = OrderedDict()
        self._looks_back = any(one.NAME == "fleeting" for one in samplers)
        self._before: CandidateFrame | None = None
        self._number = 0
        self._last_id = ""

    def is_repeated(self, frame_id: str) -> bool:
        """Whether a frame has the same bytes as the one before it, which it then was. frame_id: "" where unknown."""
        repeated = frame_id != "" and frame_id == self._last_id
        self._last_id = frame_id
        return repeated

    def candidates(self, observation: Observation, frame: SampledFrame, context: Context) -> list[CandidateFrame]:
        """The frames, this one or earlier ones, for which samplers speak now."""
        self._number += 1
        detections = counted(observation.answer.detections, self._floor)
        corners = corners_of(detections)
        tracked = Tracked()
        if self._tracker is not None:
            tracked = self._tracker.update(detections, corners, self._number, observation.at.monotonic)
        classes = best(observation.answer.classifications)
        given = SamplerInput(
            self._number, observation, detections, corners, classes, tracked, context, partial(_fingerprint, frame)
        )
        votes = [vote for sampler in self._samplers if (vote := sampler.vote(given)) is not None]
        now = tuple(vote for vote in votes if vote.about in (None, self._number))
        holds, looks_back = self._holds and bool(tracked.lost), self._looks_back and bool(tracked.begun)
        current = None
        if now or holds or looks_back:
            trimmed = _trimmed(observation, detections, classes)
            current = CandidateFrame(self._number, trimmed, observation.answer, frame, now)
        candidates = [current] if current is not None and now else []
        if current is not None and holds:
            self._hold(current)
        for vote in votes:
            earlier = None if vote.about is None else self._earlier(vote.about)
            if earlier is not None:
                candidates.append(replace(earlier, votes=(vote,)))
        self._before = current if looks_back else None
        return candidates

    def taken(self, number: int) -> None:
        """The frame was kept and need not be held any longer."""
        self._held.pop(number, None)
        if self._before is not None and self._before.number == number:
            self._before = None

    def _earlier(self, number: int) -> CandidateFrame | None:
        if self._before is not None and self._before.number == number:
            return self._before
        return self._held.get(number)

    def _hold(self, candidate: CandidateFrame) -> None:
        if len(candidate.frame) > HELD_BYTES:
            return
        self._held[candidate.number] = candidate
        while len(self._held) > HELD or sum(len(held.frame) for held in self._held.values()) > HELD_BYTES:
            self._held.popitem(last=False)


def _fingerprint(frame: SampledFrame) -> Fingerprint | None:
    try:
        return frame.fingerprint()
    except ImageError:
        return None


def whole(observation: Observation, frame: SampledFrame, floor: float) -> CandidateFrame:
    """A frame for which no sampler is asked."""
    answer = observation.answer
    trimmed = _trimmed(observation, counted(answer.detections, floor), best(answer.classifications))
    return CandidateFrame(0, trimmed, answer, frame)


def counted(detections: Sequence[Detection] | None, floor: float) -> tuple[Detection, ...]:
    """Those from the floor up; of too many the most confident."""
    above = tuple(d for d in detections or () if d.confidence >= floor)
    if len(above) <= MAX_DETECTIONS:
        return above
    return tuple(sorted(above, key=lambda d: -d.confidence)[:MAX_DETECTIONS])


def best(classifications: Sequence[Classification] | None) -> tuple[Classification, ...]:
    """The most confident first."""
    if not classifications:
        return ()
    return tuple(sorted(classifications, key=lambda one: -one.confidence))


def _trimmed(
    observation: Observation, detections: tuple[Detection, ...], classes: tuple[Classification, ...]
) -> Observation:
    answer = observation.answer
    return replace(
        observation,
        answer=Answer(
            answer.size,
            None if answer.detections is None else detections,
            None if answer.classifications is None else classes[:_MAX_CLASSES],
        ),
    )
