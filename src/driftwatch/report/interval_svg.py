"""An estimate with its interval in a report: in words, and drawn on the same scale for every label."""

from dataclasses import dataclass
from typing import Final

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.report.markup import Child, Html, element

_LEFT, _WIDTH, _MIDDLE = 8, 184, 9
_HEIGHT: Final = 18


@dataclass(frozen=True, slots=True)
class Ticks:
    """What an estimate is held against, in [0, 1]; None: nothing is asked, or there is no reference."""

    target: float | None = None
    reference: float | None = None


def interval(name: str, found: Estimate | None, ticks: Ticks) -> Html:
    """A line from low to high with a dot; the target as an upright line, the reference as a dotted one."""
    if found is None:
        return element("p", f"{name}: not known", class_="about")
    line: list[Child] = [
        element("line", x1=_at(0.0), x2=_at(1.0), y1=_MIDDLE, y2=_MIDDLE, class_="grid"),
        *_upright(ticks.target, "target", 1),
        *_upright(ticks.reference, "reference", 3),
        element("line", x1=_at(found.low), x2=_at(found.high), y1=_MIDDLE, y2=_MIDDLE, class_="range"),
        element("circle", cx=_at(found.value), cy=_MIDDLE, r=4, class_="dot"),
    ]
    drawn = element("svg", *line, viewBox=f"0 0 200 {_HEIGHT}", class_="interval", aria_hidden="true")
    known = {"target": ticks.target, "reference": ticks.reference}
    held = "".join(f"; {what} {value:.2f}" for what, value in known.items() if value is not None)
    ends = f" ({found.low:.2f} to {found.high:.2f}){held}"
    words = element("span", f"{name} ", element("b", f"{found.value:.2f}"), ends)
    return element("p", words, drawn, class_="figure")


def _upright(value: float | None, kind: str, inset: int) -> list[Child]:
    if value is None:
        return []
    return [element("line", x1=_at(value), x2=_at(value), y1=inset, y2=_HEIGHT - inset, class_=kind)]


def _at(share: float) -> float:
    return _LEFT + _WIDTH * min(max(share, 0.0), 1.0)
