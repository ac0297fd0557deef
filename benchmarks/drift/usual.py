"""For comparison: what the usual change detectors make of the same minutes when nothing changes."""

from river import drift

from benchmarks.drift.scenario import Scenario
from benchmarks.drift.simulator import simulate
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS


def run_usual(scenario: Scenario, seed: int, days: int) -> dict[str, int]:
    """Alarms of river's ADWIN and Page-Hinkley (threshold 1, delta 0.025) on the mean confidence of each minute."""
    stream = simulate(scenario, days, seed)
    detections = stream.detections.sum(axis=1)
    seen = detections > 0
    means = stream.units.sum(axis=1)[seen] / detections[seen] / CONFIDENCE_UNITS
    detectors = {"ADWIN": drift.ADWIN(), "Page-Hinkley": drift.PageHinkley(threshold=1.0, delta=0.025)}
    alarms = dict.fromkeys(detectors, 0)
    for mean in means.tolist():
        for name, detector in detectors.items():
            detector.update(mean)
            alarms[name] += detector.drift_detected
    return alarms
