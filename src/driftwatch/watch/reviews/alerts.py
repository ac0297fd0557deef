"""What reviews prove against a model, as alerts like the others: a drop, and a label below its target."""

from collections.abc import Mapping
from typing import Final

from driftwatch.monitoring.alerts import Alert
from driftwatch.quality.figure import Drop, Figure
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
    below = [one for one in group.figures if one.below_target]
    found: list[Alert] = []
    if group.drops:
        found.append(_dropped(group.drops, now))
    if below:
        words = "; ".join(
            f"{name} of {_named(one.label)} {_value(one, name)}" for one in below for name in one.below_target
        )
        cause = f"below its target, with the whole interval: {words}"
        found.append(_alert(BELOW_TARGET, cause, [one.label for one in below], group.period.start, now))
    return tuple(found)


def _dropped(drops: Mapping[str, Drop], now: float) -> Alert:
    """The deepest drop first, labels before all together."""
    in_order = sorted(drops, key=lambda label: (not label, _fall(drops[label])))
    sentences = "; ".join(_sentence(label, drops[label]) for label in in_order)
    since = min(one.since for one in drops.values())
    return _alert(DROPPED, sentences, in_order, since, now, _fall(drops[in_order[0]]))


def _sentence(label: str, drop: Drop) -> str:
    after = drop.after
    return (
        f"people found that the precision of {_named(label)} fell from {drop.before:.2f} to {after.value:.2f} "
        f"({after.low:.2f} to {after.high:.2f}) since {utc_text(drop.since)}, proven by {drop.reviews} reviews"
    )


def _value(figure: Figure, name: str) -> str:
    found = figure.precision if name == "precision" else figure.recall
    return "" if found is None else f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def _fall(drop: Drop) -> float:
    return drop.after.value - drop.before


def _alert(name: str, cause: str, concerned: list[str], since: float, now: float, distance: float = 0.0) -> Alert:
    labels = tuple(label for label in concerned if label)
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
