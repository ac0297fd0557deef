"""The trend as one picture: the sentence, the curve with what is usual, the share of low confidence below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from driftwatch.inference.answer import Size
from driftwatch.monitoring.trend.trend import AlertMark, Bucket, Trend, UsualShare
from driftwatch.report.canvas import Canvas, Colour
from driftwatch.report.headline import Headline, headline
from driftwatch.report.ticks import ticks

SMALLEST: Final = Size(240, 160)

_GROUND: Final = (255, 255, 255)
_INK: Final = (25, 25, 25)
_FAINT: Final = (110, 110, 110)
_GRID: Final = (225, 225, 225)
_BAND: Final = (208, 208, 208)
_CURVE: Final = (0, 114, 178)
_RATE: Final = (150, 90, 0)
_ALERT: Final = (213, 94, 0)
_TONES: Final[dict[str, Colour]] = {"calm": (0, 120, 85), "unknown": _FAINT, "doubtful": (170, 105, 0), "bad": _ALERT}
"""Of Okabe and Ito's palette, dark enough to be read; words say the same as the colour."""

_WIDE: Final = 480
"""Pixels from which on there is room for words next to marks."""
_LONG_GAP: Final = 0.3


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of the picture that holds a curve from 0 to 1 over time."""

    left: float
    top: float
    right: float
    bottom: float
    start: float
    end: float

    def x(self, second: float) -> float:
        share = (second - self.start) / max(self.end - self.start, 1.0)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - min(max(value, 0.0), 1.0) * (self.bottom - self.top)


def draw_chart(trend: Trend, size: Size, zone: tzinfo | None = None) -> bytes:
    """Gives a PNG of `size`, at least 240 x 160 pixels. zone: of its clock times, None for the machine's own."""
    canvas = Canvas(size, _GROUND)
    letters = _letters(size)
    top = _head(canvas, headline(trend, zone), letters)
    left, right = 4.5 * letters, size.width - letters
    bottom = size.height - 2 * letters
    middle = top + 0.66 * (bottom - top)
    upper = _Box(left, top + 1.4 * letters, right, middle - letters, trend.start, trend.end)
    lower = _Box(left, middle + 1.4 * letters, right, bottom, trend.start, trend.end)
    _axes(canvas, trend, (upper, lower), letters, zone)
    _curve(canvas, trend, upper, _CURVE, (lambda b: b.sums.mean, lambda b: b.usual_mean))
    _curve(canvas, trend, lower, _RATE, (lambda b: b.sums.low_rate, lambda b: b.usual_low_rate))
    _gaps(canvas, trend, upper, letters)
    _marks(canvas, trend, (upper, lower), letters)
    return canvas.png()


def draw_note(text: str, size: Size) -> bytes:
    """Gives a PNG of `size` with nothing but words: why there is no chart."""
    canvas = Canvas(size, _GROUND)
    letters = _letters(size) * 1.15
    lines = canvas.wrapped(text, size.width - 4 * letters, 8, letters)
    y = (size.height - 2 * letters * len(lines)) / 2 + letters
    for index, line in enumerate(lines):
        canvas.write((2 * letters, y + 2 * letters * index), line, _FAINT, letters)
    return canvas.png()


def _letters(size: Size) -> float:
    """Height of a capital letter: 8 pixels at 640 x 360, 6.6 at 320 x 240."""
    return max(6.6, min(size.width / 80, size.height / 45))


def _head(canvas: Canvas, head: Headline, letters: float) -> float:
    """The sentence with a mark in its colour; gives where it ends."""
    high = letters * 1.15
    step = f" {head.next_step}" if head.next_step and canvas.size.width >= _WIDE else ""
    lines = canvas.wrapped(head.text + step, canvas.size.width - 3.5 * letters, 3, high)
    end = letters + 1.75 * high * len(lines)
    canvas.fill(
        [(0, 0), (letters * 0.7, 0), (letters * 0.7, end + letters * 0.4), (0, end + letters * 0.4)], _tone(head)
    )
    for index, line in enumerate(lines):
        canvas.write((1.7 * letters, letters * 0.6 + 1.75 * high * (index + 0.75)), line, _INK, high)
    return end + letters * 0.5


def _tone(head: Headline) -> Colour:
    return _TONES[head.tone]


