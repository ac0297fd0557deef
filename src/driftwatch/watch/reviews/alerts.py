"""What reviews prove against a model, as alerts like the others: a drop, and a label below its target."""

from typing import Final

from driftwatch.monitoring.alerts import Alert
from driftwatch.quality.figures import Figure
from driftwatch.watch.reviews.board import CameraFigures
from driftwatch.watch.statistics_query import utc_text

DROPPED: Final = "precision_dropped"
BELOW_TARGET: Final = "below_target"
REVIEW_ALERTS: Final = (DROPPED, BELOW_TARGET)
_SCORE: Final = 1.0
"""Of what is proven: an alert begins there. Reviews know no more and less."""
_NEXT: Final = "export the reviewed frames (review_export), label more of the kind and retrain with {}"


def alerts_of(group: CameraFigures, now: float) -> tuple[Alert, ...]:
    """At most one of each name; it names every label that it concerns. now: seconds since 1970."""
    dropped = [one for one in group.figures if one.drop is not None]
    below = [one for one in group.figures if one.below_target]
    found: list[Alert] = []
    if dropped:
        found.append(_dropped(dropped, now))
    if below:
        words = "; ".join(f"{_named(one.label)}: {', '.join(one.below_target)}" for one in below)
        cause = f"below what the owner asks for, with the whole interval: {words}"
        found.append(_alert(BELOW_TARGET, cause, below, group.period.start, now, 0.0))
    return tuple(found)


def _dropped(figures: list[Figure], now: float) -> Alert:
    """The deepest drop first, labels before all together."""
    in_order = sorted(figures, key=lambda one: (not one.label, _fall(one)))
    sentences = "; ".join(_sentence(one) for one in in_order)
    since = min(one.drop.since for one in figures if one.drop is not None)
    return _alert(DROPPED, sentences, in_order, since, now, _fall(in_order[0]))


def _sentence(figure: Figure) -> str:
    drop = figure.drop
    assert drop is not None
    after = drop.after
    return (
        f"people found that the precision of {_named(figure.label)} fell from {drop.before:.2f} to {after.value:.2f} "
        f"({after.low:.2f} to {after.high:.2f}) since {utc_text(drop.since)}, proven by {drop.reviews} reviews"
    )


def _fall(figure: Figure) -> float:
    return 0.0 if figure.drop is None else figure.drop.after.value - figure.drop.before


def _alert(name: str, cause: str, figures: list[Figure], since: float, now: float, distance: float) -> Alert:
    labels = tuple(one.label for one in figures if one.label)
    return Alert(
        name=name,
        cause=cause,
        since=since,
        raised=now,
        distance=distance,
        score=_SCORE,
        labels=labels,
        why="model",
        next_step=_NEXT.format(", ".join(_named(one) for one in labels) or "them"),
    )


def _named(label: str) -> str:
    return f'"{label}"' if label else "all labels together"
