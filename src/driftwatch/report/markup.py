"""HTML and SVG that cannot be broken out of: every text is escaped, unless it was made here."""

import html
from typing import Final, TypeAlias, Union


class Html(str):
    """Markup that was made by `element`; any other text is only a text."""

    __slots__ = ()


Child: TypeAlias = Union[str, "Html", None]
Value: TypeAlias = str | float | int

_EMPTY: Final = frozenset({"meta", "img", "br", "line", "rect", "circle", "polyline", "polygon"})


def element(name: str, /, *children: Child, **attributes: Value) -> Html:
    """`name` with `children`, None left out. `class_` is written class, and `stroke_width` stroke-width."""
    written = "".join(f' {_name(key)}="{html.escape(_value(value))}"' for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{written}/>")
    return Html(f"<{name}{written}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """One after the other."""
    return Html("".join(escaped(child) for child in children if child is not None))


def escaped(text: str) -> Html:
    """A text as it is read, without what a browser does not draw or must not obey."""
    if isinstance(text, Html):
        return text
    drawn = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return Html(html.escape(drawn))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key != "viewBox" else key


def _value(value: Value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
