"""Reads lists, maps and scalars as Python writes them, out of files that may be hostile.

`ast.literal_eval` takes gigabytes for some megabytes of text, and lets no other thread run meanwhile.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any, Final

LONGEST: Final = 4 << 20
"""Characters; the names of ImageNet-21k are 1 MB."""

_DEEPEST: Final = 20
_LONGEST_TOKEN: Final = 10_000
_TOKEN: Final = re.compile(
    r"""\s+|\#[^\n]*|(?P<open>[\[({])|(?P<close>[\])}])|(?P<mark>[,:])"""
    r"""|(?P<text>[uU]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))|(?P<word>[-+\w.]+)""",
    re.DOTALL,
)
_CLOSES: Final = {"[": "]", "(": ")", "{": "}"}
_END: Final = ("end", "")


def read_literal(text: str) -> Any:
    """The value that `text` writes: lists, tuples, dicts, texts, numbers, True, False and None.

    Raises ValueError where it writes none, is longer than LONGEST or deeper than 20.
    """
    if len(text) > LONGEST:
        raise ValueError(f"it has {len(text)} characters, at most {LONGEST} are read")
    reader = _Reader(_tokens(text))
    value = reader.value(0)
    if reader.now != _END:
        raise ValueError(f"unexpected {reader.now[1]!r:.40} after the end")
    return value


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"unexpected {text[at]!r} at character {at}")
        at = found.end()
        if found.lastgroup is not None:
            yield found.lastgroup, found.group()
    yield _END


class _Reader:
    """now: the token that comes next, its kind and its text."""

    def __init__(self, tokens: Iterator[tuple[str, str]]) -> None:
        self._tokens = tokens
        self.now = next(tokens)

    def value(self, depth: int) -> Any:
        kind, text = self._take()
        if kind in ("text", "word"):
            return _scalar(text)
        if kind != "open":
            raise ValueError(f"expected a value, got {text!r:.40}" if text else "it is cut off")
        if depth >= _DEEPEST:
            raise ValueError(f"its lists lie more than {_DEEPEST} deep in each other")
        return self._map(depth) if text == "{" else self._list(text, depth)

    def _list(self, opened: str, depth: int) -> Any:
        values: list[Any] = []
        has_comma = False
        while not self._closes(opened):
            values.append(self.value(depth + 1))
            has_comma = self._comma(opened)
        if opened == "(":
            return values[0] if len(values) == 1 and not has_comma else tuple(values)
        return values

    def _map(self, depth: int) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        while not self._closes("{"):
            key = self.value(_DEEPEST)
            if self._take()[1] != ":":
                raise ValueError(f"expected a value for {key!r:.40}")
            values[key] = self.value(depth + 1)
            self._comma("{")
        return values

    def _closes(self, opened: str) -> bool:
        if self.now != ("close", _CLOSES[opened]):
            return False
        self._take()
        return True

    def _comma(self, opened: str) -> bool:
        if self.now == ("mark", ","):
            self._take()
            return True
        if self.now != ("close", _CLOSES[opened]):
            raise ValueError(f'expected "," or "{_CLOSES[opened]}", got {self.now[1]!r:.40}')
        return False

    def _take(self) -> tuple[str, str]:
        taken, self.now = self.now, next(self._tokens, _END)
        return taken


def _scalar(text: str) -> Any:
    if len(text) > _LONGEST_TOKEN:
        raise ValueError(f"{text[:20]}... has {len(text)} characters")
    try:
        return ast.literal_eval(text)
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(f"{text!r:.40} is no value") from error
