"""What a page must say of each attribute, told by the dataclass that reads it."""

import dataclasses
import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from driftwatch.config.constraints import Length, Range
from driftwatch.config.inline import is_inline

_WORDS: dict[object, str] = {str: "text", int: "whole number", float: "number", Any: "any value"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """kind, default: as the table of attributes words them. settings: of an attribute that is an object of its own."""

    name: str
    kind: str
    default: str
    settings: type[Any] | None

    @property
    def row(self) -> list[str]:
        """The first cells of its row."""
        return [f"`{self.name}`", self.kind, self.default]


def attributes_of(kind: type[Any]) -> list[Attribute]:
    """In the order of the fields."""
    hints = get_type_hints(kind, include_extras=True)
    found: list[Attribute] = []
    for entry in dataclasses.fields(kind):
        if is_inline(entry):
            found += attributes_of(hints[entry.name])
        else:
            words, settings = _kind(hints[entry.name])
            found.append(Attribute(entry.name, words, _default(entry), settings))
    return found


def _default(entry: dataclasses.Field[Any]) -> str:
    if entry.default_factory is not dataclasses.MISSING:
        value: object = entry.default_factory()
    elif entry.default is not dataclasses.MISSING:
        value = entry.default
    else:
        return "required"
    if value is None:
        return "unset"
    return f"`{json.dumps({} if dataclasses.is_dataclass(value) else value, default=sorted)}`"


def _kind(hint: Any) -> tuple[str, type[Any] | None]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        words, settings = _kind(arguments[0])
        limits = [limit for constraint in arguments[1:] if (limit := _limit(constraint, words == "text"))]
        return ", ".join([words, *limits]), settings
    if origin in (Union, types.UnionType):
        kinds = [_kind(argument) for argument in arguments if argument is not type(None)]
        return ", ".join(words for words, _ in kinds), kinds[0][1]
    if origin is Literal:
        return ", ".join(f"`{json.dumps(choice)}`" for choice in arguments), None
    if origin in (tuple, frozenset):
        return _several("list of", arguments[0])
    if origin is Mapping:
        return _several("object of", arguments[1])
    if dataclasses.is_dataclass(hint):
        return "object", hint if isinstance(hint, type) else None
    return ("true or false" if hint is bool else _WORDS[hint]), None


def _several(collection: str, entry: Any) -> tuple[str, type[Any] | None]:
    """In the plural, as in "list of numbers, each at least 0"."""
    words, settings = _kind(entry)
    noun, *limits = words.split(", ")
    head, _, rest = noun.partition(" of ")
    plural = f"{head}s of {rest}" if rest else f"{noun}s"
    return ", each ".join([f"{collection} {plural}", *limits]), settings


def _limit(constraint: object, is_text: bool) -> str:
    if isinstance(constraint, Range):
        return str(constraint)
    if isinstance(constraint, Length) and constraint.maximum is not None:
        return f"at most {constraint.maximum} characters" if is_text else f"at most {constraint.maximum} of them"
    return ""
