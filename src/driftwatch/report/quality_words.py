"""What reviews prove, in one sentence."""

from driftwatch.quality.figure import Figure
from driftwatch.report.headline import Headline
from driftwatch.report.story import Quality


def quality_headline(quality: Quality) -> Headline | None:
    """Precision with its interval, how it compares with the reference, and what to do; None without a judged box."""
    overall = quality.figures.get("")
    if overall is None or overall.precision is None:
        return None
    found = overall.precision
    text = f"Precision of this week: {found.value:.2f} ({found.low:.2f} to {found.high:.2f}){_change(overall)}."
    dropped = [label for label in quality.drops if label]
    if quality.drops:
        named = f" for {words(dropped)}" if dropped else ""
        return Headline(f"{text} The drop is proven{named}.", _review(overall), "bad")
    below = [label or "all labels together" for label, one in quality.figures.items() if one.below_target]
    if below:
        return Headline(f"{text} Below target: {words(below)}.", "Collect frames of it and train again.", "bad")
    if overall.reviews_needed:
        return Headline(text, _review(overall), "unknown")
    return Headline(text, "", "calm")


def words(names: list[str]) -> str:
    """As in "cat, dog and yak"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _change(overall: Figure) -> str:
    if overall.change is None:
        return ""
    points = round(100 * overall.change)
    if points == 0:
        return ", as in the reference"
    side = "above" if points > 0 else "below"
    return f", {abs(points)} point{'s' if abs(points) > 1 else ''} {side} the reference"


def _review(overall: Figure) -> str:
    needed = overall.reviews_needed
    return f"Review {needed} more frame{'s' if needed > 1 else ''}." if needed else ""
