"""DoCommand `shadow`: how a candidate compares with the live model, in numbers and in words."""

from dataclasses import dataclass
from typing import Final

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.verdict_json import model_words, standing_json, standing_words
from driftwatch.errors import ConfigError
from driftwatch.monitoring.agreement import Agreement, ModelCounts
from driftwatch.observation import ModelIdentity
from driftwatch.watch.reviews.board import QualityBoard
from driftwatch.watch.shadow.comparison_store import CameraComparison, ComparisonStore
from driftwatch.watch.statistics_query import utc_text

_NAMED: Final = 5  # labels of which a sentence speaks


@dataclass(frozen=True, slots=True)
class ShadowArguments:
    """Which comparison, and whether it ends."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    reset: bool = False
    """Begins a new comparison; the answer is the last word on the old one."""


def shadow(context: StreamContext, arguments: ShadowArguments) -> Answer:
    """How the candidate compares on this camera. Raises ConfigError where none is or was run for it."""
    return comparison_json(context.shadow, context.stream.stream.camera, arguments.reset, context.quality)


def comparison_json(store: ComparisonStore, camera: str, reset: bool, quality: QualityBoard) -> Answer:
    """Plain JSON; without a verdict where nobody reviews. Raises ConfigError where no candidate is or was run."""
    status, comparison = store.status, store.comparison(camera)
    if status.state == "off" and comparison.counts == Agreement():
        raise ConfigError(["shadow: this service runs no candidate; name one in the attribute shadow"])
    head = {"camera_name": camera, "state": status.state, "problem": status.problem}
    standing = quality.candidate(camera, comparison)
    words = [*(standing_words(standing) if standing else ()), *_words(comparison)]
    verdict = {} if standing is None else {"verdict": standing_json(standing)}
    answer = {**head, "since": utc_text(comparison.since), **_counts(comparison), **verdict, "words": words}
    if reset:
        store.reset(camera)
        store.save()
    return answer


def _counts(comparison: CameraComparison) -> Answer:
    """Without the rate of agreement where nothing had to agree."""
    counts, pairing = comparison.counts, comparison.pairing
    ours, theirs = counts.live.labels, counts.candidate.labels
    agreement = {} if counts.rate is None else {"agreement": round(counts.rate, 5)}
    return {
        "frames": counts.frames,
        "skipped_frames": counts.skipped,
        "failed_frames": counts.failed,
        "agreeing_frames": counts.agreeing,
        **agreement,
        "pairs": counts.pairs,
        "only_live": counts.only_live,
        "only_candidate": counts.only_candidate,
        "live": _side(pairing.live if pairing else None, counts.live, counts.frames),
        "candidate": _side(pairing.candidate if pairing else None, counts.candidate, counts.frames),
        "labels": [
            {"label": label, "live": ours.get(label, 0), "candidate": theirs.get(label, 0)}
            for label in sorted({*ours, *theirs})
        ],
    }


def _side(model: ModelIdentity | None, of_model: ModelCounts, frames: int) -> Answer:
    """What is not known is left out."""
    side: Answer = {"detections": of_model.detections, "low_confidence_detections": of_model.low_confidence}
    if model is not None:
        side |= {"model_name": model.name, "model_version": model.version, "model_sha256": model.sha256}
    if frames:
        side["detections_per_frame"] = round(of_model.detections / frames, 4)
    if of_model.mean is not None and of_model.low_confidence_rate is not None:
        side["mean_confidence"] = round(of_model.mean, 5)
        side["low_confidence_rate"] = round(of_model.low_confidence_rate, 5)
    return side


def _words(comparison: CameraComparison) -> list[str]:
    """One sentence a line, the most important first."""
    counts, pairing = comparison.counts, comparison.pairing
    missed = f"{counts.skipped} frames were skipped, and on {counts.failed} the candidate failed"
    if pairing is None:
        return [f"No frame was compared yet; {missed}."]
    live, candidate = model_words(pairing.live), model_words(pairing.candidate)
    lines = [f"{candidate} was compared with {live} on {counts.frames} frames; {missed}."]
    if counts.rate is None:
        lines.append("Neither model saw anything sure enough to be compared.")
    else:
        same = counts.agreeing / counts.frames
        lines.append(f"They agree on {counts.rate:.1%} of the objects; {same:.1%} of the frames hold no difference.")
        lines.append(f"Seen by one alone: {counts.only_live} by {live}, {counts.only_candidate} by {candidate}.")
    return [*lines, _sight(live, counts.live), _sight(candidate, counts.candidate), *_labels(counts)]


def _sight(name: str, of_model: ModelCounts) -> str:
    if of_model.mean is None or of_model.low_confidence_rate is None:
        return f"{name} saw nothing."
    low = f"{of_model.low_confidence_rate:.1%} of them with low confidence"
    return f"{name} saw {of_model.detections} objects, {low}; its mean confidence is {of_model.mean:.2f}."


def _labels(counts: Agreement) -> list[str]:
    """The labels of which the candidate sees more or less, the largest difference first."""
    ours, theirs = counts.live.labels, counts.candidate.labels
    more = {label: theirs.get(label, 0) - ours.get(label, 0) for label in sorted({*ours, *theirs})}
    lines: list[str] = []
    for word, change in (("more", more), ("less", {label: -more[label] for label in more})):
        largest = sorted((label for label in change if change[label] > 0), key=change.__getitem__, reverse=True)
        if largest:
            each = (f"{label} ({theirs.get(label, 0)} against {ours.get(label, 0)})" for label in largest[:_NAMED])
            lines.append(f"The candidate sees {word}: {', '.join(each)}.")
    return lines


SHADOW = StreamCommand(
    name="shadow",
    arguments=ShadowArguments,
    summary="How a candidate compares with the live model, in `words` and counts; with `review` also whether it is "
    "better (`verdict`: promote, worse or undecided). `reset` begins a new comparison.",
    example={"camera_name": "cam"},
    run=shadow,
)
