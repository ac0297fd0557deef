"""Whether a candidate is better, in the answers of commands: figures and words."""

from driftwatch.commands.command import Answer
from driftwatch.observation import ModelIdentity
from driftwatch.quality.verdicts.candidate import Bounds, CandidateResult, CandidateVerdict
from driftwatch.watch.reviews.candidate_standing import CandidateStanding

_KINDS = ("gained_right", "gained_wrong", "lost_right", "lost_wrong")


def standing_json(standing: CandidateStanding) -> Answer:
    """What is not known is left out. Points are percentage points, candidate less live."""
    result, served = standing.result, standing.served
    return {
        "verdict": standing.verdict.value,
        "reviews": standing.reviews,
        "reviews_needed": standing.reviews_needed,
        "frames": served.frames,
        "differing_frames": served.differing,
        **({} if result is None else _figures(result)),
    }


def standing_words(standing: CandidateStanding) -> list[str]:
    """The verdict, then what it is made of."""
    live, candidate = model_words(standing.pair.live), model_words(standing.pair.candidate)
    served, result = standing.served, standing.result
    seen = f"{served.differing} of {served.frames} frames would be served differently"
    lines = [f"{_VERDICT[standing.verdict].format(candidate=candidate, live=live)}; {seen}."]
    if result is None:
        about = "there is nothing to review yet" if not served.differing else f"{standing.reviews_needed} are needed"
        return [*lines, f"People judged {standing.reviews} of those frames; {about}."]
    needed = f"; about {result.reviews_needed} more settle it" if result.reviews_needed else ""
    fewer = result.better
    errors = _points(Bounds(-fewer.value, -fewer.high, -fewer.low))
    lines.append(
        f"People judged {result.reviews} of those frames: in 100 boxes of {live} the candidate makes {errors} errors "
        f"more{needed}."
    )
    if result.precision is not None:
        lines.append(f"Precision differs by {_points(result.precision)} points. What both models miss is not seen.")
    return lines


def model_words(model: ModelIdentity) -> str:
    """Its name and version."""
    return f"{model.name} {model.version}" if model.version else model.name


_VERDICT = {
    CandidateVerdict.PROMOTE: "Promote {candidate}: it is proven not to be worse than {live}",
    CandidateVerdict.WORSE: "{candidate} is proven worse than {live}",
    CandidateVerdict.UNDECIDED: "It is undecided whether {candidate} is better than {live}",
}


def _figures(result: CandidateResult) -> Answer:
    precision = {} if result.precision is None else _bounds("precision", result.precision)
    return {
        **_bounds("better", result.better),
        **precision,
        "found_per_thousand": round(result.found.value, 2),
        "found_per_thousand_low": round(result.found.low, 2),
        "found_per_thousand_high": round(result.found.high, 2),
        **{f"{kind}_per_thousand": round(one, 2) for kind, one in zip(_KINDS, result.per_thousand, strict=True)},
    }


def _bounds(name: str, bounds: Bounds) -> Answer:
    return {
        f"{name}_points": round(100 * bounds.value, 3),
        f"{name}_points_low": round(100 * bounds.low, 3),
        f"{name}_points_high": round(100 * bounds.high, 3),
    }


def _points(bounds: Bounds) -> str:
    return f"{100 * bounds.value:+.2f} ({100 * bounds.low:+.2f} to {100 * bounds.high:+.2f})"
