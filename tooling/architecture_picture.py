"""Draws docs/images/architecture.svg from docs/images/architecture.txt: `python -m tooling.architecture_picture`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

IMAGES: Final = Path(__file__).resolve().parents[1] / "docs" / "images"
_WIDTH: Final = 960
_MARGIN: Final = 20
_HEIGHT: Final = 46  # of a box
_GAP: Final = 10  # between boxes of one row
_STEP: Final = 58  # from one row to the next
_ROWS_APART: Final = 34  # room for a title
_FILL: Final = {"room": "#e8eef7", "frame": "#eef5ea"}
_ARROW: Final = re.compile(r"\s*(->|>>)\s*")


@dataclass(frozen=True, slots=True)
class Box:
    """name, words: its two lines of text; words may be empty. x, y, width: pixels."""

    name: str
    words: str
    x: float
    y: float
    width: float
    kind: str


def draw(text: str) -> str:
    """The picture as SVG, from the text that describes it."""
    layers, way = lines_of(text)
    below = _MARGIN + _ROWS_APART + len(layers) * _STEP + _ROWS_APART
    height = below + len(way) * _STEP + _MARGIN
    parts = [_title("The rooms: each imports only from those below it", _MARGIN + 16)]
    for row, layer in enumerate(layers):
        boxes = [_two(entry) for entry in layer.split("|")]
        parts += map(_box, _row(boxes, _MARGIN + _ROWS_APART + row * _STEP, "room", _GAP))
    parts.append(_title("The way of a frame; nothing after the reply can delay it", below - 12))
    parts += _way(way, below)
    return "\n".join([*_head(height), *parts, "</svg>", ""])


def lines_of(text: str) -> tuple[list[str], list[str]]:
    """The layers, the highest first, and the rows of the way of a frame."""
    layers, way = text.split("\n\n", 1)
    return _lines(layers), _lines(way)


def _lines(part: str) -> list[str]:
    return [line for line in part.splitlines() if line and not line.startswith("#")]


def _two(entry: str) -> tuple[str, str]:
    name, _, words = entry.strip().partition(": ")
    return name, words


def _row(boxes: Sequence[tuple[str, str]], y: float, kind: str, gap: float, columns: int = 0) -> list[Box]:
    """Boxes of one width from margin to margin; `columns` of them fill the row where it is given."""
    count = columns or len(boxes)
    width = (_WIDTH - 2 * _MARGIN - (count - 1) * gap) / count
    return [
        Box(name, words, _MARGIN + index * (width + gap), y, width, kind) for index, (name, words) in enumerate(boxes)
    ]


def _way(lines: Sequence[str], y: float) -> Iterator[str]:
    """The first line is a row of its own; the others branch off from its second box, each in a row."""
    for row, line in enumerate(lines):
        first, *rest = _ARROW.split(line)
        entries = [first, *rest[1::2]] if row == 0 else ["", *rest[:1], *rest[1::2]]
        boxes = _row([_two(entry) for entry in entries], y + row * _STEP, "frame", 40, columns=4)
        shown = boxes if row == 0 else boxes[2:]
        yield from map(_box, shown)
        middle = y + row * _STEP + _HEIGHT / 2
        for left, right in pairwise(shown):
            yield _line(left.x + left.width, middle, right.x - 2, middle)
        if row:
            branch = boxes[1].x + boxes[1].width / 2
            yield f'<path class="later" d="M {branch:.1f} {y + _HEIGHT:g} V {middle:g} H {boxes[2].x - 2:.1f}"/>'


_STYLE: Final = """text{font:14px sans-serif;fill:#1c2733}.words{font-size:12px;fill:#465566}.title{font-weight:bold}
path{fill:none;stroke:#465566;stroke-width:1.5;marker-end:url(#tip)}.later{stroke-dasharray:5 4}"""
_TIP_SIZE: Final = 'id="tip" markerWidth="8" markerHeight="8" refX="6" refY="4"'


def _head(height: float) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" role="img">',
        f"<style>{_STYLE}</style>",
        f'<defs><marker {_TIP_SIZE} orient="auto"><polygon points="0,1 7,4 0,7" fill="#465566"/></marker></defs>',
        f'<rect width="{_WIDTH}" height="{height:g}" fill="#ffffff"/>',
    ]


def _title(words: str, y: float) -> str:
    return f'<text class="title" x="{_MARGIN}" y="{y:g}">{escape(words)}</text>'


def _box(box: Box) -> str:
    lines = [("", 19, box.name), (' class="words"', 36, box.words)] if box.words else [("", 28, box.name)]
    middle = f'x="{box.x + box.width / 2:.1f}" text-anchor="middle"'
    texts = [f'<text{style} {middle} y="{box.y + down:g}">{escape(words)}</text>' for style, down, words in lines]
    shape = f'x="{box.x:.1f}" y="{box.y:g}" width="{box.width:.1f}" height="{_HEIGHT}" rx="5"'
    return f'<rect {shape} fill="{_FILL[box.kind]}" stroke="#9aa9ba"/>' + "".join(texts)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M {x1:.1f} {y1:g} L {x2:.1f} {y2:g}"/>'


if __name__ == "__main__":
    (IMAGES / "architecture.svg").write_text(draw((IMAGES / "architecture.txt").read_text()))
