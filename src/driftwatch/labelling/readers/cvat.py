"""CVAT for images 1.1: one XML file (https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/)."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from driftwatch.errors import DatasetError
from driftwatch.inference.answer import Size
from driftwatch.labelling.corrected import Corrected, CorrectedBox, readable


def read_corrected_cvat(path: Path) -> tuple[Corrected, ...]:
    """path: annotations.xml, or the folder of it. Raises DatasetError."""
    file = path / "annotations.xml" if path.is_dir() else path
    text = readable(file)
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise DatasetError(f"{file}: declares entities, which no export of CVAT does; it is not read")
    try:
        root = ET.fromstring(text)  # noqa: S314, nothing is declared in it
        return tuple(_image(one) for one in root.iter("image"))
    except (ET.ParseError, KeyError, ValueError) as error:
        raise DatasetError(f"{file}: is no XML of CVAT for images ({error})") from error


def _image(one: ET.Element) -> Corrected:
    name = one.attrib["name"]
    others = {child.tag for child in one} - {"box", "tag"}
    if others:
        raise DatasetError(f"{name}: has a {min(others)}; only boxes are read")
    if any(float(box.attrib.get("rotation", 0)) for box in one.iter("box")):
        raise DatasetError(f"{name}: a box is turned; label with upright boxes")
    boxes = tuple(_box(box) for box in one.iter("box"))
    return Corrected(name, boxes, Size(int(one.attrib["width"]), int(one.attrib["height"])))


def _box(box: ET.Element) -> CorrectedBox:
    left, top, right, bottom = (float(box.attrib[key]) for key in ("xtl", "ytl", "xbr", "ybr"))
    return CorrectedBox(box.attrib["label"], (left, top, right, bottom), in_pixels=True)
