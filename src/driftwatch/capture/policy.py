"""The front of capture: every observation with its frame goes in, frames worth a label come out."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from driftwatch.capture.budget.state import read_budget_state
from driftwatch.capture.budget.status import BudgetStatus
from driftwatch.capture.decision import Decider, Decision
from driftwatch.capture.frame import SampledFrame
from driftwatch.capture.kept import Kept, Reason, Record
from driftwatch.capture.privacy import blur, hidden_boxes, must_skip
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.stream import CandidateFrame, SamplerStream, whole
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ImageError
from driftwatch.observation import Moment, Observation

ASKED: Final = "asked"  # the reason of a frame that a person wanted
MAX_STREAMS: Final = 16
_NOTHING: Final = Context()


@dataclass(frozen=True, slots=True)
class CaptureStatus:
    """What one vision service has kept so far, and what it has not."""

    paused: bool
    considered: int
    """Frames judged."""
    offered: dict[str, int]
    """By reason."""
    kept: dict[str, int]
    """By reason."""
    refused: dict[str, int]
    """By the limit that forbade the frame, "duplicate", "privacy" or "unreadable"."""
    used: dict[str, int]
    """Of each limit, see Budget.used."""
    budget: BudgetStatus
    """What is left of it."""


class CapturePolicy:
    """One for a vision service, whatever cameras it looks at. Not thread-safe: use it from one thread at a time.

    save: called with the budget's counters as text each time a frame is kept, before it is given out; whatever it
    stored is given to `restore` after a restart. boot: names this run of the machine (on Linux the text in
    /proc/sys/kernel/random/boot_id), "" where unknown. share: of the stream's frames, the part that is handed in at
    all: chances of inclusion are those of a frame of the stream. The least recently seen of more than 16 streams is
    forgotten.
    """

    def __init__(
        self, settings: CaptureSettings, chance: Random, save: Callable[[str], None] | None = None, boot: str = ""
    ) -> None:
        self._settings = settings
        self._save = save
        self._boot = boot
        self._decider = Decider(settings, chance)
        self._streams: OrderedDict[str, SamplerStream] = OrderedDict()
        self._considered = 0
        self.paused = False
        self.share = 1.0

    def consider(
        self, observation: Observation, image: EncodedImage, context: Context = _NOTHING, luma_grid: bytes = b""
    ) -> tuple[Kept, ...]:
        """Gives the frames that are kept now: none as a rule; this one, or an earlier one that turns out to matter.

        `image` must be the one that `observation` is about. luma_grid: as in ImageStatistics, where it is known
        otherwise. A frame with the bytes of the one before says nothing new, and is not judged.
        """
        if self.paused:
            return ()
        stream = self._stream(observation.stream)
        if stream.is_repeated(observation.frame_id):
            return ()
        self._considered += 1
        frame = SampledFrame(image, luma_grid) if luma_grid else SampledFrame.of(observation, image)
        kept: list[Kept] = []
        for candidate in stream.candidates(observation, frame, context):
            one = self._judge(candidate, observation.at)
            if one is not None:
                stream.taken(candidate.number)
                kept.append(one)
        return tuple(kept)

    def keep_now(self, observation: Observation, image: EncodedImage) -> Kept | None:
        """Keeps what a person asked for, whatever the budget, from which it is taken; None where privacy forbids it."""
        candidate = whole(observation, SampledFrame.of(observation, image), self._settings.floor)
        if must_skip(candidate.answer, self._settings.privacy):
            self._decider.refused["privacy"] += 1
            return None
        return self._keep(candidate, Decision((Reason(ASKED, 1.0, 1.0),), 1.0), observation.at)

    def status(self, now: float) -> CaptureStatus:
        """now: seconds of the monotonic clock."""
        budget, refused = self._decider.budget, self._decider.refused
        return CaptureStatus(
            self.paused,
            self._considered,
            budget.offered(),
            budget.kept(),
            dict(refused),
            budget.used(now),
            budget.status(now),
        )

    def restore(self, saved: str, at: Moment) -> None:
        """Goes on with the counters that `save` was called with. Raises ValueError where they are damaged."""
        self._decider.budget.restore(read_budget_state(saved), at, self._boot)

    def _stream(self, name: str) -> SamplerStream:
        stream = self._streams.pop(name, None) or SamplerStream(self._settings.samplers.chosen(), self._settings.floor)
        self._streams[name] = stream
        if len(self._streams) > MAX_STREAMS:
            self._streams.popitem(last=False)
        return stream

    def _judge(self, candidate: CandidateFrame, at: Moment) -> Kept | None:
        decision = self._decider.decide(candidate.votes, candidate.frame, at.monotonic)
        if decision is None:
            return None
        if must_skip(candidate.answer, self._settings.privacy):
            self._decider.refused["privacy"] += 1
            return None
        reasons = tuple(replace(one, probability=one.probability * self.share) for one in decision.reasons)
        return self._keep(candidate, Decision(reasons, decision.inclusion * self.share), at)

    def _keep(self, candidate: CandidateFrame, decision: Decision, at: Moment) -> Kept | None:
        frame, hidden = candidate.frame, hidden_boxes(candidate.answer, self._settings.privacy)
        if hidden:
            try:
                frame = SampledFrame(blur(frame.image, hidden))
            except ImageError:
                self._decider.refused["unreadable"] += 1
                return None
        reason = decision.reasons[0].name
        self._decider.spend(reason, frame, at.monotonic)
        if self._save is not None:
            self._save(self._decider.budget.state(at, self._boot).to_json())
        observation = candidate.observation
        record = Record(
            id=f"{max(0, round(observation.at.wall * 1000)):013d}-{observation.frame_id[:16]}",
            camera=observation.stream,
            captured=observation.at.wall,
            model=observation.model,
            answer=observation.answer,
            frame_id=observation.frame_id,
            reasons=decision.reasons,
            charged_to=reason,
            inclusion=decision.inclusion,
            mime_type=frame.image.mime_type,
            tags=self._settings.tags,
        )
        return Kept(replace(record, blurred=bool(hidden)), frame.image.data)
