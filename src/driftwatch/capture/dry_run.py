"""What another policy would have kept of observations that were stored: to try a policy before it costs anything."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random

from driftwatch.capture.frame import Frame
from driftwatch.capture.judge import CaptureStatus, Judge
from driftwatch.capture.kept import Record
from driftwatch.capture.settings import CaptureSettings
from driftwatch.observation import Observation

_LISTED = 1000


@dataclass(frozen=True, slots=True)
class DryRun:
    """by_reason: frames that would have been kept, by the reason that paid. records: of the last 1000 of them."""

    considered: int
    kept: int
    by_reason: dict[str, int]
    status: CaptureStatus
    records: tuple[Record, ...] = field(repr=False)


def dry_run(observations: Iterable[Observation], settings: CaptureSettings, seed: int = 0) -> DryRun:
    """Judges `observations`, in the order of their moments, as if they came from the cameras now.

    Without the images nobody can tell how large or how alike they are: duplicates, bytes and novelty are left out.
    Samplers that follow objects see only what was stored; of observations that lie seconds apart they make nothing.
    """
    budget = replace(settings.budget, duplicate_difference=0.0)
    samplers = replace(settings.samplers, novelty=None)
    privacy = replace(settings.privacy, labels=() if settings.privacy.action == "blur" else settings.privacy.labels)
    judge = Judge(replace(settings, budget=budget, samplers=samplers, privacy=privacy), Random(seed))
    nothing = Frame(b"", "")
    records: list[Record] = []
    by_reason: Counter[str] = Counter()
    now = 0.0
    for observation in observations:
        now = observation.at.monotonic
        for kept in judge.consider(observation, nothing):
            by_reason[kept.record.charged_to] += 1
            records = [*records[1 - _LISTED :], kept.record]
    status = judge.status(now)
    return DryRun(status.considered, sum(by_reason.values()), dict(by_reason), status, tuple(records))
