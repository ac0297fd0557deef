"""What labelled images said of a model before it came to the site, to compare the site with from the first day."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from driftwatch.errors import ConfigError
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.unlikeness import jensen_shannon
from driftwatch.quality.evaluation.reference_file import EvaluationReference, read_evaluation_reference
from driftwatch.quality.totals import BINS, Counts, Totals
from driftwatch.watch.reviews.threshold import Threshold

_ATTRIBUTE: Final = "reference.path"
_ENOUGH: Final = 200  # detections of the site, from which on its labels and confidences are compared
_LABELS: Final = 0.02  # Jensen-Shannon, in nats, as for estimates without labels
_LOW: Final = 0.1  # difference of the share of low confidence
_SHARE: Final = 0.05  # of a label, from which on its difference is named


@dataclass(frozen=True, slots=True)
class Validation:
    """reference: what was measured. threshold: what the service serves and counts."""

    reference: EvaluationReference
    threshold: Threshold

    def problem(self, model: str) -> str:
        """Why it says nothing of `model` (ModelIdentity.key) as it is served here; "" where it does."""
        reference, threshold = self.reference, self.threshold
        if _file_of(reference.model) != _file_of(model):
            return f"{_ATTRIBUTE}: was measured of the model {reference.model}, and {model} runs: it is not used"
        if (reference.served, dict(reference.served_labels)) != (threshold.least, dict(threshold.labels)):
            return (
                f"{_ATTRIBUTE}: was measured with other thresholds or another statistics.floor than this service has: "
                "it is not used; run `driftwatch evaluate` again with this service's --attributes"
            )
        return ""

    def precision(self, model: str) -> Mapping[str, Estimate]:
        """By label, "" for all together; nothing where there is a problem."""
        if self.problem(model):
            return {}
        return {one.label: one.precision for one in self.reference.labels if one.precision is not None}

    def differences(self, model: str, totals: Totals) -> list[str]:
        """In words, how the site's boxes are unlike those of the labelled images. totals: of the site, by label."""
        reference = self.reference
        overall = reference.of("")
        if self.problem(model) or overall is None:
            return []
        site = {label: _from(counts, reference.floor) for label, counts in totals.by_label.items()}
        site = {label: count for label, count in site.items() if count}
        total = sum(site.values())
        if total < _ENOUGH or not overall.detections:
            return []
        before = {one.label: one.detections for one in reference.labels if one.label and one.detections}
        lines = _unknown(site, before)
        if jensen_shannon(before, site) >= _LABELS:
            lines.append(f"the mix of labels is not that of the labelled images: {_mixes(before, site)}")
        low = total - sum(_from(counts, reference.low_confidence) for counts in totals.by_label.values())
        here, there = low / total, overall.low_confidence / overall.detections
        if abs(here - there) >= _LOW:
            lines.append(f"{here:.0%} of the boxes have low confidence here, {there:.0%} on the labelled images")
        return lines


def read_validation(path: str, threshold: Threshold) -> Validation | None:
    """None where `path` is "". Raises ConfigError, naming the attribute, where the file cannot be used."""
    if not path:
        return None
    try:
        return Validation(read_evaluation_reference(Path(path)), threshold)
    except ConfigError as error:
        raise ConfigError([f"{_ATTRIBUTE}: {problem}" for problem in error.problems]) from error


def _file_of(model: str) -> str:
    """A model may get its version only when it is uploaded; its file stays the same."""
    return model.partition("@")[2]


def _from(counts: Counts, least: float) -> int:
    """Of (64,) counts, those from a confidence up, to 1/64."""
    return int(counts[round(least * BINS) :].sum())


def _unknown(site: Mapping[str, int], before: Mapping[str, int]) -> list[str]:
    names = [f'"{label}"' for label in sorted(site) if label not in before]
    return [f"the labelled images have no box of {', '.join(names)}"] if names else []


def _mixes(before: Mapping[str, int], site: Mapping[str, int]) -> str:
    """The labels that differ most, as shares of all boxes."""
    total, usual = sum(site.values()), sum(before.values())
    shares = {label: (site.get(label, 0) / total, before.get(label, 0) / usual) for label in {*site, *before}}
    far = sorted(shares, key=lambda label: (-abs(shares[label][0] - shares[label][1]), label))[:3]
    named = [one for one in far if abs(shares[one][0] - shares[one][1]) >= _SHARE] or far[:1]
    return ", ".join(f'"{one}" {shares[one][0]:.0%} here, {shares[one][1]:.0%} there' for one in named)
