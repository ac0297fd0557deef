"""What `driftwatch evaluate` found of the candidate on labelled images, before any machine gets it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.outcome import StepOutcome, done, failed, undecided
from driftwatch.errors import ConfigError

_HOW = "driftwatch evaluate --model LIVE --model CANDIDATE --dataset IMAGES --out FOLDER"


@dataclass(frozen=True, slots=True)
class EvaluatedCandidate:
    """sha256: of the second model's file. value, low, high: its F1 less that of the first, with a 95% interval."""

    sha256: str
    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        return f"F1 on labelled images differs by {self.value:+.3f} ({self.low:+.3f} to {self.high:+.3f})"


async def check_evaluation(context: LoopContext) -> StepOutcome:
    """Done where loop.toml names no evaluation. failed: the candidate is proven worse. undecided: there is no file."""
    path = context.settings.evaluation
    if not path or context.journal.of("evaluation"):
        return done("nothing is to be evaluated" if not path else "the candidate was evaluated")
    try:
        found = read_evaluation(Path(path))
    except FileNotFoundError:
        return undecided(f"evaluation: {path} is not there yet: {_HOW}")
    except ConfigError as error:
        return failed(*error.problems)
    if found.high < 0:
        return failed(f"{context.settings.candidate} is not rolled out", f"it is worse: {found.words}")
    context.journal.write("evaluation", context.now(), {"words": found.words, "sha256": found.sha256})
    return done(found.words)


def evaluated_sha256(context: LoopContext) -> str:
    """Of the file that passed; "" where none was evaluated."""
    entries = context.journal.of("evaluation")
    return str(entries[-1].content["sha256"]) if entries else ""


def read_evaluation(path: Path) -> EvaluatedCandidate:
    """Raises FileNotFoundError; ConfigError where it is no comparison of two models."""
    wrong = ConfigError([f"evaluation: {path} is no evaluation of two models: {_HOW}"])
    try:
        content: Any = json.loads(path.read_bytes())
        models, rows = content["models"], content["difference"]
        (row,) = [one for one in rows if (one["label"], one["figure"]) == ("all", "f1")]
        return EvaluatedCandidate(str(models[1]["sha256"]), *(_number(row, key) for key in ("value", "low", "high")))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise wrong from error


def _number(row: Mapping[str, Any], key: str) -> float:
    return float(row[key])
