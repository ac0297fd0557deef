"""CVAT for images 1.1: annotations.xml, to upload into a task of the images.

https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/
"""

from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from driftwatch.capture.exports.example import Example

INDEX: Final = "annotations.xml"


class CvatWriter:
    """Boxes in pixels. A confidence has no place in the format; `source` says whether a person drew the box."""

    owns = (INDEX,)

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        del example, labels
        return {}

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        names = "".join(f"<label><name>{escape(label)}</name></label>" for label in labels)
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            "<annotations>",
            f"<version>1.1</version><meta><task><labels>{names}</labels></task></meta>",
            *(line for number, example in enumerate(examples) for line in _image(number, example)),
            "</annotations>",
        ]
        return {INDEX: ("\n".join(lines) + "\n").encode()}


def _image(number: int, example: Example) -> list[str]:
    size = example.record.answer.size
    source = "manual" if example.is_truth else "auto"
    lines = [f'<image id="{number}" name={quoteattr(example.file)} width="{size.width}" height="{size.height}">']
    for one in example.boxes:
        left, right = (f"{value * size.width:.2f}" for value in (one.box.xmin, one.box.xmax))
        top, bottom = (f"{value * size.height:.2f}" for value in (one.box.ymin, one.box.ymax))
        lines.append(
            f'<box label={quoteattr(one.label)} source="{source}" occluded="0" '
            f'xtl="{left}" ytl="{top}" xbr="{right}" ybr="{bottom}" z_order="0"/>'
        )
    return [*lines, "</image>"]
