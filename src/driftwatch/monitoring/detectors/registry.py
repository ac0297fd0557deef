"""Every detector, in the order in which their alerts are read out."""

from collections.abc import Callable
from typing import Final

from driftwatch.monitoring.detectors.confidence import Confidence
from driftwatch.monitoring.detectors.detection_rate import DetectionRate
from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.detectors.fleeting import FleetingObjects
from driftwatch.monitoring.detectors.label_mix import LabelMix
from driftwatch.monitoring.detectors.low_confidence_rate import LowConfidenceRate
from driftwatch.monitoring.detectors.outage import Outage
from driftwatch.monitoring.detectors.picture import Picture
from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from driftwatch.monitoring.detectors.unknown_labels import UnknownLabels
from driftwatch.monitoring.settings import AlertSettings

DETECTORS: Final[tuple[Callable[[AlertSettings], Detector], ...]] = (
    lambda _: Outage(),
    lambda _: DetectionRate(),
    lambda _: Confidence(),
    lambda _: LabelMix(),
    lambda _: FleetingObjects(),
    lambda _: UnknownLabels(),
    LowConfidenceRate,
    lambda _: SlowDrift(),
    lambda _: Picture(),
)
