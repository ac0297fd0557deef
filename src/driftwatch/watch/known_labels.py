"""What a reference knows of labels, as the samplers ask for it."""

from driftwatch.monitoring.reference import Reference


class KnownLabels:
    """Shares of labels while the model was good."""

    def __init__(self, reference: Reference) -> None:
        self._detections = {name: label.detections for name, label in reference.labels.items()}
        self._total = sum(self._detections.values())

    def share(self, label: str) -> float | None:
        """The label's part of all detections, 0 where it never occurred; None where nothing was ever detected."""
        return self._detections.get(label, 0) / self._total if self._total else None
