"""Every detector there is: a new one is a file in this folder and a line here."""

from collections.abc import Callable

from driftwatch.monitoring.detectors.confidence import Confidence
from driftwatch.monitoring.detectors.detection_rate import DetectionRate
from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.detectors.label_mix import LabelMix
from driftwatch.monitoring.detectors.low_confidence_rate import LowConfidenceRate
from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from driftwatch.monitoring.detectors.unknown_labels import UnknownLabels
from driftwatch.monitoring.settings import AlertSettings

DETECTORS: tuple[Callable[[AlertSettings], Detector], ...] = (
    LowConfidenceRate,
    lambda _: Confidence(),
    lambda _: SlowDrift(),
    lambda _: LabelMix(),
    lambda _: UnknownLabels(),
    lambda _: DetectionRate(),
)