def _axes(canvas: Canvas, trend: Trend, boxes: tuple[_Box, _Box], letters: float, zone: tzinfo | None) -> None:
    upper, lower = boxes
    for box, values in ((upper, (0.0, 0.5, 1.0)), (lower, (0.0, 1.0))):
        for value in values:
            canvas.line([(box.left, box.y(value)), (box.right, box.y(value))], _GRID)
            text = f"{value:g}"
            canvas.write(
                (box.left - canvas.width_of(text, letters) - letters * 0.6, box.y(value) + letters / 2),
                text,
                _FAINT,
                letters,
            )
    name = "mean confidence"
    canvas.write((upper.left, upper.top - letters * 0.6), name, _CURVE, letters)
    if any(bucket.usual_mean for bucket in trend.buckets):
        x = upper.left + canvas.width_of(name, letters) + letters
        y = upper.top - letters * 0.6
        canvas.fill([(x, y), (x + 2 * letters, y), (x + 2 * letters, y - letters), (x, y - letters)], _BAND)
        canvas.write((x + 2.6 * letters, y), "usual at this hour", _FAINT, letters)
    canvas.write((lower.left, lower.top - letters * 0.6), "share of low confidence", _RATE, letters)
    most = int((upper.right - upper.left) // (6 * letters))
    for tick in ticks(trend.start, trend.end, most, zone):
        x = upper.x(tick.at)
        canvas.line([(x, lower.bottom), (x, lower.bottom + letters * 0.4)], _FAINT)
        wide = canvas.width_of(tick.text, letters)
        if x - wide / 2 > 0 and x + wide / 2 < canvas.size.width:
            canvas.write((x - wide / 2, lower.bottom + 1.75 * letters), tick.text, _FAINT, letters)


Value = Callable[[Bucket], float | None]
Usual = Callable[[Bucket], UsualShare | None]


def _curve(canvas: Canvas, trend: Trend, box: _Box, colour: Colour, of: tuple[Value, Usual]) -> None:
    """The band behind, the curve before it; both end where nothing is known."""
    value_of, usual_of = of
    ends = [*(bucket.start for bucket in trend.buckets[1:]), trend.end]
    for run in runs([usual_of(bucket) is not None for bucket in trend.buckets]):
        top: list[tuple[float, float]] = []
        low: list[tuple[float, float]] = []
        for index in run:
            usual = usual_of(trend.buckets[index])
            if usual is not None:
                sides = box.x(trend.buckets[index].start), box.x(ends[index])
                top += [(side, box.y(usual.high)) for side in sides]
                low += [(side, box.y(usual.low)) for side in sides]
        canvas.fill([*top, *reversed(low)], _BAND)
    values = [value_of(bucket) for bucket in trend.buckets]
    for run in runs([value is not None for value in values]):
        points = [(box.x((trend.buckets[i].start + ends[i]) / 2), box.y(values[i] or 0.0)) for i in run]
        if len(points) > 1:
            canvas.line(points, colour, 1.6)
        else:
            canvas.dot(points[0], 1.4, colour)


def _gaps(canvas: Canvas, trend: Trend, box: _Box, letters: float) -> None:
    """A long stretch in which nothing was looked at says so."""
    ends = [*(bucket.start for bucket in trend.buckets[1:]), trend.end]
    for run in runs([not bucket.frames.frames and not bucket.sums.detections for bucket in trend.buckets]):
        left, right = box.x(trend.buckets[run[0]].start), box.x(ends[run[-1]])
        words = "nothing looked at"
        wide = canvas.width_of(words, letters)
        if right - left > max(_LONG_GAP * (box.right - box.left), wide + letters):
            canvas.write(((left + right - wide) / 2, box.y(0.5) - letters * 0.5), words, _FAINT, letters)


def _marks(canvas: Canvas, trend: Trend, boxes: tuple[_Box, _Box], letters: float) -> None:
    """Rules for model versions and alerts; alerts also have a bar for as long as they were active."""
    box = boxes[0]
    for mark in trend.models:
        if mark.is_change:
            x = box.x(mark.since)
            for one in boxes:
                canvas.dashes(x, one.top, one.bottom, _INK)
            words = canvas.cut(f"model {mark.model.version or mark.model.name}", 16 * letters, letters)
            _beside(canvas, box, x, box.bottom - letters * 0.6, (words, _INK, letters))
    right = 0.0
    for mark in trend.alerts:
        x = box.x(mark.alert.raised)
        end = box.right if mark.is_active else box.x(mark.cleared if mark.cleared is not None else mark.alert.raised)
        for one in boxes:
            canvas.line([(x, one.top), (x, one.bottom)], _ALERT)
        canvas.line([(x, box.top), (max(end, x + 2), box.top)], _ALERT, 3)
        side = letters * 0.6
        canvas.fill([(x - side, box.top - side), (x + side, box.top - side), (x, box.top + side)], _ALERT)
        if canvas.size.width >= _WIDE and x > right:
            words = canvas.cut(alert_words(mark), 30 * letters, letters)
            right = x + _beside(canvas, box, x, box.top + 1.8 * letters, (words, _ALERT, letters))


def _beside(canvas: Canvas, box: _Box, x: float, y: float, words: tuple[str, Colour, float]) -> float:
    """On the side of a rule where there is room; gives how wide the words are."""
    text, colour, letters = words
    wide = canvas.width_of(text, letters)
    left = x + letters * 0.6 if x + wide + letters < box.right else x - wide - letters * 0.6
    canvas.write((left, y), text, colour, letters)
    return wide + 2 * letters


def alert_words(mark: AlertMark) -> str:
    """What kind of alert, in few words."""
    kind = "alarm" if mark.alert.level == "drift" else "warning"
    return f"{kind}: {mark.alert.name.replace('_', ' ')}"


def runs(present: Sequence[bool]) -> list[list[int]]:
    """Indices that follow each other and are all present."""
    runs: list[list[int]] = []
    for index, one in enumerate(present):
        if one and runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        elif one:
            runs.append([index])
    return runs
