"""The trend as SVG, for pages; colours come from the page's style."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from driftwatch.monitoring.trend.trend import Bucket, Trend, UsualShare
from driftwatch.report.chart import alert_words, runs
from driftwatch.report.headline import moment
from driftwatch.report.markup import Child, Html, element, joined
from driftwatch.report.ticks import ticks

WIDTH: Final = 720
_LEFT, _RIGHT = 48.0, 712.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One curve. of, usual: what is drawn, None for gaps. most: value at the top. kind: of its style.

    marks: whether alerts and model versions are named on it.
    """

    name: str
    kind: str
    of: Callable[[Bucket], float | None]
    usual: Callable[[Bucket], UsualShare | None]
    most: float = 1.0
    height: float = 120.0
    marks: bool = False


def panels(trend: Trend) -> list[Panel]:
    """Mean confidence, share of low confidence, detections a frame."""
    frames = max([bucket.per_frame or 0.0 for bucket in trend.buckets], default=0.0)
    return [
        Panel("Mean confidence", "confidence", lambda b: b.sums.mean, lambda b: b.usual_mean, height=150.0, marks=True),
        Panel("Share of low confidence", "rate", lambda b: b.sums.low_rate, lambda b: b.usual_low_rate, height=80.0),
        Panel("Detections a frame", "count", lambda b: b.per_frame, lambda _: None, _above(frames), 80.0),
    ]


def trend_svg(trend: Trend, panel: Panel, zone: tzinfo | None) -> Html:
    """An <svg> that fills the width it is given."""
    plot = _Plot(trend, panel)
    bottom = plot.bottom
    axis = [_tick(plot, tick.at, tick.text) for tick in ticks(trend.start, trend.end, 8, zone)]
    grid = [_level(plot, value) for value in (0.0, panel.most / 2, panel.most)]
    shapes = joined(*grid, *axis, *_bands(plot), *_curves(plot), *_rules(plot, zone))
    title = element("title", f"{panel.name}, {moment(trend.start, zone)} to {moment(trend.end, zone)}")
    return element(
        "svg", title, shapes, viewBox=f"0 0 {WIDTH} {bottom + 26:.0f}", role="img", class_=f"chart {panel.kind}"
    )


class _Plot:
    def __init__(self, trend: Trend, panel: Panel) -> None:
        self.trend, self.panel = trend, panel
        self.top = 26.0 if panel.marks and (trend.alerts or trend.models) else 14.0
        self.bottom = self.top + panel.height
        self.ends = [*(bucket.start for bucket in trend.buckets[1:]), trend.end]

    def x(self, second: float) -> float:
        share = (second - self.trend.start) / max(self.trend.end - self.trend.start, 1)
        return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)

    def y(self, value: float) -> float:
        return self.bottom - min(max(value / self.panel.most, 0.0), 1.0) * self.panel.height


def _tick(plot: _Plot, at: float, text: str) -> Html:
    x = plot.x(at)
    mark = element("line", x1=x, x2=x, y1=plot.bottom, y2=plot.bottom + 4, class_="tick")
    return joined(mark, element("text", text, x=x, y=plot.bottom + 20, class_="time"))


def _level(plot: _Plot, value: float) -> Html:
    y = plot.y(value)
    line = element("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, class_="grid")
    return joined(line, element("text", f"{value:g}", x=_LEFT - 6, y=y + 4, class_="level"))


def _bands(plot: _Plot) -> list[Child]:
    usual = [plot.panel.usual(bucket) for bucket in plot.trend.buckets]
    found: list[Child] = []
    for run in runs([one is not None for one in usual]):
        top: list[str] = []
        low: list[str] = []
        for index in run:
            share = usual[index]
            if share is not None:
                for side in (plot.x(plot.trend.buckets[index].start), plot.x(plot.ends[index])):
                    top.append(f"{side:.1f},{plot.y(share.high):.1f}")
                    low.append(f"{side:.1f},{plot.y(share.low):.1f}")
        found.append(element("polygon", points=" ".join([*top, *reversed(low)]), class_="band"))
    return found


def _curves(plot: _Plot) -> list[Child]:
    """A curve for each stretch without a gap; a point that is alone is a dot."""
    values = [plot.panel.of(bucket) for bucket in plot.trend.buckets]
    found: list[Child] = []
    for run in runs([value is not None for value in values]):
        places = [
            (plot.x((plot.trend.buckets[index].start + plot.ends[index]) / 2), plot.y(values[index] or 0.0))
            for index in run
        ]
        if len(places) == 1:
            found.append(element("circle", cx=places[0][0], cy=places[0][1], r=2, class_="dot"))
        else:
            found.append(element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places), class_="curve"))
    return found


def _rules(plot: _Plot, zone: tzinfo | None) -> list[Child]:
    """Model versions and alerts, with words where the panel has room for them."""
    found: list[Child] = []
    for mark in plot.trend.models:
        if mark.is_change:
            words = f"model {mark.model.version or mark.model.name}"
            found.append(_rule(plot, mark.since, "model", (words, f"{words} since {moment(mark.since, zone)}")))
    for mark in plot.trend.alerts:
        x = plot.x(mark.alert.raised)
        end = _RIGHT if mark.is_active else plot.x(mark.cleared or mark.alert.raised)
        whole = f"{mark.alert.cause}, raised {moment(mark.alert.raised, zone)}"
        found.append(element("line", x1=x, x2=max(end, x + 2), y1=plot.top, y2=plot.top, class_="lasted"))
        found.append(_rule(plot, mark.alert.raised, "alert", (alert_words(mark), whole)))
    return found


def _rule(plot: _Plot, at: float, kind: str, words: tuple[str, str]) -> Html:
    x = plot.x(at)
    line = element("line", x1=x, x2=x, y1=plot.top, y2=plot.bottom, class_=f"rule {kind}")
    shown: Child = None
    if plot.panel.marks:
        y = plot.bottom - 6 if kind == "model" else plot.top - 8
        left = x > (_LEFT + _RIGHT) / 2
        text = words[0] if len(words[0]) <= 40 else f"{words[0][:39]}\N{HORIZONTAL ELLIPSIS}"
        side = "end" if left else "start"
        shown = element("text", text, x=x - 5 if left else x + 5, y=y, text_anchor=side, class_=f"word {kind}")
    return element("g", element("title", words[1]), line, shown)


def _above(value: float) -> float:
    """A round number that is not smaller."""
    for scale in (0.1, 1.0, 10.0, 100.0, 1000.0):
        for step in (1.0, 2.0, 5.0):
            if value <= scale * step:
                return scale * step
    return value
