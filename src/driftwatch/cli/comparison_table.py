"""How a comparison of two sets of footage is reported: a sentence, a table, and figures for other programs."""

from typing import Any, Final

from rich.table import Table

from driftwatch.cli.tables import table
from driftwatch.monitoring.compare import Comparison, ComparisonVerdict, Difference
from driftwatch.monitoring.contrasts import FEW_OBJECTS, Contrast

_PICTURE: Final = {
    "brightness": ("darker", "brighter"),
    "contrast": ("flatter", "of more contrast"),
    "sharpness": ("less sharp", "sharper"),
}
_MOST_FIGURES: Final = 3  # that a sentence names


def sentence(comparison: Comparison) -> str:
    """What was found, in one sentence."""
    verdict = comparison.verdict
    if verdict is ComparisonVerdict.WORSE:
        worse = [one.contrast for one in comparison.differences if one.verdict is ComparisonVerdict.WORSE]
        worse.sort(key=lambda one: -abs(one.change) / one.visible)
        result = "; ".join(_moved(one) for one in worse)
    elif verdict is ComparisonVerdict.NOT_WORSE:
        result = "every figure stays within its limit"
    else:
        result = _unclear(comparison)
    return "; ".join(part for part in (result, _picture(comparison)) if part)


def comparison_table(comparison: Comparison) -> Table:
    rows = [
        {
            "name": _name(one.contrast),
            "reference": one.contrast.reference,
            "current": one.contrast.current,
            "change": one.contrast.change,
            "lies_in": "{:+.3g} to {:+.3g}".format(*one.contrast.interval),
            "may_be": one.contrast.limit,
            "seen_from": one.contrast.visible,
            "verdict": one.verdict.value,
        }
        for one in comparison.differences
    ]
    title = "Reference against current" + (", the same moments" if comparison.is_paired else "")
    return table(title, rows)


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """Gives the value as JSON holds it."""
    return {
        "verdict": comparison.verdict.value,
        "alarm": comparison.verdict is ComparisonVerdict.WORSE,
        "cause": sentence(comparison),
        "same_moments": comparison.is_paired,
        "objects": dict(zip(("reference", "current"), comparison.evidence, strict=True)),
        "figures": [_figure_record(one) for one in comparison.differences],
    }


def _figure_record(difference: Difference) -> dict[str, Any]:
    one = difference.contrast
    return {
        "name": one.figure.name,
        "label": one.label,
        "reference": one.reference,
        "current": one.current,
        "change": one.change,
        "interval": list(one.interval),
        "limit": one.limit,
        "smallest_visible": one.visible,
        "verdict": difference.verdict.value,
    }


def _name(one: Contrast) -> str:
    return f"{one.figure.words} {one.label}" if one.label else one.figure.words


def _moved(one: Contrast) -> str:
    verb = "fell" if one.change < 0 else "rose"
    amount = f"by {abs(one.change):.3f} ± {one.width:.3f}"
    return f"{_name(one)} {verb} from {one.reference:.3f} to {one.current:.3f} ({amount})"


def _unclear(comparison: Comparison) -> str:
    """Why it is undecided, and what this footage could have shown."""
    if max(comparison.evidence) == 0:
        return "neither set holds a detection, so there is nothing to compare"
    unclear = [one.contrast for one in comparison.differences if one.verdict is ComparisonVerdict.UNCLEAR]
    shown = [f"{_name(one)} {one.visible:.2g}" for one in unclear if one.figure.name not in _PICTURE]
    what = "below these changes nothing can be seen in this footage: " + ", ".join(shown[:_MOST_FIGURES])
    least = min(comparison.evidence)
    if comparison.is_paired or least >= FEW_OBJECTS:
        return what
    objects = {0: "no object", 1: "one object only"}.get(round(least), "two objects only")
    return f"{what}; one of the sets shows {objects}, which says nothing of how objects differ"


def _picture(comparison: Comparison) -> str:
    changes = [one.contrast for one in comparison.differences if one.verdict is ComparisonVerdict.CHANGED]
    words = [f"{_PICTURE[one.figure.name][one.change > 0]} by {_amount(one)}" for one in changes]
    return f"the picture is {', '.join(words)}" if words else ""


def _amount(one: Contrast) -> str:
    if one.figure.relative and one.reference:
        return f"{abs(one.change) / one.reference:.0%}"
    return f"{abs(one.change):.0f} of 255"
