"""What an owner may set is documented where it is defined, a docstring under each field."""

import ast
import dataclasses
import inspect
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from driftwatch.attributes import ATTRIBUTES_OF
from driftwatch.capture.samplers.sampler import SamplerSettings
from driftwatch.config.inline import is_inline
from tests.docs.settings import attributes_of


def settings_of(kind: type[Any]) -> set[type[Any]]:
    """`kind`, its base classes that are settings, and every settings object among its fields."""
    found: set[type[Any]] = {base for base in kind.__mro__ if dataclasses.is_dataclass(base)}
    hints = get_type_hints(kind)
    inner = [hints[field.name] for field in dataclasses.fields(kind) if is_inline(field)]
    inner += [attribute.settings for attribute in attributes_of(kind) if attribute.settings is not None]
    return found.union(*map(settings_of, inner))


def undocumented(kind: type[Any]) -> list[str]:
    """Fields of `kind` that no docstring follows."""
    tree = ast.parse(Path(inspect.getfile(kind)).read_text())
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == kind.__name__)
    missing: list[str] = []
    for node, following in zip(body, [*body[1:], None], strict=True):
        is_field = isinstance(node, ast.AnnAssign) and "ClassVar" not in ast.unparse(node.annotation)
        is_text = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        if isinstance(node, ast.AnnAssign) and is_field and not is_text:
            missing.append(ast.unparse(node.target))
    return missing


EVERY = sorted(set[type[Any]]().union(*map(settings_of, ATTRIBUTES_OF.values())), key=lambda kind: kind.__qualname__)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_field_that_an_owner_sets_is_documented_under_it(kind: type[Any]) -> None:
    assert undocumented(kind) == []


def test_the_settings_are_found() -> None:
    assert len(EVERY) > 30
    assert SamplerSettings in EVERY
