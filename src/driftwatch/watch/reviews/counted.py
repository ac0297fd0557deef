"""What the counters know exactly of a stretch of time: boxes by label and confidence."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.monitoring.rollup import LabelCounts
from driftwatch.quality.estimates.unlikeness import Stretch
from driftwatch.quality.totals import BINS, Totals
from driftwatch.storage.records import StreamKey
from driftwatch.storage.rollups import SECONDS_AN_HOUR, Span, read_hours, read_image_means, read_minutes
from driftwatch.storage.store import Store
from driftwatch.watch.reviews.threshold import Threshold

_MINUTES_UP_TO = 2 * 86_400  # longer stretches are read from the hours

_WEEK: Final = 7 * 86_400
_REMEMBERED: Final = 6 * 3600.0  # seconds: the past changes only where somebody brings other statistics in

_MOMENT_MINUTES = 10
"""Images nearer to each other are one: the light of a site changes slowly."""
_MOST_CONFIDENCES = 20_000
_MOST_PIECES: Final = 1024

Open = Callable[[str, str], Mapping[str, LabelCounts]]
"""Of a camera and a model: the minute that is going on."""


class Counted:
    """Of one vision service. Labels that are not served at all are left out. Raises StoreError."""

    def __init__(self, service: str, store: Store, threshold: Threshold, open_minute: Open) -> None:
        self._service = service
        self._store = store
        self._threshold = threshold
        self._open = open_minute
        self._pieces: dict[_Piece, tuple[float, Totals]] = {}

    def totals(self, camera: str, model: str, span: Span, now: float) -> Totals:
        """model: ModelIdentity.key. now: seconds since 1970; the minute that is going on counts where it is in `span`.

        A stretch of more than two days is cut at whole hours.
        """
        if span.end - span.start > _MINUTES_UP_TO:
            parts = self._long(camera, model, span, now)
        else:
            parts = [self._served(part) for part in self._stored(camera, model, span)]
        if span.start <= now < span.end:
            parts.append(self._served(self._open(camera, model)))
        return Totals.sum(parts)

    def stretch(self, camera: str, model: str, span: Span) -> Stretch:
        """What was served, and how the images were, of whole hours. model: ModelIdentity.key."""
        key = StreamKey(self._service, camera)
        whole = Span(span.start // SECONDS_AN_HOUR * SECONDS_AN_HOUR, -(-span.end // SECONDS_AN_HOUR) * SECONDS_AN_HOUR)
        hours = self._store.ask(lambda connection: read_hours(connection, key, whole))
        images = self._store.ask(lambda connection: read_image_means(connection, key, whole, model, _MOMENT_MINUTES))
        counts, labels, objects = np.zeros(BINS, np.int64), Counter[str](), 0
        for row in hours:
            least = self._threshold.of(row.label)
            if row.model.key != model or least is None:
                continue
            served = np.array(row.counts.histogram.counts, np.int64)
            served[: int(np.ceil(least * BINS - 1e-9))] = 0
            counts += served
            labels[row.label] += int(served.sum())
            objects += row.counts.begun
        few = np.ceil(counts * min(1.0, _MOST_CONFIDENCES / max(int(counts.sum()), 1))).astype(np.int64)
        confidences = np.repeat((np.arange(BINS) + 0.5) / BINS, few)
        found = {label: count for label, count in labels.items() if count}
        return Stretch(confidences, found, np.reshape(np.array(images, np.float64), (-1, 3)), objects)

    def served(self, totals: Totals) -> int:
        """Boxes from the threshold up, to 1/64 of confidence."""
        count = 0
        for label, counts in totals.by_label.items():
            least = self._threshold.of(label)
            if least is not None:
                count += int(counts[int(np.ceil(least * BINS - 1e-9)) :].sum())
        return count

    def _served(self, counts: Mapping[str, LabelCounts]) -> Totals:
        known = {label: one for label, one in counts.items() if self._threshold.of(label) is not None}
        return Totals({label: np.asarray(one.histogram.counts) for label, one in known.items()})

    def _long(self, camera: str, model: str, span: Span, now: float) -> list[Totals]:
        """Cut at weeks, so that no question to the store is a long one; what is over is remembered."""
        parts: list[Totals] = []
        start = span.start // SECONDS_AN_HOUR * SECONDS_AN_HOUR
        while start < span.end:
            end = min(start // _WEEK * _WEEK + _WEEK, span.end)
            parts.append(self._piece(_Piece(camera, model, Span(start, end)), now))
            start = end
        return parts

    def _piece(self, piece: "_Piece", now: float) -> Totals:
        until, known = self._pieces.get(piece, (0.0, None))
        if known is not None and now < until:
            return known
        key, span = StreamKey(self._service, piece.camera), piece.span
        hours = self._store.ask(lambda connection: read_hours(connection, key, span))
        totals = Totals.sum(self._served({row.label: row.counts}) for row in hours if row.model.key == piece.model)
        if span.end + SECONDS_AN_HOUR <= now:
            self._pieces[piece] = (now + _REMEMBERED, totals)
            while len(self._pieces) > _MOST_PIECES:
                self._pieces.pop(next(iter(self._pieces)), None)
        return totals

    def _stored(self, camera: str, model: str, span: Span) -> list[Mapping[str, LabelCounts]]:
        key = StreamKey(self._service, camera)
        minutes = self._store.ask(lambda connection: list(read_minutes(connection, key, span)))
        return [one.roll.totals.labels for one in minutes if one.model.key == model]


@dataclass(frozen=True, slots=True)
class _Piece:
    """model: ModelIdentity.key."""

    camera: str
    model: str
    span: Span
