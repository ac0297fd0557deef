"""Label maps of TensorFlow's Object Detection API and of Caffe's SSD: `item { id: 1 name: "cat" }`.

The format is protobuf's text format (protobuf.dev, "Text Format Language"), of the messages StringIntLabelMap and
LabelMap: `id` or `label` is the class, `display_name` is what a person reads, `name` what there is without it.
"""

import re
from typing import Final

from driftwatch.inference.labels.listing import Format, LabelListing, in_order, numbered

_TOKEN: Final = re.compile(
    r"""\s+|\#[^\n]*|(?P<open>[{<])|(?P<close>[}>])|(?P<word>[A-Za-z_]\w*)|(?P<number>-?\d+)"""
    r"""|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|[:,;]"""
)
_ESCAPE: Final = re.compile(r"\\(.)")
_START: Final = re.compile(r"(?:\s|#[^\n]*\n)*item\s*[:]?\s*[{<]")


def _claims(text: str) -> bool:
    return _START.match(text) is not None


def _read(text: str) -> LabelListing:
    labels: list[str] = []
    ids: list[int] = []
    for fields in _items(text):
        label = fields.get("display_name") or fields.get("name")
        if label is None:
            raise ValueError(f"item {len(labels)} has neither a name nor a display_name")
        labels.append(label)
        number = fields.get("id", fields.get("label"))
        if number is not None:
            ids.append(int(number))
    if not ids:
        return in_order(labels)
    if len(ids) < len(labels):
        raise ValueError(f"{len(labels) - len(ids)} of its items have no id")
    return numbered(list(zip(ids, labels, strict=True)), gaps=True)


def _items(text: str) -> list[dict[str, str]]:
    """The fields of each item; what is nested inside one is left out. Raises ValueError where the text is no such."""
    items: list[dict[str, str]] = []
    depth, key, at = 0, "", 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(f"unexpected {text[at]!r} at character {at}")
        at = token.end()
        kind, value = token.lastgroup, token.group()
        if kind == "open":
            depth += 1
            if depth == 1:
                if key != "item":
                    raise ValueError(f'expected "item {{", got "{key} {{"')
                items.append({})
        elif kind == "close":
            depth -= 1
        elif kind == "word":
            key = value
        elif kind in ("number", "text") and depth == 1:
            items[-1][key] = value if kind == "number" else _ESCAPE.sub(r"\1", value[1:-1])
    if depth:
        raise ValueError("it is cut off inside an item")
    return items


PBTXT: Final = Format("label map", (".pbtxt", ".prototxt", ".pbtext"), _claims, _read)
