"""Recorded footage through a model and a policy of capture, on the footage's own clock."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from driftwatch.capture.policy import CapturePolicy, CaptureStatus
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.spool.spool import Spool
from driftwatch.cli.model_runner import ModelRunner
from driftwatch.cli.replay_engine import Timing, frames
from driftwatch.errors import ImageError, OutputError
from driftwatch.observation import Moment

INTERRUPTED: Final = "interrupted"
_NEEDS: Final = {
    "unknown_label": "what a running service has learned of the labels",
    "rare_label": "what a running service has learned of the labels",
    "drift": "an alert of a running service",
    "disagreement": "a candidate model next to the live one",
}


@dataclass(frozen=True, slots=True)
class SampleOptions:
    """What `driftwatch sample` was given."""

    policy: CaptureSettings
    """What is worth keeping."""
    timing: Timing
    seed: int
    """Of every chance, so that the same footage gives the same frames."""


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What `driftwatch sample` kept, and how it ended."""

    considered: int
    """Frames that were judged."""
    failed: int
    """Those that could not be read."""
    kept: dict[str, int]
    """By the reason that paid."""
    status: CaptureStatus
    ended: str = ""
    """"" where all footage was seen, INTERRUPTED where `step` said so, else what the disk said."""
    index_problem: str = ""
    """Why the files about the whole data set are not up to date, "" where they are."""


def sample(
    runner: ModelRunner, options: SampleOptions, paths: Sequence[Path], spool: Spool, step: Callable[[], bool]
) -> SampleResult:
    """Puts what is worth keeping into `spool`. step: called after each frame; it gives whether to go on.

    Budgets and trackers live in the footage's time. Each recording is a stream of its own under one budget, as the
    cameras of a vision service are. A disk that fails, or a `step` that says so, ends it with what was kept so far.
    """
    judge = CapturePolicy(options.policy, Random(options.seed))
    kept: Counter[str] = Counter()
    failed, passed, ended = 0, 0.0, ""
    for frame in frames(paths, options.timing):
        passed = frame.passed
        try:
            if frame.still is None:
                raise ImageError("it cannot be read")
            at = Moment(options.timing.start + frame.passed, frame.passed)
            observation = runner.observe(frame.still, frame.source.stem, at)
            for one in judge.consider(observation, frame.still):
                spool.put(one)
                kept[one.record.charged_to] += 1
        except (ImageError, OutputError):
            failed += 1
        except OSError as error:
            ended = error.strerror or str(error)
            break
        if not step():
            ended = INTERRUPTED
            break
    status = judge.status(passed)
    return SampleResult(status.considered, failed, dict(kept), status, ended, _refresh(spool))


def _refresh(spool: Spool) -> str:
    try:
        spool.refresh()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def idle_samplers(policy: CaptureSettings) -> list[str]:
    """Those of the policy that can keep nothing here, and why, each beginning with the attribute."""
    chosen = [one.NAME for one in policy.samplers.chosen()]
    return [f"samplers.{name}: needs {_NEEDS[name]}, so it keeps nothing here" for name in chosen if name in _NEEDS]
