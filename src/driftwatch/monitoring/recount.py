"""Counts of a minute under other thresholds than it was counted with, from its histograms."""

from dataclasses import replace

import numpy as np

from driftwatch.monitoring.histogram import BINS
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, LabelCounts, RollUp, Totals
from driftwatch.monitoring.settings import StatisticsSettings


def recounted(rollup: RollUp, settings: StatisticsSettings) -> RollUp:
    """`rollup` as it would have been counted under `settings`.

    Exact where the thresholds are multiples of 1/64; else a bin's confidences are taken to lie evenly in it. The sum
    of confidences is that of the bins' middles. What lies below 0.05 was never kept.
    """
    labels = {label: _recounted(counts, settings) for label, counts in rollup.totals.labels.items()}
    totals = Totals(rollup.totals.frames, labels, rollup.totals.shadows)
    return replace(rollup, totals=totals)


def _recounted(counts: LabelCounts, settings: StatisticsSettings) -> LabelCounts:
    bins = counts.histogram.counts
    counted = bins * _share_above(settings.floor)
    sure = bins * _share_above(settings.low_confidence)
    detections = round(float(counted.sum()))
    middles = (np.arange(BINS) + 0.5) / BINS
    times = detections / counts.detections if counts.detections else 0.0
    return LabelCounts(
        frames=counts.frames,
        detections=detections,
        low_confidence=detections - round(float(sure.sum())),
        confidence_sum=round(float((counted * middles).sum()) * CONFIDENCE_UNITS),
        square_sum=round(float((counted * middles**2).sum()) * CONFIDENCE_UNITS**2),
        histogram=counts.histogram,
        begun=round(counts.begun * times),
        fleeting=round(counts.fleeting * times),
    )


def _share_above(threshold: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """(64,) the part of each bin that lies at or above `threshold`."""
    upper = (np.arange(BINS) + 1) / BINS
    return np.clip((upper - threshold) * BINS, 0.0, 1.0)
